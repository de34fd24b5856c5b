#include "cli/shard.h"

#include <fmt/format.h>

#include <charconv>
#include <optional>

#include "rwave/error.h"

namespace rwave::cli {
namespace {

// The whole text must be digits: "2/8x" may be a slip for 2/80, and a wrong share is work done
// twice or not at all.
std::optional<std::size_t> whole_number(std::string_view text) {
  std::size_t number = 0;
  const char* const end = text.data() + text.size();
  const auto [at, fault] = std::from_chars(text.data(), end, number);
  if (fault != std::errc() || at != end) return std::nullopt;
  return number;
}

}  // namespace

Shard parse_shard(std::string_view text) {
  const std::size_t slash = text.find('/');
  const auto index = whole_number(text.substr(0, slash));
  const auto count =
      whole_number(slash == std::string_view::npos ? std::string_view() : text.substr(slash + 1));
  if (!index || !count)
    throw UsageError(fmt::format(
        "--shard {}: which share of how many is written as two numbers: 2/8 is the second of eight", text));
  if (*count == 0) throw UsageError(fmt::format("--shard {}: there is at least one share: 1/1", text));
  if (*index == 0)
    throw UsageError(fmt::format("--shard {0}: shares are counted from 1 to {1}", text, *count));
  if (*index > *count)
    throw UsageError(fmt::format("--shard {0}: of {1} shares the last one is {1}/{1}", text, *count));
  return {*index, *count};
}

}  // namespace rwave::cli
