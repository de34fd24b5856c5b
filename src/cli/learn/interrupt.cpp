#include "cli/learn/interrupt.h"

#include <signal.h>

namespace rwave::cli {
namespace {

std::atomic<bool> stop{false};
static_assert(std::atomic<bool>::is_always_lock_free);  // as a signal handler may use no other

}  // namespace

const std::atomic<bool>& stop_on_interrupt() {
  // The handler only sets a flag, as a training that is stopped in the middle of a step would have
  // half of its weights updated. SA_RESETHAND gives the second Ctrl-C its usual effect: whoever
  // will not wait for the end of the step can end the program at once.
  struct sigaction action {};
  action.sa_handler = [](int) { stop = true; };
  action.sa_flags = static_cast<int>(SA_RESETHAND);
  ::sigaction(SIGINT, &action, nullptr);
  ::sigaction(SIGTERM, &action, nullptr);
  return stop;
}

}  // namespace rwave::cli
