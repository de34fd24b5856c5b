#include "explain/claim.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "beat/recipes/recipe.h"
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
  const Recipe* recipe = find_recipe(set.recipe);
  if (recipe == nullptr || !recipe->from_r_peak || set.channels != 1) {
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

ClaimShares shares_of(std::span<const Erased> results) {
  const auto balanced = [&](std::string_view name) {
    return scores_of(named(results, name).confusion).balanced_accuracy;
  };
  const double base = chance(named(results, "whole").confusion);
  const double whole = balanced("whole");
  if (!(whole > base))
    throw Error("the network tells whole rows apart no better than chance: nothing to explain");
  const auto kept = [&](std::string_view name) { return (balanced(name) - base) / (whole - base); };
  ClaimShares shares{kept("r-peaks-only"), kept("without-r-peaks"), kept("without-interval"),
                     kept("without-tail"), kept("equal-length"),    ""};
  const auto percent = [](double share) { return std::lround(100 * share); };  // never "-0"
  shares.sentence = fmt::format(
      "The R peaks and the interval between them alone carry {} % of what whole rows give above chance "
      "(balanced accuracy {:.1f} %, chance {:.1f} %). Without the R peaks {} % of it is left, without what "
      "lies "
      "between them {} %, without the tail {} %, with all rows stretched to one length {} %. These shares do "
      "not "
      "add up to 100 %, as the same can be read from several parts.",
      percent(shares.r_peaks_only), 100 * whole, 100 * base, percent(shares.without_r_peaks),
      percent(shares.without_interval), percent(shares.without_tail), percent(shares.equal_length));
  return shares;
}

}  // namespace rwave::explain
