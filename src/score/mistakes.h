#pragma once
// The rows that a network labels wrongly: which they are, how sure it was, what it took them for.

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace rwave {

// One wrong answer: where, what was right, what was said and how surely.
struct Mistake {
  // Of the beat set.
  std::uint32_t row = 0;
  // Class indices, not equal.
  std::uint8_t truth = 0, label = 0;
  // The network's, of the label it gave and of the true class.
  float probability = 0, of_truth = 0;
};

// What a network answered to rows of a beat set.
struct RowAnswers {
  // Indices into the set.
  std::span<const std::uint32_t> rows;
  // One class per row.
  std::span<const std::uint8_t> predicted;
  // Rows x classes.
  std::span<const float> probabilities;
};

// The rows whose class, `labels` by index into the set, is another than predicted; the most certain answers
// first, in the order of the set where they are equally certain. Error where the lengths do not fit.
std::vector<Mistake> mistakes_of(const RowAnswers& answers, std::span<const std::uint8_t> labels);

// Mistakes of one kind: this class taken for that.
struct MistakeKind {
  std::uint8_t truth = 0, label = 0;
  // In the order given.
  std::vector<Mistake> mistakes;
};

// The kinds that there are, the most frequent first.
std::vector<MistakeKind> by_kind(std::span<const Mistake> mistakes);

}  // namespace rwave
