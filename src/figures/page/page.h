#pragma once
// One HTML page that needs nothing but itself: style and pictures are inside it, and there is no script. What
// it links to (the pictures' files, the tables as CSV) lies beside it.

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace rwave {

// Where a figure or a table comes from; both are shown below it.
struct PageSource {
  std::string command;  // "rwave train --model seed ..."
  std::string seed;     // "1", "1 to 5"; empty: nothing was drawn by lot
};

// A picture that is there as FILE.svg and, mostly, FILE.png.
struct PageFigure {
  std::filesystem::path stem;  // without .svg
  std::string name;            // of its copy beside the page: letters, digits, hyphens
  std::string caption;
  PageSource source;
  // CSV of what it shows; empty: none.
  std::filesystem::path table;
};

struct PageTable {
  // Of its CSV beside the page.
  std::string name;
  std::string caption;
  std::vector<std::string> head;
  std::vector<std::vector<std::string>> rows;
  PageSource source;
  // Columns at the left that hold words; the others hold numbers.
  int text_columns = 1;
};

enum class Verdict { reached, not_reached, unknown };

class Page {
 public:
  // `folder` is where the page and what it links to are written. `warning` is shown on top and below every
  // figure and table; empty: none.
  Page(std::filesystem::path folder, std::string title, std::string warning);

  // A heading, listed in the table of contents. Sub-headings are not.
  void section(std::string_view heading);
  void subsection(std::string_view heading);

  // Words; `code` between backquotes.
  void paragraph(std::string_view text);
  void items(const std::vector<std::string>& texts);

  // A sentence with "reached", "not reached" or "not known" before it.
  void verdict(Verdict verdict, std::string_view text);

  // What is missing, and the command that makes it.
  void not_run(std::string_view what, std::string_view why, std::string_view command);

  // Copies the figure's files to figures/ and its table to tables/. A picture that is too large to stand in
  // the page as SVG (a scatter of 20,000 points) stands there as PNG. Where there is no such picture this
  // says so.
  void figure(const PageFigure& figure);

  // Writes the table to tables/NAME.csv too.
  void table(const PageTable& table);

  // The whole page.
  std::string html() const;

  // html() as FOLDER/index.html; returns its path.
  std::filesystem::path write() const;

 private:
  std::string provenance(const PageSource& source, const std::string& links) const;
  std::string picture(const PageFigure& figure) const;

  std::filesystem::path folder_;
  std::string title_;
  std::string warning_;
  // Of the list of sections.
  std::string contents_;
  std::string body_;
  int sections_ = 0, figures_ = 0, tables_ = 0;
};

}  // namespace rwave
