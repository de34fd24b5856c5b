#include "score/mistakes.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "rwave/error.h"

namespace rwave {

// The most certain first, since those are the ones to look at: wrong labels of the reference, or what the
// network cannot see.
std::vector<Mistake> mistakes_of(const RowAnswers& answers, std::span<const std::uint8_t> labels) {
  const std::size_t rows = answers.rows.size();
  const std::size_t classes = rows == 0 ? 0 : answers.probabilities.size() / rows;
  if (answers.predicted.size() != rows || answers.probabilities.size() != rows * classes) {
    throw Error(fmt::format("mistakes: {} rows, {} labels and {} probabilities do not belong together", rows,
                            answers.predicted.size(), answers.probabilities.size()));
  }
  std::vector<Mistake> mistakes;
  for (std::size_t i = 0; i < rows; ++i) {
    const std::uint32_t row = answers.rows[i];
    const std::uint8_t label = answers.predicted[i];
    if (row >= labels.size() || labels[row] >= classes || label >= classes)
      throw Error(fmt::format("mistakes: row {} of {} or its class is out of range", row, labels.size()));
    if (labels[row] == label) continue;
    const auto of_row = answers.probabilities.subspan(i * classes, classes);
    mistakes.push_back({row, labels[row], label, of_row[label], of_row[labels[row]]});
  }
  // What is not a number orders nothing: last.
  const auto certainty = [](const Mistake& one) {
    return std::isnan(one.probability) ? -1 : one.probability;
  };
  std::ranges::stable_sort(mistakes, [&](const Mistake& a, const Mistake& b) {
    return certainty(a) != certainty(b) ? certainty(a) > certainty(b) : a.row < b.row;
  });
  return mistakes;
}

// Searched linearly: five classes make twenty kinds at most.
std::vector<MistakeKind> by_kind(std::span<const Mistake> mistakes) {
  std::vector<MistakeKind> kinds;
  for (const Mistake& mistake : mistakes) {
    const auto same = [&](const MistakeKind& kind) {
      return kind.truth == mistake.truth && kind.label == mistake.label;
    };
    auto kind = std::ranges::find_if(kinds, same);
    if (kind == kinds.end()) kind = kinds.insert(kinds.end(), {mistake.truth, mistake.label, {}});
    kind->mistakes.push_back(mistake);
  }
  std::ranges::stable_sort(kinds, [](const MistakeKind& a, const MistakeKind& b) {
    return a.mistakes.size() > b.mistakes.size();
  });
  return kinds;
}

}  // namespace rwave
