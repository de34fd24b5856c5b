#include "figures/page/page.h"

#include <fmt/format.h>

#include "base/csv_table.h"
#include "base/output_file.h"
#include "figures/page/html.h"
#include "figures/page/inline_svg.h"
#include "figures/page/style.h"
#include "rwave/error.h"

namespace rwave {
namespace fs = std::filesystem;

namespace {

// Bytes: a phone still scrolls a page of thirty such.
constexpr std::uintmax_t largest_inline_svg = 400'000;

fs::path with_ending(const fs::path& stem, const char* ending) {
  fs::path path = stem;  // appended: a stem may have a dot of its own
  path += ending;
  return path;
}

// Copies and not links to the steps' folders, so that page, figures and tables can be moved or sent
// as one folder.
void copy_to(const fs::path& from, const fs::path& to) {
  make_folder(to.parent_path());
  write_file(to, read_file(from));
}

std::string link(const std::string& path, std::string_view words) {
  return fmt::format("<a href=\"{}\">{}</a>", html_link(path), html_text(words));
}

}  // namespace

Page::Page(fs::path folder, std::string title, std::string warning)
    : folder_(std::move(folder)), title_(std::move(title)), warning_(std::move(warning)) {}

void Page::section(std::string_view heading) {
  const std::string id = fmt::format("section-{}", ++sections_);
  contents_ += fmt::format("<li><a href=\"#{}\">{}</a></li>\n", id, html_text(heading));
  body_ += fmt::format("<h2 id=\"{}\">{}. {}</h2>\n", id, sections_, html_text(heading));
}

void Page::subsection(std::string_view heading) {
  body_ += fmt::format("<h3>{}</h3>\n", html_text(heading));
}

void Page::paragraph(std::string_view text) {
  body_ += fmt::format("<p>{}</p>\n", html_prose(text));
}

void Page::items(const std::vector<std::string>& texts) {
  body_ += "<ul>\n";
  for (const std::string& text : texts) body_ += fmt::format("<li>{}</li>\n", html_prose(text));
  body_ += "</ul>\n";
}

void Page::verdict(Verdict verdict, std::string_view text) {
  const char* kind = verdict == Verdict::reached       ? "reached"
                     : verdict == Verdict::not_reached ? "missed"
                                                       : "open";
  const char* word = verdict == Verdict::reached       ? "Reached"
                     : verdict == Verdict::not_reached ? "Not reached"
                                                       : "Not judged";
  body_ += fmt::format("<p class=\"verdict {}\"><b>{}.</b> {}</p>\n", kind, word, html_prose(text));
}

// What is missing is named with the command that makes it, so that no gap of the page looks like a
// result that was left out.
void Page::not_run(std::string_view what, std::string_view why, std::string_view command) {
  if (what.ends_with('.')) what.remove_suffix(1);  // of a caption
  body_ += fmt::format("<p class=\"missing\">{}: {}", html_prose(what), html_prose(why));
  if (!command.empty()) body_ += fmt::format("<br>Command: <code>{}</code>", html_text(command));
  body_ += "</p>\n";
}

std::string Page::provenance(const PageSource& source, const std::string& links) const {
  std::string text = "<div class=\"source\">";
  if (!warning_.empty()) text += fmt::format("<b>{}</b> ", html_text(warning_));
  if (!source.command.empty()) text += fmt::format("<code>{}</code> ", html_text(source.command));
  if (!source.seed.empty()) text += fmt::format("Seed {}. ", html_text(source.seed));
  return text + links + "</div>\n";
}

std::string Page::picture(const PageFigure& figure) const {
  const fs::path svg = with_ending(figure.stem, ".svg"), png = with_ending(figure.stem, ".png");
  // Inlined, an SVG stays sharp at any size and its words can be searched. One of many thousand
  // points makes a browser slow, so that it is shown as PNG.
  if (fs::file_size(svg) <= largest_inline_svg || !fs::exists(png)) {
    return inline_svg(read_file(svg), fmt::format("f{}-", figures_), figure.caption,
                      "figures/" + figure.name + ".svg");
  }
  return fmt::format("<img alt=\"{}\" src=\"data:image/png;base64,{}\">", html_text(figure.caption),
                     base64(read_file(png)));
}

void Page::figure(const PageFigure& figure) {
  if (!fs::exists(with_ending(figure.stem, ".svg"))) {
    not_run(figure.caption, "there is no picture of it", figure.source.command);
    return;
  }
  ++figures_;
  std::string shown;
  try {
    shown = picture(figure);
  } catch (const Error& fault) {
    // One picture that cannot be shown must not cost the page of an hours' report.
    shown = fmt::format("<p class=\"missing\">{}</p>", html_text(fault.what()));
  }
  std::string links;
  const auto add_link = [&](const fs::path& from, const std::string& to, const char* words) {
    if (from.empty() || !fs::exists(from)) return;
    copy_to(from, folder_ / to);
    links += (links.empty() ? "" : " · ") + link(to, words);
  };
  add_link(with_ending(figure.stem, ".svg"), "figures/" + figure.name + ".svg", "SVG");
  add_link(with_ending(figure.stem, ".png"), "figures/" + figure.name + ".png", "PNG");
  add_link(figure.table, "tables/" + figure.name + ".csv", "CSV");
  body_ += fmt::format(
      "<figure>\n<div class=\"picture\">{}</div>\n<figcaption>Figure {}. {}{}</figcaption></figure>\n", shown,
      figures_, html_prose(figure.caption), provenance(figure.source, links));
}

void Page::table(const PageTable& table) {
  ++tables_;
  const std::string file = "tables/" + table.name + ".csv";
  make_folder(folder_ / "tables");
  // Each table lies next to the page as CSV: nobody should have to type figures off it.
  write_file(folder_ / file, csv_text({table.head, table.rows}));
  body_ += fmt::format(
      "<figure class=\"table\">\n<figcaption>Table {}. {}</figcaption>\n<div class=\"scroll\">"
      "<table><thead><tr>",
      tables_, html_prose(table.caption));
  const auto kind = [&](std::size_t column) {
    return static_cast<int>(column) < table.text_columns ? "" : " class=\"number\"";
  };
  for (std::size_t i = 0; i < table.head.size(); ++i)
    body_ += fmt::format("<th{}>{}</th>", kind(i), html_text(table.head[i]));
  body_ += "</tr></thead><tbody>\n";
  for (const auto& row : table.rows) {
    body_ += "<tr>";
    for (std::size_t i = 0; i < row.size(); ++i)
      body_ += fmt::format("<td{}>{}</td>", kind(i), html_prose(row[i]));
    body_ += "</tr>\n";
  }
  body_ += "</tbody></table></div>\n" + provenance(table.source, link(file, "CSV")) + "</figure>\n";
}

std::string Page::html() const {
  const std::string title = html_text(title_);
  std::string page = fmt::format(
      "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" "
      "content=\"width=device-width, initial-scale=1\">\n<title>{}</title>\n<style>\n{}</style>\n</head>\n"
      "<body>\n<main>\n<h1>{}</h1>\n",
      title, page_style, title);
  if (!warning_.empty()) page += fmt::format("<p class=\"warning\">{}</p>\n", html_text(warning_));
  return page + "<nav aria-label=\"Contents\"><h2>Contents</h2>\n<ol>\n" + contents_ + "</ol></nav>\n" +
         body_ + "</main>\n</body>\n</html>\n";
}

fs::path Page::write() const {
  make_folder(folder_);
  const fs::path file = folder_ / "index.html";
  write_file(file, html());
  return file;
}

}  // namespace rwave
