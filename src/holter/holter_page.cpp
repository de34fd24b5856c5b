#include "holter/holter_page.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/text.h"
#include "figures/page/html.h"
#include "holter/charts.h"
#include "holter/disclosure.h"
#include "holter/holter_style.h"
#include "holter/page_tables.h"
#include "holter/strips.h"
#include "signal/leads.h"

namespace rwave {
namespace {

// Two days. A page of a week would be 20 MB, which browsers open slowly and mail servers refuse.
constexpr std::size_t most_disclosed_hours = 48;

// The style stands within the page: a report is mailed, and a second file would be left behind.
std::string page_head(const std::string& title) {
  return fmt::format(
      "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" "
      "content=\"width=device-width, "
      "initial-scale=1\"><title>{}</title><style>{}</style></head>\n<body>\n",
      html_text(title), holter_style);
}

std::string section(const std::string& id, const std::string& heading, const std::string& body) {
  return fmt::format(
      "<section id=\"{0}\" aria-labelledby=\"{0}-h\"><h2 id=\"{0}-h\">{1}</h2>\n{2}</section>\n", id,
      html_text(heading), body);
}

// What may be wider than a telephone scrolls by itself, by keyboard too.
std::string scrolling(const std::string& label, const std::string& body) {
  return fmt::format("<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\"{}\">{}</div>\n",
                     html_text(label), body);
}

// Who and what the report is of comes first: a report whose recording cannot be told is worse than
// none.
std::string identity(const Holter& holter) {
  const RecordingInfo& info = holter.input.info;
  std::string list = "<dl>";
  const auto add = [&](const std::string& name, const std::string& value) {
    list += fmt::format("<dt>{}</dt><dd>{}</dd>", html_text(name), html_text(value));
  };
  add("Record", info.name);
  if (!info.format.empty()) add("File", info.format);
  for (const auto& [name, value] : info.patient) add(name, value);
  add("Start", info.start.empty()        ? "not stated in the file: times count from the beginning"
               : holter.start_of_day < 0 ? info.start + " (no time of day: times count from the beginning)"
                                         : info.start);
  add("Length", clock_text(holter.total.seconds));
  std::string leads;
  for (std::size_t s = 0; s < info.signals.size() && leads.size() < 200; ++s)
    leads += (leads.empty() ? "" : ", ") + lead_name(info, static_cast<int>(s));
  add("Signals", holter.input.has_signal ? fmt::format("{} at {:g} Hz", leads, info.rate)
                                         : "none: this report is made of beat annotations alone");
  add("Beats labelled by", holter.input.labelled_by);
  // Files may hold thousands of comments. A page that begins with them would hide what is to be
  // looked at first.
  for (std::size_t i = 0; i < std::min<std::size_t>(info.comments.size(), 8); ++i)
    add("Comment", info.comments[i]);
  for (const std::string& warning : info.warnings) add("Note", warning);
  return list + "</dl>\n";
}

std::string urgent(const Holter& holter) {
  const auto findings = urgent_findings(holter);
  // Nothing, and not "nothing urgent": that is for a person to say.
  if (findings.empty()) return "";
  std::string list;
  for (const std::string& finding : findings) list += "<li>" + html_text(finding) + "</li>";
  // The table of episodes states tachycardia from three beats on.
  const std::string shorter = holter.total.vt > 0
                                  ? fmt::format(
                                        "<p class=\"quiet\">Ventricular tachycardia of 3 to {} beats is not "
                                        "listed here, but under Episodes.</p>",
                                        urgent_vt_beats - 1)
                                  : "";
  return "<section class=\"alarm\" aria-labelledby=\"urgent-h\"><h2 id=\"urgent-h\">To be looked at "
         "first</h2><ul>" +
         list + "</ul>" + shorter + "</section>\n";
}

std::string charts(const Holter& holter) {
  return "<figure><figcaption>Tachogram: mean heart rate, and the range of single intervals, drawn from 20 "
         "to 200"
         " <span class=\"quiet\"><span class=\"key af\"></span>atrial fibrillation</span></figcaption>" +
         scrolling("Tachogram", tachogram_svg(holter)) +
         "</figure>\n<figure><figcaption>Hourly trend <span class=\"quiet\"><span class=\"key v\"></span>V "
         "&#160; <span class=\"key s\"></span>S, outside unanalyzable spans"
         "</span></figcaption>" +
         scrolling("Hourly trend", hourly_trend_svg(holter)) +
         "</figure>\n<div class=\"pair\"><figure><figcaption>Heart rate of single intervals, of all "
         "beats</figcaption>" +
         rate_histogram_svg(holter) +
         "</figure>\n<figure><figcaption>Poincar&#233; plot, of all beats (SD1 and SD2 are "
         "of NN alone)</figcaption>" +
         poincare_svg(holter) + "</figure></div>\n";
}

std::string strips(const Holter& holter, Recording& recording, const std::vector<int>& leads) {
  std::string body =
      "<p class=\"quiet\">25 mm/s, 10 mm/mV; to scale when printed at 100 %. The worst of each kind of "
      "event.</p>\n";
  for (const StripEvent& event : strip_events(holter)) {
    const std::string title = fmt::format("{}, {}", time_text(holter, event.centre), event.title);
    body += fmt::format("<figure><figcaption>{}</figcaption>", html_text(title)) +
            scrolling("Strip: " + title, strip_svg(recording, leads, holter, event)) + "</figure>\n";
  }
  return body;
}

std::string disclosure(const Holter& holter, Recording& recording, int lead) {
  const std::string name = lead_name(recording.info(), lead);
  std::string body = fmt::format(
      "<p class=\"quiet\">Lead {}, one line a minute, one picture an hour. <span class=\"key v\"></span>V "
      "<span class=\"key "
      "s\"></span>S</p>\n",
      html_text(name));
  const std::size_t hours = std::min(holter.hours.size(), most_disclosed_hours);
  for (std::size_t h = 0; h < hours; ++h) {
    const std::string title =
        fmt::format("Hour {}, from {}", h + 1, time_text(holter, first_of_hour(holter, h)));
    // PNG and not SVG for full disclosure: an hour has about a million samples, which as a path
    // would be megabytes.
    const std::string png = disclosure_png(recording, lead, holter, h);
    body +=
        fmt::format("<figure><figcaption>{}</figcaption>", html_text(title)) +
        scrolling(
            "Full disclosure, " + title,
            fmt::format(
                "<img loading=\"lazy\" alt=\"Whole ECG of lead {}, {}\" src=\"data:image/png;base64,{}\">",
                html_text(name), html_text(title), base64(png))) +
        "</figure>\n";
  }
  if (hours < holter.hours.size())
    body +=
        fmt::format("<p>The first {} of {} hours are shown: a longer page would be too large to open.</p>\n",
                    hours, holter.hours.size());
  return body;
}

}  // namespace

std::string holter_page(const Holter& holter, Recording* recording, const std::vector<int>& leads,
                        const HolterPageOptions& options) {
  // Annotations alone give all figures and no picture: the report says so where the strips would
  // be.
  const bool pictures = recording != nullptr && !leads.empty();
  const bool disclosed = pictures && options.disclosure;
  std::string page = page_head("Holter report: " + holter.input.info.name);
  page += fmt::format(
      "<header><h1>Holter report: {}</h1>\n<nav aria-label=\"Sections\"><ul><li><a "
      "href=\"#summary\">Summary</a></li>"
      "<li><a href=\"#charts\">Charts</a></li><li><a href=\"#hours\">Hours</a></li><li><a "
      "href=\"#episodes\">Episodes</a></li>"
      "<li><a href=\"#variability\">Variability</a></li>{}{}</ul></nav></header>\n<main>\n",
      html_text(holter.input.info.name), pictures ? "<li><a href=\"#strips\">Strips</a></li>" : "",
      disclosed ? "<li><a href=\"#disclosure\">Full disclosure</a></li>" : "");
  page += identity(holter) + urgent(holter);
  if (holter.total.beats == 0)
    page += "<p><strong>No beats were found: nothing can be said of the rhythm.</strong></p>\n";
  page += section("summary", "Summary", summary_cards(holter) + scrolling("Definitions", definition_table()));
  page += section("charts", "Charts", charts(holter));
  page += section("hours", "Hour by hour", scrolling("Hourly table", hourly_table(holter)));
  page += section("episodes", "Episodes", scrolling("Table of episodes", episode_table(holter)));
  page += section("variability", "Heart-rate variability",
                  scrolling("Table of heart-rate variability", variability_table(holter)));
  if (pictures) page += section("strips", "Strips", strips(holter, *recording, leads));
  if (disclosed)
    page += "<div class=\"disclosure\">" +
            section("disclosure", "Full disclosure", disclosure(holter, *recording, leads.front())) +
            "</div>";
  return page +
         "</main>\n<footer><p>Made by rwave, research software, not a medical device: a person must read the "
         "signal before "
         "anything is concluded.</p></footer>\n</body></html>\n";
}

std::string holter_index(const std::vector<HolterIndexLine>& lines) {
  std::string rows;
  for (const HolterIndexLine& line : lines) {
    // A recording that failed stays in the list with its fault, so that nobody takes the list for
    // all of them.
    if (line.holter == nullptr) {
      rows += fmt::format("<tr><td>{}</td><td colspan=\"8\">{}</td></tr>\n", html_text(line.name),
                          html_text(line.fault));
      continue;
    }
    const HolterFigures& t = line.holter->total;
    // One that has a page all the same: of its figures nobody must think that they are a heart's.
    const std::string fault =
        line.fault.empty() ? "" : "<br><span class=\"quiet\">" + html_text(line.fault) + "</span>";
    const double fibrillates = fibrillation_burden(t);
    const auto rate = [](double value) {
      return std::isfinite(value) ? fmt::format("{:.0f}", value) : std::string("-");
    };
    rows += fmt::format(
        "<tr><td><a "
        "href=\"{}\">{}</a>{}</td><td>{}</td><td>{:.1f}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</"
        "td><td>{}</td><td>{}</td></tr>\n",
        html_link(line.page), html_text(line.name), fault, clock_text(t.seconds),
        t.seconds > 0 ? per_cent(t.analyzable, t.seconds) : 0, grouped(analyzable_beats(t)),
        rate(t.mean_rate), grouped(analyzable_beats(t, BeatClass::V)),
        grouped(analyzable_beats(t, BeatClass::S)), t.pauses,
        std::isfinite(fibrillates) ? fmt::format("{:.1f}", fibrillates) : "-");
  }
  return page_head("Holter reports") +
         "<header><h1>Holter reports</h1></header>\n<main>\n<p>All figures as a table: <a "
         "href=\"holter.csv\">holter.csv</a></p>\n" +
         scrolling(
             "Reports",
             "<table><caption>A recording per line; beats outside unanalyzable spans</caption><thead><tr><th "
             "scope=\"col\">Record</th><th scope=\"col\">Length</th>"
             "<th scope=\"col\">Analyzable, %</th><th scope=\"col\">Beats</th><th scope=\"col\">Mean "
             "rate</th><th scope=\"col\">V</th>"
             "<th scope=\"col\">S</th><th scope=\"col\">Pauses</th><th scope=\"col\">AF, "
             "%</th></tr></thead><tbody>\n" +
                 rows + "</tbody></table>") +
         "</main>\n</body></html>\n";
}

}  // namespace rwave
