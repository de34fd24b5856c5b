#include "base/notice.h"

#include <mutex>
#include <set>
#include <utility>

namespace rwave {
namespace {

// Function-local, so that a notice of another file's static initialisation finds it made.
struct Notices {
  std::mutex mutex;
  std::function<void(const std::string&)> listener;
  std::set<std::string> said;
};

Notices& notices() {
  static Notices all;
  return all;
}

}  // namespace

// Each line once: an old option or key that a configuration names a hundred times is said once.
void notice(const std::string& line) {
  Notices& all = notices();
  const std::lock_guard lock(all.mutex);
  if (all.listener && all.said.insert(line).second) all.listener(line);
}

void on_notice(std::function<void(const std::string&)> listener) {
  Notices& all = notices();
  const std::lock_guard lock(all.mutex);
  all.listener = std::move(listener);
  all.said.clear();  // another listener has heard nothing yet
}

}  // namespace rwave
