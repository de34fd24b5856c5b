#include "explain/claim.h"

#include <fmt/format.h>

#include <algorithm>

#include "explain/erase.h"
#include "rwave/error.h"

namespace rwave::explain {
namespace {

const Erased& named(std::span<const Erased> results, std::string_view name) {
  const auto found = std::ranges::find(results, name, &Erased::name);
  if (found == results.end()) throw Error(fmt::format("the claim's results lack '{}'", name));
  return *found;
}

double chance(const Confusion& confusion) {
  int present = 0;
  for (int c = 0; c < confusion.size(); ++c) present += confusion.support(c) > 0;
  return 1.0 / std::max(present, 1);
}

}  // namespace

std::vector<Erased> test_claim(const BeatSet& set, std::span<const std::uint32_t> rows,
                               const Classify& classify) {
  if (set.recipe != "kaggle" || set.channels != 1) {
    throw Error(
        fmt::format("rows of the recipe '{}' with {} channels: the claim is about rows of the recipe kaggle, "
                    "which begin at "
                    "an R peak and end after the next",
                    set.recipe, set.channels));
  }
  std::vector<Erased> results;
  for (const Erasure& erasure : erasures()) {
    std::vector<float> changed;
    for (const std::uint32_t row : rows) {
      const std::vector<float> one = erasure.apply(set.row(row), parts_of(set.row(row), set.rate));
      changed.insert(changed.end(), one.begin(), one.end());
    }
    const std::vector<std::uint8_t> called = classify(changed);
    Erased result{std::string(erasure.name), std::string(erasure.what), Confusion(set.classes)};
    for (std::size_t i = 0; i < rows.size(); ++i) result.confusion.add(set.labels[rows[i]], called[i]);
    results.push_back(std::move(result));
  }
  return results;
}

Verdict verdict_of(std::span<const Erased> results) {
  const auto balanced = [&](std::string_view name) {
    return scores_of(named(results, name).confusion).balanced_accuracy;
  };
  const double base = chance(named(results, "whole").confusion);
  const double whole = balanced("whole");
  if (!(whole > base))
    throw Error("the network tells whole rows apart no better than chance: nothing to explain");
  const auto kept = [&](std::string_view name) { return (balanced(name) - base) / (whole - base); };
  Verdict verdict{kept("r-peaks-only"), kept("without-r-peaks"), "neither", ""};
  if (verdict.r_peaks_only >= 0.5 && verdict.without_r_peaks < 0.5) verdict.words = "supported";
  if (verdict.r_peaks_only < 0.5 && verdict.without_r_peaks >= 0.5) verdict.words = "refuted";
  verdict.sentence = fmt::format(
      "The claim that the decision lies at the R peaks and their interval is {}: of the balanced accuracy "
      "above "
      "chance ({:.1f} % with whole rows), {:.0f} % is kept by the R peaks and their distance alone, {:.0f} % "
      "without the R peaks, {:.0f} % without what lies between them, {:.0f} % without the tail, {:.0f} % at "
      "one "
      "length.",
      verdict.words == "neither" ? "neither supported nor refuted" : verdict.words, 100 * whole,
      100 * verdict.r_peaks_only, 100 * verdict.without_r_peaks, 100 * kept("without-interval"),
      100 * kept("without-tail"), 100 * kept("equal-length"));
  return verdict;
}

}  // namespace rwave::explain
