#include "explain/ablation.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "beat/recipes/recipe.h"
#include "explain/row_parts.h"
#include "rwave/error.h"

namespace rwave::explain {
namespace {

// By name, not by place: the list of ablations may grow.
const AblationScore& named(std::span<const AblationScore> results, std::string_view name) {
  const auto found = std::ranges::find(results, name, &AblationScore::name);
  if (found == results.end()) throw Error(fmt::format("the ablation's results lack '{}'", name));
  return *found;
}

// Of the classes that are there: a class without rows cannot be guessed.
double chance(const Confusion& confusion) {
  int present = 0;
  for (int c = 0; c < confusion.size(); ++c) present += confusion.support(c) > 0;
  return 1.0 / std::max(present, 1);
}

}  // namespace

std::vector<AblationScore> ablate(const BeatSet& set, std::span<const std::uint32_t> rows,
                                  const Classify& classify) {
  const Recipe* recipe = find_recipe(set.recipe);
  if (recipe == nullptr || !recipe->from_r_peak || set.channels != 1) {
    throw Error(
        fmt::format("rows of the recipe '{}' with {} channels: the ablation study is of rows of the recipe "
                    "kaggle, which begin at an R peak and end after the next",
                    set.recipe, set.channels));
  }
  std::vector<AblationScore> results;
  // All rows of one ablation at once, as the network runs in batches.
  for (const Ablation& ablation : ablations()) {
    std::vector<float> changed;
    for (const std::uint32_t row : rows) {
      const std::vector<float> one = ablation.apply(set.row(row), parts_of(set.row(row), set.rate));
      changed.insert(changed.end(), one.begin(), one.end());
    }
    const std::vector<std::uint8_t> called = classify(changed);
    AblationScore result{std::string(ablation.name), std::string(ablation.what), Confusion(set.classes)};
    for (std::size_t i = 0; i < rows.size(); ++i) result.confusion.add(set.labels[rows[i]], called[i]);
    results.push_back(std::move(result));
  }
  return results;
}

// Above chance, so that 0 % means "nothing of the decision is left": of five classes a network that
// guesses still has a balanced accuracy of a fifth.
AblationShares shares_of(std::span<const AblationScore> results) {
  const auto balanced = [&](std::string_view name) {
    return scores_of(named(results, name).confusion).balanced_accuracy;
  };
  const double base = chance(named(results, "whole").confusion);
  const double whole = balanced("whole");
  // Shares of nothing would be divided by zero; the negated form catches NaN too.
  if (!(whole > base))
    throw Error("the network classifies whole rows no better than chance: nothing to explain");
  const auto kept = [&](std::string_view name) { return (balanced(name) - base) / (whole - base); };
  AblationShares shares{kept("r-peaks-only"), kept("without-r-peaks"), kept("without-interval"),
                        kept("without-tail"), kept("equal-length"),    ""};
  // To whole percents: more digits would claim more than one network can tell.
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
