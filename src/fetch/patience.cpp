#include "fetch/patience.h"

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <utility>

namespace rwave {

Tries::Tries(const Patience& patience, std::stop_token stop)
    : patience_(patience), stop_(std::move(stop)), pause_(patience.first_pause) {}

bool Tries::another(bool progressed) {
  if (progressed) {
    failed_ = 0;
    pause_ = patience_.first_pause;
  }
  if (++failed_ >= patience_.tries) return false;
  std::mutex mutex;
  std::condition_variable_any woken;  // by stop_ alone
  std::unique_lock lock(mutex);
  woken.wait_for(lock, stop_, pause_, [] { return false; });
  pause_ = std::min(2 * pause_, patience_.longest_pause);
  return !stop_.stop_requested();
}

}  // namespace rwave
