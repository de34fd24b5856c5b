#include "base/parallel.h"

#ifndef __EMSCRIPTEN__
#include <sched.h>
#endif

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

namespace rwave {

// By affinity and not by the machine: in a container or under taskset fewer cores may be used, and
// more threads than these only get in each other's way.
int available_threads() {
#ifdef __EMSCRIPTEN__
  return 1;  // a page whose server allows no shared memory has no threads
#else
  cpu_set_t set;
  if (::sched_getaffinity(0, sizeof set, &set) == 0) return std::max(1, CPU_COUNT(&set));
  return std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
#endif
}

void parallel_for(std::size_t count, int threads, const std::function<void(std::size_t)>& work) {
  std::atomic<std::size_t> next{0};
  std::mutex guard;
  std::size_t failed_at = count;
  std::exception_ptr fault;
  const auto worker = [&] {
    // Items are taken one by one: recordings differ in length, and equal shares would leave all but
    // one thread idle at the end.
    for (std::size_t i = next++; i < count; i = next++) {
      try {
        work(i);
      } catch (...) {
        // The fault of the first item counts, whichever thread meets one first, so that the message
        // does not depend on timing.
        const std::lock_guard lock(guard);
        if (i < failed_at) {
          failed_at = i;
          fault = std::current_exception();
        }
        next = count;
      }
    }
  };
  const std::size_t wanted = static_cast<std::size_t>(threads > 0 ? threads : available_threads());
  std::vector<std::jthread> others;
  // The calling thread works too.
  for (std::size_t i = 1; i < std::min(wanted, count); ++i) others.emplace_back(worker);
  worker();
  others.clear();  // joins
  if (fault) std::rethrow_exception(fault);
}

}  // namespace rwave
