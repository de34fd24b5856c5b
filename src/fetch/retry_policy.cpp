#include "fetch/retry_policy.h"

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <utility>

namespace rwave {

Attempts::Attempts(const RetryPolicy& policy, std::stop_token stop)
    : policy_(policy), stop_(std::move(stop)), pause_(policy.first_pause) {}

// A condition variable that nobody notifies, not a sleep: it alone wakes on a stop token.
bool Attempts::another(bool progressed) {
  // Attempts are counted from 0 again after progress, as a large file over a poor line may break off more
  // often than any fixed number.
  if (progressed) {
    failed_ = 0;
    pause_ = policy_.first_pause;
  }
  if (++failed_ >= policy_.attempts) return false;
  std::mutex mutex;
  std::condition_variable_any woken;
  std::unique_lock lock(mutex);
  woken.wait_for(lock, stop_, pause_, [] { return false; });
  // Doubled each time: a server that has too much to do would get all its clients back at once.
  pause_ = std::min(2 * pause_, policy_.longest_pause);
  return !stop_.stop_requested();
}

}  // namespace rwave
