#pragma once
// The progress bar of a download: redrawn on a terminal, a plain line now and then in a pipe.

#include <chrono>
#include <cstdio>
#include <string>
#include <string_view>

#include "fetch/fetch.h"

namespace rwave {

// "mitdb  [=====>     ]  63/146 files  41.2 MB  3.1 MB/s", at most `width` characters. The bar counts files:
// the lists state no sizes.
std::string bar_line(std::string_view name, const FetchProgress& progress, double seconds, int width);

// "mitdb: 63/146 files, 41.2 MB"
std::string plain_line(std::string_view name, const FetchProgress& progress);

// Writes such lines to `out`, no more often than a person (ten a second) or a log (one in ten seconds) wants.
class FetchProgressBar {
 public:
  FetchProgressBar(std::string name, std::FILE* out);

  // Called for every piece received: most calls draw nothing.
  void show(const FetchProgress& progress);

  // The last state, whenever it came, and the end of the line. Also after a fault, so that the message stands
  // alone.
  void finish();

 private:
  using Clock = std::chrono::steady_clock;
  // One line, whatever was drawn before.
  void draw();

  // The database's name, in front of every line.
  std::string name_;
  std::FILE* out_;
  // Whether `out` is one.
  bool terminal_;
  // The last state, when it all began, and when it was last drawn.
  FetchProgress progress_;
  Clock::time_point start_;
  Clock::time_point drawn_;
  // Whether the bar was drawn yet: a line that was never begun needs no end.
  bool any_ = false;
};

}  // namespace rwave
