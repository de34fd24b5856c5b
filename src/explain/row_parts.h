#pragma once
// The parts of a row of the recipe kaggle, and ablations: the row with parts taken away. A row
// begins at an R peak, ends a fifth of the way from the next one to the one after, and is filled up with
// zeros (beat/recipes/kaggle_recipe.h).

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace rwave::explain {

// Where what lies in a row of `rate` Hz, in samples; all limits exclude their end.
struct RowParts {
  // Samples before the zeros that fill the row up.
  std::int64_t length = 0;
  // Of the first R peak: 100 ms from the row's start.
  std::int64_t first_end = 0;
  // Of the next one: 50 ms on either side of its greatest value.
  std::int64_t next_begin = 0;
  std::int64_t next_end = 0;
};

// The next R peak is the greatest value where it can lie: of intervals RR and the following q RR the row
// holds (1 + q / 5) RR, so with q between 0.4 and 2.5 it is between 2/3 and 14/15 of the length; in a row
// without zeros at its end, which is cut off, at 2/3 or later.
RowParts parts_of(std::span<const float> row, double rate);

// What is done to a row. What goes is replaced by a straight line between the samples next to it: zeros would
// be the row's end, and the row's mean would leave steps, which are waves of their own. At the row's start
// and end the line is level.
struct Ablation {
  // As tables name it: "r-peaks-only".
  std::string_view name;
  // "all but the R peaks flattened".
  std::string_view what;
  std::vector<float> (*apply)(std::span<const float> row, const RowParts& parts);
};

// whole, r-peaks-only, without-r-peaks, without-tail, without-interval, equal-peaks, sign-only, equal-length.
std::span<const Ablation> ablations();

}  // namespace rwave::explain
