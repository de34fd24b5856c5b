#include "holter/page_tables.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

#include "base/text.h"
#include "figures/page/html.h"

namespace rwave {
namespace {

// Episodes of the list: who reads a report reads a page of them, and --json has all. Of one kind the longest
// few, as a day of bigeminy has hundreds.
constexpr std::size_t most_listed = 100, most_listed_of_kind = 12;

// For what is undefined: a 0 would be read as a finding.
constexpr const char* dash = "\xE2\x80\x93";

std::string number_text(double value, int digits = 0) {
  return std::isfinite(value) ? fmt::format("{:.{}f}", value, digits) : dash;
}

std::string card(const std::string& title, const std::string& big, const std::vector<std::string>& lines) {
  std::string html =
      fmt::format("<div class=\"card\"><h3>{}</h3><p class=\"big\">{}</p>", html_text(title), html_text(big));
  for (const std::string& line : lines) html += "<p>" + html_text(line) + "</p>";
  return html + "</div>\n";
}

// Tenths of a second tell runs and pauses apart; of an hour nobody asks for them.
std::string seconds_text(double seconds) {
  return seconds < 60 ? fmt::format("{:.1f} s", seconds) : clock_text(seconds);
}

const Episode* episode(const Holter& holter, std::int64_t index) {
  return index < 0 ? nullptr : &holter.episodes[static_cast<std::size_t>(index)];
}

// The burden of a class, of analyzable beats and hours: noise must neither make a burden nor hide one. Labels
// of beats in noise are told, as a person may find them right.
std::vector<std::string> burden_lines(const HolterFigures& t, BeatClass of) {
  // A number an hour is of an hour and more: a beat in ten seconds would be 360.
  constexpr double hour_seconds = 3600;
  std::vector<std::string> lines = {fmt::format("{} % of beats", number_text(burden(t, of), 2))};
  if (t.analyzable >= hour_seconds)
    lines.front() += fmt::format(
        ", {:.0f} an hour", static_cast<double>(analyzable_beats(t, of)) / (t.analyzable / hour_seconds));
  if (const std::int64_t in_noise = t.in_noise[static_cast<std::size_t>(of)]; in_noise > 0)
    lines.push_back(fmt::format("{} more in unanalyzable spans, not counted", grouped(in_noise)));
  return lines;
}

std::string ventricular_card(const Holter& holter) {
  const HolterFigures& t = holter.total;
  std::vector<std::string> lines = burden_lines(t, BeatClass::V);
  lines.push_back(
      fmt::format("{}, {} of 3 and more", counted(t.v_couplets, "couplet"), counted(t.v_runs, "run")));
  if (t.vt > 0)
    lines.push_back(fmt::format("{} of the runs VT (100 per minute and more), {} sustained (30 s and more)",
                                grouped(t.vt), grouped(t.sustained_vt)));
  if (t.v_runs_doubtful > 0)
    lines.push_back(fmt::format("{} more of doubtful V, not counted", counted(t.v_runs_doubtful, "run")));
  if (const Episode* e = episode(holter, holter.longest_v_run))
    lines.push_back(fmt::format("longest run {} beats, {:.0f} per minute, {}", e->beats, e->mean_rate,
                                time_text(holter, e->first)));
  if (const Episode* e = episode(holter, holter.fastest_v_run))
    lines.push_back(fmt::format("fastest run {:.0f} per minute, {} beats, {}", e->mean_rate, e->beats,
                                time_text(holter, e->first)));
  if (t.bigeminy_seconds + t.trigeminy_seconds > 0)
    lines.push_back(fmt::format("bigeminy {}, trigeminy {}", clock_text(t.bigeminy_seconds),
                                clock_text(t.trigeminy_seconds)));
  return card("Ventricular ectopic beats (V)", grouped(analyzable_beats(t, BeatClass::V)), lines);
}

std::string supraventricular_card(const Holter& holter) {
  const HolterFigures& t = holter.total;
  std::vector<std::string> lines = burden_lines(t, BeatClass::S);
  lines.push_back(
      fmt::format("{}, {} of 3 and more", counted(t.s_couplets, "couplet"), counted(t.s_runs, "run")));
  if (const Episode* e = episode(holter, holter.longest_s_run))
    lines.push_back(fmt::format("longest run {} beats, {:.0f} per minute, {}", e->beats, e->mean_rate,
                                time_text(holter, e->first)));
  return card("Supraventricular ectopic beats (S)", grouped(analyzable_beats(t, BeatClass::S)), lines);
}

}  // namespace

std::string summary_cards(const Holter& holter) {
  const HolterFigures& t = holter.total;
  std::string html = "<div class=\"cards\">\n";
  std::vector<std::string> seen = {fmt::format("{} of {}", clock_text(t.analyzable), clock_text(t.seconds))};
  if (holter.input.labelled_by.starts_with("annotator")) seen.emplace_back("by the annotator's marks alone");
  html +=
      card("Time analyzable", fmt::format("{} %", number_text(per_cent(t.analyzable, t.seconds), 1)), seen);
  const auto of = [&t](BeatClass one) { return grouped(analyzable_beats(t, one)); };
  std::vector<std::string> beats = {
      fmt::format("N {}, S {}, V {}", of(BeatClass::N), of(BeatClass::S), of(BeatClass::V)),
      fmt::format("F {}, Q {}", of(BeatClass::F), of(BeatClass::Q))};
  if (const std::int64_t in_noise = t.beats - analyzable_beats(t); in_noise > 0)
    beats.push_back(fmt::format(
        "{} more in unanalyzable spans, where noise passes for beats: not counted, here and below",
        grouped(in_noise)));
  html += card("Beats", grouped(analyzable_beats(t)), beats);
  std::vector<std::string> rates;
  if (t.min_rate.sample >= 0)
    rates = {fmt::format("lowest {:.0f} at {}", t.min_rate.rate, time_text(holter, t.min_rate.sample)),
             fmt::format("highest {:.0f} at {}", t.max_rate.rate, time_text(holter, t.max_rate.sample)),
             "over 8 intervals"};
  html += card("Heart rate, mean per minute", number_text(t.mean_rate), rates);
  html += ventricular_card(holter) + supraventricular_card(holter);
  std::vector<std::string> pauses = {
      fmt::format("of 2.5 s {}, of 3.0 s {}", holter.pauses_from[1], holter.pauses_from[2])};
  if (const Episode* e = episode(holter, holter.longest_pause))
    pauses.push_back(
        fmt::format("longest {:.2f} s at {}", seconds_of(holter, *e), time_text(holter, e->first)));
  // None where beats may have been missed is no finding: how many intervals are in doubt is said. Without the
  // signal a missed beat looks like a pause, so the rule is another one (rhythm/statements/pauses.cpp).
  if (holter.doubtful_pauses > 0)
    pauses.push_back(fmt::format("{} as long, not counted: {}", counted(holter.doubtful_pauses, "interval"),
                                 holter.input.has_signal ? "something like a beat lies within"
                                                         : "without a signal a beat may be missing"));
  if (!holter.input.has_signal)
    pauses.emplace_back("without a signal: intervals of 4 s and multiples of those before are left out");
  html += card("Pauses of 2.0 s and more", grouped(holter.pauses_from[0]), pauses);
  const double fibrillates = fibrillation_burden(t);
  std::vector<std::string> af = {
      holter.af_episodes > 0
          ? fmt::format("{} in {}", clock_text(t.af_seconds), counted(holter.af_episodes, "episode"))
          : std::string(std::isfinite(fibrillates) ? "no episode" : "not known of less than 30 s")};
  // By the guidelines fibrillation lasts 30 s: shorter episodes are told apart, and count in the time.
  if (holter.short_af_episodes > 0)
    af.push_back(fmt::format("{} of them below the guidelines' 30 s", grouped(holter.short_af_episodes)));
  if (const Episode* e = episode(holter, holter.longest_af))
    af.push_back(fmt::format("longest {} at {}, {:.0f} per minute", seconds_text(seconds_of(holter, *e)),
                             time_text(holter, e->first), e->mean_rate));
  html += card("Atrial fibrillation, share of analyzable time",
               fmt::format("{} %", number_text(fibrillates, 1)), af);
  // No card of none: a heading that names it is read as a finding.
  if (t.vf_seconds > 0) html += card("Ventricular fibrillation or flutter", seconds_text(t.vf_seconds), {});
  html += card("Variability, SDNN", number_text(holter.variability.time.sdnn) + " ms",
               {fmt::format("RMSSD {} ms, pNN50 {} %", number_text(holter.variability.time.rmssd),
                            number_text(holter.variability.time.pnn50, 1)),
                fmt::format("of {} NN intervals, {}", grouped(holter.variability.time.intervals),
                            clock_text(std::accumulate(holter.variability.intervals.nn.begin(),
                                                       holter.variability.intervals.nn.end(), 0.0) /
                                       1000))});
  return html + "</div>\n";
}

std::string definition_table() {
  std::string html = "<table class=\"words\"><caption>How these figures are counted</caption><tbody>\n";
  for (const FigureDefinition& one : figure_definitions())
    html += fmt::format("<tr><th scope=\"row\">{}</th><td>{}</td></tr>\n", html_text(one.name),
                        html_text(one.text));
  return html + "</tbody></table>\n";
}

std::string hourly_table(const Holter& holter) {
  std::string html =
      "<table><caption>By hour of the recording; beats outside unanalyzable spans, rates per minute over 8 "
      "intervals</caption><thead><tr>";
  for (const char* name : {"From", "Analyzable, %", "Beats", "Lowest", "Mean", "Highest", "V", "V couplets",
                           "V runs", "S", "S runs", "Pauses", "AF, %"})
    html += fmt::format("<th scope=\"col\">{}</th>", name);
  html += "</tr></thead><tbody>\n";
  for (std::size_t h = 0; h < holter.hours.size(); ++h) {
    const HolterFigures& f = holter.hours[h];
    html += fmt::format(
        "<tr><th "
        "scope=\"row\">{}</th><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</"
        "td><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td></tr>\n",
        time_text(holter, first_of_hour(holter, h)), number_text(per_cent(f.analyzable, f.seconds), 1),
        grouped(analyzable_beats(f)), number_text(f.min_rate.rate), number_text(f.mean_rate),
        number_text(f.max_rate.rate), analyzable_beats(f, BeatClass::V), f.v_couplets, f.v_runs,
        analyzable_beats(f, BeatClass::S), f.s_runs, f.pauses, number_text(fibrillation_burden(f), 1));
  }
  return html + "</tbody></table>";
}

std::string episode_table(const Holter& holter) {
  if (holter.episodes.empty()) return "<p>None.</p>";
  std::string html =
      "<table class=\"words\"><caption>By kind</caption><thead><tr><th scope=\"col\">Statement</th><th "
      "scope=\"col\" class=\"number\">Count</th>"
      "<th scope=\"col\" class=\"number\">Time</th><th scope=\"col\">Rule</th></tr></thead><tbody>\n";
  for (const RhythmName& name : rhythm_names()) {
    std::int64_t count = 0;
    double seconds = 0;
    for (const Episode& e : holter.episodes)
      if (e.kind == name.kind) ++count, seconds += seconds_of(holter, e);
    if (count > 0)
      html += fmt::format(
          "<tr><th scope=\"row\">{}</th><td class=\"number\">{}</td><td "
          "class=\"number\">{}</td><td>{}</td></tr>\n",
          name.text, grouped(count), seconds_text(seconds), name.rule);
  }
  html += "</tbody></table>\n";
  // The most urgent kinds first, of each the longest.
  std::vector<const Episode*> listed;
  for (const Episode& e : holter.episodes)
    if (e.kind != RhythmKind::Unanalyzable) listed.push_back(&e);
  std::ranges::stable_sort(listed, [](const Episode* a, const Episode* b) {
    return a->kind != b->kind ? a->kind < b->kind : a->end - a->first > b->end - b->first;
  });
  // Of a kind that fills the list a share is left for the others.
  std::vector<const Episode*> shown;
  std::size_t of_kind = 0;
  for (std::size_t i = 0; i < listed.size() && shown.size() < most_listed; ++i) {
    of_kind = i > 0 && listed[i]->kind == listed[i - 1]->kind ? of_kind + 1 : 0;
    if (of_kind < most_listed_of_kind) shown.push_back(listed[i]);
  }
  html += fmt::format(
      "<table><caption>{} of {} episodes, the longest of each kind</caption><thead><tr><th "
      "scope=\"col\">Statement</th><th scope=\"col\">Begin</th>"
      "<th scope=\"col\">Length</th><th scope=\"col\">Beats</th><th scope=\"col\">Mean rate</th><th "
      "scope=\"col\">Fastest</th></tr></thead><tbody>\n",
      shown.size(), listed.size());
  for (const Episode* e : shown)
    html += fmt::format(
        "<tr><th scope=\"row\">{}</th><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td></tr>\n",
        name_of(e->kind).text, time_text(holter, e->first), seconds_text(seconds_of(holter, *e)),
        e->beats > 0 ? grouped(e->beats) : dash, e->mean_rate > 0 ? number_text(e->mean_rate) : dash,
        e->max_rate > 0 ? number_text(e->max_rate) : dash);
  return html + "</tbody></table>";
}

std::string variability_table(const Holter& holter) {
  const NormalIntervals& nn = holter.variability.intervals;
  std::string html = fmt::format(
      "<p class=\"quiet\">Task Force 1996, of {} NN intervals, {} differences of adjacent ones and {} "
      "segments of "
      "5 minutes. SDNN and SDANN grow with a recording's length: only those of equal lengths compare. Left "
      "out: {} that begin or end at a beat "
      "other than N, {} in spans that are unanalyzable, "
      "atrial fibrillation or a pause ({} in all), {} shorter than 0.2 s or longer than 3 s. With 5 % of the "
      "beats mislabelled at random SDNN of five "
      "half-hour recordings changed by 2.1 % at most.</p>\n",
      grouped(static_cast<std::int64_t>(nn.nn.size())), grouped(holter.variability.time.differences),
      grouped(holter.variability.time.segments), grouped(nn.not_normal), grouped(nn.in_spans),
      seconds_text(nn.excluded_seconds), grouped(nn.out_of_range));
  html +=
      "<table class=\"words\"><caption>Figures with their definitions</caption><thead><tr><th "
      "scope=\"col\">Figure</th><th scope=\"col\" class=\"number\">Value</th>"
      "<th scope=\"col\">Unit</th><th scope=\"col\">Definition</th></tr></thead><tbody>\n";
  for (const VariabilityFigure& figure : figures_of(holter.variability))
    html +=
        fmt::format("<tr><th scope=\"row\">{}</th><td class=\"number\">{}</td><td>{}</td><td>{}</td></tr>\n",
                    html_text(figure.text), number_text(figure.value, std::abs(figure.value) < 10 ? 2 : 1),
                    html_text(figure.unit), html_text(figure.definition));
  return html + "</tbody></table>";
}

}  // namespace rwave
