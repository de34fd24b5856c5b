#pragma once
// How a training shows itself: a bar on a terminal, a line an epoch in a pipe, a table on disk.

#include <cstdint>
#include <cstdio>
#include <span>
#include <string>
#include <vector>

namespace rwave::learn {

// One epoch of a training. The validation figures are NaN where no rows were held out.
struct EpochRow {
  int epoch = 0;  // from 1
  double train_loss = 0, validation_loss = 0;
  double accuracy = 0, balanced_accuracy = 0, macro_f1 = 0;  // of the validation rows, 0..1
  double rate = 0;                                           // learning rate of the epoch's last step
  double seconds = 0;                                        // training and validation
};

// Where a training stands.
struct Progress {
  int epoch = 1, epochs = 1;         // the epoch under way, from 1
  std::int64_t step = 0, steps = 1;  // steps done of this epoch's
  double loss = 0;                   // mean of this epoch so far
  double rate = 0;
  const EpochRow* last = nullptr;  // the last whole epoch, if any
  int best = 0;                    // the best epoch so far, 0 = none yet
  double rows_a_second = 0;
  double seconds_left = 0;
};

// "epoch 12/60  [==========>         ]  loss .0312  val acc 98.7 macro-F1 .912  best 10  lr 1e-3  4,321
// beats/s  ETA 3:40", cut to `columns`. The bar is the whole training's.
std::string progress_line(const Progress& progress, int columns);

// One whole epoch in a line: what a pipe gets.
std::string epoch_line(const EpochRow& row, int epochs, int best, double rows_a_second);

// The log as CSV: a header, then a row an epoch.
std::string log_csv(std::span<const EpochRow> log);

// Writes to `out`: on a terminal one line over and over, at most ten times a second; elsewhere a line an
// epoch. Shows nothing where `out` is null.
class Meter {
 public:
  explicit Meter(std::FILE* out);
  void step(const Progress& progress);
  void epoch(const EpochRow& row, int epochs, int best, double rows_a_second);
  void end();  // leaves the bar's line

 private:
  std::FILE* out_;
  bool terminal_ = false;
  bool line_open_ = false;
  double shown_ = 0;  // seconds of the steady clock when last drawn
};

}  // namespace rwave::learn
