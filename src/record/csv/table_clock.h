#pragma once
// The clock of a table at work: the cells of its column in, the rows' places in time out. What a clock
// without a date, a counter of 32 bits or a date in an unknown order leaves open is settled here.

#include <cstddef>
#include <string>
#include <string_view>

#include "record/csv/row_clock.h"
#include "record/csv/table_head.h"

namespace rwave {

// Thrown where a column that was taken for the clock by its first values alone turns out to be none.
struct NoClock {
  std::size_t column;
};

class TableClock {
 public:
  // Of a head that has a clock. The head must outlive it.
  explicit TableClock(TableHead& head) : rows(head.fit), head_(head) {}

  // The next row's cell. What is wrong with it, for an error at its line; empty where it can be used. Throws
  // NoClock where it runs backwards and nothing but its first values made it a clock.
  std::string take(std::string_view cell);

  RowClock rows;

 private:
  void exchange_order(std::string_view cell, double& seconds);

  TableHead& head_;
  double added_ = 0;  // seconds, for midnights and counters that turned over
};

}  // namespace rwave
