#pragma once
// The clock of a table at work: the cells of its column in, the rows' places in time out. What a clock
// without a date, a counter of 32 bits or a date in an unknown order leaves open is settled here.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "record/csv/row_clock.h"
#include "record/csv/table_head.h"

namespace rwave {

// Thrown where a column that was taken for the clock by its first values alone turns out to be none; the
// table is then read again without it. No Error: nothing is wrong with the file.
struct NoClock {
  // Among all columns of the table, from 0.
  std::size_t column;
};

class TableClock {
 public:
  // Of a head that has a clock. The head must outlive it.
  explicit TableClock(TableHead& head) : rows(head.fit), head_(head) {}

  // The next row's cell, of this line. What is wrong with it, for an error at its line; empty where it can be
  // used. Throws NoClock where it runs backwards and nothing but its first values made it a clock.
  std::string take(std::string_view cell, std::int64_t line);

  // Where the rows stand; read once all cells were taken.
  RowClock rows;

  // What was doubtful and how it was taken; as RecordingInfo::warnings.
  std::vector<std::string> warnings;

 private:
  // Goes on where the clock was set back by an hour, as at the end of summer time.
  void pass_set_back(std::int64_t line, double& seconds);
  // Goes on where a counter of rows begins again.
  void pass_turn(double& seconds);

  // Reads the dates in the other order of day and month once one shows that the first was wrong.
  void exchange_order(std::string_view cell, double& seconds);

  TableHead& head_;
  // Seconds, for midnights and counters that turned over.
  double added_ = 0;
};

}  // namespace rwave
