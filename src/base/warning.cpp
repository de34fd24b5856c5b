#include "base/warning.h"

#include <fmt/format.h>

#include <atomic>
#include <cstdio>

#include "rwave/error.h"

namespace rwave {
namespace {

std::atomic<bool> strict_warnings = false;

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

}  // namespace rwave
