#pragma once
// The progress of a training: a bar on a terminal, a line per epoch in a pipe, a table (log.csv) on disk.

#include <cstdint>
#include <cstdio>
#include <span>
#include <string>
#include <vector>

namespace rwave::learn {

// One epoch of a training. The validation figures are NaN where no rows were held out.
struct EpochRow {
  // From 1.
  int epoch = 0;
  // Means over the rows.
  double train_loss = 0, validation_loss = 0;
  // Of the validation rows, 0..1.
  double accuracy = 0, balanced_accuracy = 0, macro_f1 = 0;
  // Learning rate of the epoch's last step.
  double rate = 0;
  // Training and validation together.
  double seconds = 0;
};

// Where a training stands.
struct Progress {
  // The epoch under way, from 1.
  int epoch = 1, epochs = 1;
  // Steps done of this epoch's.
  std::int64_t step = 0, steps = 1;
  // Mean loss of this epoch so far, and the present learning rate.
  double loss = 0;
  double rate = 0;
  // The last whole epoch, if any.
  const EpochRow* last = nullptr;
  // The best epoch so far, 0 = none yet.
  int best = 0;
  // Speed of this epoch, and what the whole training will take at it.
  double rows_a_second = 0;
  double seconds_left = 0;
};

// "epoch 12/60  [==========>         ]  loss .0312  val acc 98.7 macro-F1 .912  best 10  lr 1e-3  4,321
// beats/s  ETA 3:40", cut to `columns`. The bar is the whole training's.
std::string progress_line(const Progress& progress, int columns);

// One whole epoch in a line: what a pipe gets.
std::string epoch_line(const EpochRow& row, int epochs, int best, double rows_a_second);

// The log as CSV: a header, then a row per epoch; empty cells where no rows were held out.
std::string log_csv(std::span<const EpochRow> log);

// Writes to `out`: on a terminal one line over and over, at most ten times per second; elsewhere a line
// per epoch. Shows nothing where `out` is null.
class ProgressBar {
 public:
  explicit ProgressBar(std::FILE* out);
  // After each step; most calls draw nothing.
  void step(const Progress& progress);
  // After each epoch.
  void epoch(const EpochRow& row, int epochs, int best, double rows_a_second);
  // Ends the bar's line, so that what is printed next stands alone.
  void end();

 private:
  // Not owned; null: nothing is shown.
  std::FILE* out_;
  // Whether it is a terminal, and whether its line is still to be ended.
  bool terminal_ = false;
  bool line_open_ = false;
  // Seconds of the steady clock when last drawn.
  double shown_ = 0;
};

}  // namespace rwave::learn
