#pragma once
// A score report of plausible size for the tests of the formats: made up, not a result.

#include "score/format.h"

namespace rwave::testing {

inline ScoreReport example_report() {
  Confusion confusion({"N", "S", "V", "F", "Q"});
  const int counts[5][5] = {{18040, 40, 20, 8, 10},
                            {90, 460, 5, 0, 1},
                            {30, 4, 1400, 12, 2},
                            {20, 0, 12, 130, 0},
                            {12, 0, 4, 0, 1592}};
  for (int t = 0; t < 5; ++t) {
    for (int p = 0; p < 5; ++p) confusion.add(t, p, counts[t][p]);
  }
  return {
      {"seed", "mitdb, recipe kaggle", "kaggle test rows, patients on both sides", "1"}, confusion, {}, {}};
}

// Two records, one of them without S beats.
inline ScoreReport example_by_record() {
  Confusion first({"N", "S", "V"}), second({"N", "S", "V"});
  first.add(0, 0, 1860);
  first.add(1, 1, 25);
  first.add(1, 0, 8);
  first.add(2, 2, 1);
  second.add(0, 0, 1500);
  second.add(0, 1, 7);
  second.add(2, 2, 500);
  second.add(2, 0, 20);
  Confusion whole = first;
  whole.add(second);
  return {{"small", "mitdb, recipe kaggle", "DS2, by patient", "1"},
          whole,
          {},
          {{"100", first}, {"106", second}}};
}

}  // namespace rwave::testing
