#include "base/warning.h"

#include <fmt/format.h>

#include <atomic>
#include <cstdio>
#include <mutex>
#include <set>
#include <utility>

#include "rwave/error.h"

namespace rwave {
namespace {

std::atomic<bool> strict_warnings = false;

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

void set_strict_warnings(bool strict) {
  strict_warnings = strict;
}

bool warnings_are_errors() {
  return strict_warnings;
}

// The one place that all warnings pass, so that --strict cannot miss a kind of them.
std::string warning_lines(std::string_view file, std::span<const std::string> warnings) {
  if (strict_warnings && !warnings.empty())
    throw Error(file, fmt::format("{} (a warning, which --strict makes an error)", warnings.front()));
  std::string lines;
  for (const std::string& warning : warnings) lines += fmt::format("rwave: {}: warning: {}\n", file, warning);
  return lines;
}

// One write, so that the lines of several threads do not mix.
void print_warnings(std::string_view file, std::span<const std::string> warnings) {
  const std::string lines = warning_lines(file, warnings);
  if (!lines.empty()) fmt::print(stderr, "{}", lines);
}

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
