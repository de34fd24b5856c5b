#pragma once
// Retry policy of a download: how often a server that fails is asked again, and after which pauses.

#include <chrono>
#include <stop_token>

namespace rwave {

// Exponential backoff: each pause is twice the one before, so that a server in trouble is not pressed.
struct RetryPolicy {
  // Requests that bring nothing new before a download is given up.
  int attempts = 6;
  // Before the second attempt; each further pause is twice as long, up to the longest.
  std::chrono::milliseconds first_pause{500};
  std::chrono::milliseconds longest_pause{8000};
};

// The attempts of one download, counted against its policy.
class Attempts {
 public:
  // Pauses end at once where `stop` is asked for.
  Attempts(const RetryPolicy& policy, std::stop_token stop);

  // To be called after a request that failed: pauses, then true where another attempt is due, false where the
  // policy allows no more or `stop` was asked for. A request that `progressed` starts the count again: a line
  // that drops every few seconds still brings the file, piece by piece.
  bool another(bool progressed);

 private:
  RetryPolicy policy_;
  std::stop_token stop_;
  // Attempts since the last progress.
  int failed_ = 0;
  // Before the next attempt.
  std::chrono::milliseconds pause_;
};

}  // namespace rwave
