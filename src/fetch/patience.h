#pragma once
// How long a download bears with a server that fails.

#include <chrono>
#include <stop_token>

namespace rwave {

struct Patience {
  int tries = 6;  // requests that bring nothing new before a download is given up
  std::chrono::milliseconds first_pause{500};
  std::chrono::milliseconds longest_pause{8000};  // each pause is twice the one before, up to this
};

// Counts the tries of one download.
class Tries {
 public:
  Tries(const Patience& patience, std::stop_token stop);

  // To be called after a request that failed: pauses, then true where another is due, false where patience is
  // at its end or `stop` was asked for. A request that `progressed` starts the count anew: a line that drops
  // every few seconds still brings the file, piece by piece.
  bool another(bool progressed);

 private:
  Patience patience_;
  std::stop_token stop_;
  int failed_ = 0;
  std::chrono::milliseconds pause_;
};

}  // namespace rwave
