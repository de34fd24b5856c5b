#pragma once
// Order statistics of some hundred floats, by counting.

#include <cstddef>
#include <span>

namespace rwave {

// As of_rank() and median() (median.h) give them, without reordering the values: how many are up to a pivot
// is counted eight at a time, and the pivot halves what is left. A selection moves every value, one at a
// time: from about 50 values on this takes a third of its time. With a NaN or an infinity among the values,
// it is a selection; then of NaN any of them is the result.
float rank_of_many(std::span<const float> values, std::size_t rank);
float median_of_many(std::span<const float> values);

}  // namespace rwave
