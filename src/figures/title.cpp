#include "figures/title.h"

#include <fmt/format.h>

#include <cstdlib>
#include <vector>

#include "figures/figure.h"
#include "figures/gnuplot.h"

namespace rwave {
namespace {

// Points, of an average letter at font_points.
constexpr int title_letter_width = 7;
constexpr int title_line_height = 18;  // points

// Words laid into lines of at most `columns` letters; a longer word stands alone and may stick out.
std::vector<std::string> wrapped(std::string_view text, std::size_t columns) {
  std::vector<std::string> lines(1);
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(' '), text.size());
    const std::string word(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
    if (!lines.back().empty() && lines.back().size() + 1 + word.size() > columns) lines.emplace_back();
    lines.back() += (lines.back().empty() ? "" : " ") + word;
  }
  return lines;
}

}  // namespace

FigureTitle figure_title(std::string_view what, const Provenance& provenance, int width) {
  require_complete(provenance);
  return two_part_title(
      fmt::format("{}, model {}", what, provenance.model),
      fmt::format("data {} | split {} | seed {}", provenance.data, provenance.split, provenance.seeds),
      width);
}

FigureTitle two_part_title(std::string_view first, std::string_view second, int width) {
  // Half a line above and below.
  FigureTitle title{"", title_line_height};
  const char* note = std::getenv(figure_note_variable);
  for (const std::string_view part : {first, second, std::string_view(note == nullptr ? "" : note)}) {
    if (part.empty()) continue;
    for (const std::string& line : wrapped(part, static_cast<std::size_t>(width / title_letter_width))) {
      title.text += fmt::format("{}{}", title.text.empty() ? "" : ".\"\\n\".", gnuplot_string(line));
      title.height += title_line_height;
    }
  }
  return title;
}

}  // namespace rwave
