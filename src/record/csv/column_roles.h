#pragma once
// Which columns of a table are times and counters: by their names, and by how their values rise.

#include <span>
#include <string_view>

namespace rwave {

// Whether the name is that of a time ("time", "timestamp [ms]", "Zeit", "unix_time") or of a counter ("Sample
// Index", "nSeq", "#"). Units are none of it.
bool is_time_name(std::string_view name);
bool is_counter_name(std::string_view name);

// How a column's successive values rise.
struct Rise {
  // By the same step, resets apart. Times and counters rise so; an ECG never does.
  bool even = false;
  // The step by which they rise, in the column's unit.
  double step = 0;
  // Never falling, over more rows than any ECG rises through.
  bool steady = false;
  // At least once a value is below the one before, as a time never is.
  bool falls = false;
};
// `values`: of the first rows, in order. Fewer than three say nothing.
Rise rise_of(std::span<const double> values);

}  // namespace rwave
