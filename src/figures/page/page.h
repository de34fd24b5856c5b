#pragma once
// One HTML page that needs nothing but itself: style and pictures are inside it, and there is no script. What
// it links to (the pictures' files, the tables as CSV) lies next to it.

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace rwave {

// Where a figure or a table comes from; both are shown below it.
struct PageSource {
  // What a reader types to get it again: "rwave train --model seed ...".
  std::string command;
  // "1", "1 to 5"; empty: nothing was drawn by lot.
  std::string seed;
};

// A picture that is there as FILE.svg and, mostly, FILE.png.
struct PageFigure {
  // Path of the picture's files, without .svg.
  std::filesystem::path stem;
  // Of its copy next to the page: letters, digits, hyphens.
  std::string name;
  std::string caption;
  PageSource source;
  // CSV of what it shows; empty: none.
  std::filesystem::path table;
};

// A table of the page, which is written as CSV too, so that nobody has to copy it off.
struct PageTable {
  // Of its CSV next to the page.
  std::string name;
  std::string caption;
  std::vector<std::string> head;
  std::vector<std::vector<std::string>> rows;
  PageSource source;
  // Columns at the left that hold words; the others hold numbers.
  int text_columns = 1;
};

// What is said of a claim: `unknown` where the work that decides it was not run.
enum class Verdict { reached, not_reached, unknown };

// Grows from top to bottom: each call appends to the page. Nothing is written before write() but the copies
// of figures and tables.
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
  // A list; as paragraph() does.
  void items(const std::vector<std::string>& texts);

  // A sentence with "Reached", "Not reached" or "Not judged" before it.
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
  // Command, seed, links to the files and the page's warning, below a figure or table.
  std::string provenance(const PageSource& source, const std::string& links) const;
  // The <figure>'s picture: the SVG itself, or the PNG as data.
  std::string picture(const PageFigure& figure) const;

  std::filesystem::path folder_;
  std::string title_;
  std::string warning_;
  // Of the list of sections.
  std::string contents_;
  // HTML so far, without head and contents.
  std::string body_;
  int sections_ = 0, figures_ = 0, tables_ = 0;
};

}  // namespace rwave
