#pragma once
// Where the rows of a table stand in time, by a column of times: rows at one rate, gaps between them, packets
// of rows that share a time, and times that jitter because they are those of arrival.

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace rwave {

// Rows that follow each other without a gap. Frames between two runs are missing samples.
struct RowRun {
  std::int64_t first_row = 0;
  std::int64_t first_frame = 0;
  // The first row's time on the table's own clock.
  double seconds = 0;
};

// What the times of a table's first rows say.
struct ClockFit {
  // Seconds from one row to the next.
  double period = 0;
  // How far a time may lie from where it is expected, seconds.
  double tolerance = 0;
  // Of the times, against an even clock, seconds.
  double jitter = 0;
  // Numbers of rows, not times: every difference counts rows, so that no number of gaps makes them a bad
  // clock.
  bool exact = false;
  // Packets: several rows have one time. As radio links send them; the rows are spread evenly over the time
  // to the next packet.
  bool shared = false;
};

// Fits a clock to the times of successive rows, in seconds. Nothing where they do not rise (fewer than three
// different times, or times that run backwards).
std::optional<ClockFit> fit_clock(std::span<const double> seconds);

// Takes the times of all rows in turn, in constant memory but for the gaps. A time that lies further from its
// place than the tolerance begins a new run.
class RowClock {
 public:
  explicit RowClock(const ClockFit& fit) : fit_(fit), period_(fit.period) {}

  // The next row's time. False where it lies before the last one's.
  bool push(double seconds);

  // A row without a time stands one period after the last.
  void push_without_time() { ++rows_; }

  // Rows a second over all runs, once all rows are in: a whole number (or one thousandth part) where the
  // times allow it.
  double rate() const;

  // Runs with their frames at this rate. One run where gaps are too many for the times to be a clock: see
  // irregular().
  std::vector<RowRun> runs(double rate) const;
  bool irregular() const;

  // The lowest and the highest rate over four seconds and more without a gap, Hz; 0 where none is that long.
  // A recorder has one rate: where they differ by more than the jitter explains, the times are not those of
  // one.
  struct Range {
    double lowest = 0, highest = 0;
  };
  Range local_rates() const { return local_; }
  bool changes_rate() const;

  // Rows pushed so far, with or without a time.
  std::int64_t rows() const { return rows_; }
  std::size_t run_count() const { return runs_.size(); }
  // The one that was begun last, not placed yet; there must be one.
  const RowRun& last_run() const { return runs_.back(); }
  // The last time pushed, seconds on the table's own clock.
  double last() const { return last_; }
  // From the first time to the last, gaps included.
  double seconds() const { return runs_.empty() ? 0 : last_ - runs_.front().seconds; }

 private:
  void close_run();
  void note_local_rate(double seconds, std::int64_t row);

  ClockFit fit_;
  double period_;
  std::vector<RowRun> runs_;
  std::int64_t rows_ = 0;
  // The time that was pushed last: the next one must not lie before it.
  double last_ = 0;
  // Of the row after the last one with a time of its own.
  double expected_ = 0;
  std::int64_t expected_row_ = 0;
  // The time that began the last packet, and its row.
  double stamp_ = 0;
  std::int64_t stamp_row_ = 0;
  // The time that began the seconds of which a local rate is taken, and its row.
  double block_seconds_ = 0;
  std::int64_t block_row_ = 0;
  Range local_;
  // Rows between the first and last times of closed runs, and the seconds.
  std::int64_t even_rows_ = 0;
  double even_seconds_ = 0;
};

// A number near `rate` that a device may have been set to, where one lies within this share of it; else the
// rate.
double round_rate(double rate, double uncertainty);

}  // namespace rwave
