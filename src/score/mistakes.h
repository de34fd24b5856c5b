#pragma once
// The rows that a network labels wrongly: which they are, how sure it was, what it took them for.

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace rwave {

struct Mistake {
  std::uint32_t row = 0;                // of the beat set
  std::uint8_t truth = 0, label = 0;    // class indices, not equal
  float probability = 0, of_truth = 0;  // the network's, of the label it gave and of the true class
};

// What a network answered to rows of a beat set.
struct RowAnswers {
  std::span<const std::uint32_t> rows;      // indices into the set
  std::span<const std::uint8_t> predicted;  // a class a row
  std::span<const float> probabilities;     // rows x classes
};

// The rows whose class, `labels` by index into the set, is another than predicted; the most certain answers
// first, in the order of the set where they are equally certain. Error where the lengths do not fit.
std::vector<Mistake> mistakes_of(const RowAnswers& answers, std::span<const std::uint8_t> labels);

// Mistakes of one kind: this class taken for that.
struct MistakeKind {
  std::uint8_t truth = 0, label = 0;
  std::vector<Mistake> mistakes;  // in the order given
};

// The kinds that there are, the most frequent first.
std::vector<MistakeKind> by_kind(std::span<const Mistake> mistakes);

}  // namespace rwave
