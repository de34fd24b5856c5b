// The split gap in figures and sentences. Sentences are made of the computed figures, so that they cannot say
// another thing than the table; where the gap goes the other way they say that.
#include "experiment/compare/split_gap.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/csv_table.h"
#include "dataset/split.h"
#include "score/published_scores.h"

namespace rwave::experiment {
namespace {

// Mean and range of one figure over the gaps, on both splits; shares.
struct Range {
  double mean = 0, least = 1, most = 0;

  void add(double value, double count) {
    mean += value / count;
    least = std::min(least, value);
    most = std::max(most, value);
  }
  // ".912 (.873 to .941)"
  std::string text() const { return fmt::format("{:.3f} ({:.3f} to {:.3f})", mean, least, most); }
};

struct BothSplits {
  Range official, apart;
  double points() const { return 100 * (official.mean - apart.mean); }
};

BothSplits over(const std::vector<SplitGap>& gaps, const char* key) {
  BothSplits both;
  for (const SplitGap& gap : gaps) {
    both.official.add(gap.official->mean(key), static_cast<double>(gaps.size()));
    both.apart.add(gap.apart->mean(key), static_cast<double>(gaps.size()));
  }
  return both;
}

// "97.26 to 98.86 %" of the published accuracies on a kind of split.
std::string published_range(std::string_view kind) {
  Range range;
  for (const PublishedScore& one : published_scores())
    if (one.data == "mitdb" && one.split_kind == kind && !std::isnan(one.accuracy))
      range.add(one.accuracy, 1);
  return fmt::format("{:.2f} to {:.2f} %", 100 * range.least, 100 * range.most);
}

}  // namespace

// Only groups without a variant: networks that were trained with other options on the second split
// would show the options' difference as the splits'.
std::vector<SplitGap> split_gaps(const std::vector<RunGroup>& groups) {
  std::vector<SplitGap> gaps;
  for (const RunGroup& official : groups) {
    if (official.first().split != official_split_name || !official.variant.empty()) continue;
    for (const RunGroup& apart : groups) {
      if (apart.first().split == "ds1ds2" && apart.variant.empty() &&
          apart.first().network == official.first().network &&
          apart.first().treatment == official.first().treatment) {
        gaps.push_back({&official, &apart});
      }
    }
  }
  return gaps;
}

// A line per figure, so that a spreadsheet can turn it as it likes.
std::string split_gap_csv(const std::vector<SplitGap>& gaps) {
  CsvTable table{{"network", "treatment", "figure", "official", "ds1ds2", "distance"}, {}};
  for (const SplitGap& gap : gaps) {
    for (const char* key : gap_figures) {
      const double official = gap.official->mean(key), apart = gap.apart->mean(key);
      table.rows.push_back({gap.official->first().network, gap.official->first().treatment, key,
                            fmt::format("{:.6f}", official), fmt::format("{:.6f}", apart),
                            fmt::format("{:.6f}", official - apart)});
    }
  }
  return csv_text(table);
}

// Three statements: the gap, its classes, and what published figures are worth in its light.
std::vector<std::string> split_gap_sentences(const std::vector<SplitGap>& gaps) {
  if (gaps.empty()) return {};
  const BothSplits accuracy = over(gaps, "accuracy"), f1 = over(gaps, "nsvf_f1"), s = over(gaps, "s_f1"),
                   v = over(gaps, "v_f1");
  std::vector<std::string> sentences;
  sentences.push_back(
      fmt::format("{} network{} (counting treatments) trained alike on both splits: on the official split, "
                  "whose test beats"
                  " come from patients also trained on, the mean F1 of N, S, V and F is {}; on patients "
                  "never seen (DS1 to"
                  " DS2) it is {}: {:.1f} points {}.",
                  gaps.size(), gaps.size() == 1 ? "" : "s", f1.official.text(), f1.apart.text(),
                  std::abs(f1.points()), f1.points() >= 0 ? "less" : "more"));
  sentences.push_back(fmt::format("S F1 goes from {} to {}, V F1 from {} to {}, accuracy from {} to {}.",
                                  s.official.text(), s.apart.text(), v.official.text(), v.apart.text(),
                                  accuracy.official.text(), accuracy.apart.text()));
  if (f1.points() > 0) {
    sentences.push_back(fmt::format(
        "A figure on the official split, or on any that mixes patients, therefore says how well a network"
        " knows patients it has met: {:.0f} of its F1 points did not carry to new ones here. Published "
        "accuracies"
        " of {} (official split) and of {} (patients apart) are figures of different tasks and cannot be "
        "ranked"
        " together; nor can figures on test sets that their authors balanced or augmented.",
        f1.points(), published_range("official"), published_range("inter-patient")));
  } else {
    sentences.emplace_back(
        "Here the split made no difference in favour of the official one, which other works found.");
  }
  return sentences;
}

}  // namespace rwave::experiment
