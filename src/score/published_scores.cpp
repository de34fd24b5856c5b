#include "score/published_scores.h"

#include "base/csv_table.h"

extern "C" {
extern const unsigned char rwave_published_scores_begin[];
extern const unsigned char rwave_published_scores_end[];
}

namespace rwave {
namespace {

// Embedded, so that a comparison needs no data folder; the file in the repository stays the one place where a
// figure is entered. Columns are found by name: their order may change.
std::vector<PublishedScore> read_embedded() {
  const CsvTable table =
      parse_csv({reinterpret_cast<const char*>(rwave_published_scores_begin),
                 static_cast<std::size_t>(rwave_published_scores_end - rwave_published_scores_begin)},
                "data/published_scores.csv");
  std::vector<PublishedScore> scores;
  for (std::size_t i = 0; i < table.rows.size(); ++i) {
    const auto text = [&](const char* name) { return std::string(table.cell(i, name)); };
    const auto number = [&](const char* name) { return table.number(i, name); };
    scores.push_back({text("source"), text("network"), text("treatment"), text("data"), text("split_kind"),
                      text("split"), number("accuracy"), number("balanced_accuracy"), number("macro_f1"),
                      number("s_f1"), number("v_f1"), text("note")});
  }
  return scores;
}

}  // namespace

// Parsed once, at the first use: most commands never ask.
const std::vector<PublishedScore>& published_scores() {
  static const std::vector<PublishedScore> scores = read_embedded();
  return scores;
}

}  // namespace rwave
