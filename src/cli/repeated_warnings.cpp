#include "cli/repeated_warnings.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "base/text.h"

namespace rwave::cli {
namespace {

constexpr std::size_t said_in_full = 3;
constexpr std::string_view line_start = "rwave: ", before_text = ": warning: ";

bool has_digit(std::string_view word) {
  return std::ranges::any_of(word, [](char c) { return c >= '0' && c <= '9'; });
}

std::string warning_kind(std::string_view text) {
  std::string kind;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(' '), text.size());
    const std::string_view word = text.substr(0, end);
    kind += has_digit(word) ? "#" : std::string(word);
    kind += ' ';
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return kind;
}

}  // namespace

std::string RepeatedWarnings::take(const std::string& lines) {
  if (all_) return lines;
  std::string said;
  for (std::size_t at = 0; at < lines.size();) {
    const std::size_t end = std::min(lines.find('\n', at), lines.size() - 1) + 1;
    const std::string line = lines.substr(at, end - at);
    at = end;
    const std::size_t text = line.find(before_text);
    if (text == std::string::npos) {
      said += line;
      continue;
    }
    Kind& kind = kinds_[warning_kind(std::string_view(line).substr(text + before_text.size()))];
    if (++kind.count <= said_in_full) said += line;
    if (kind.count == said_in_full + 1)
      kind.first_counted = line.substr(line_start.size(), line.size() - line_start.size() - 1);
  }
  return said;
}

std::string RepeatedWarnings::rest() const {
  std::string lines;
  for (const auto& [name, kind] : kinds_) {
    if (kind.count <= said_in_full) continue;
    const auto more = static_cast<std::int64_t>(kind.count - said_in_full);
    lines += fmt::format("rwave: {} more of this kind: {}\n", counted(more, "warning"), kind.first_counted);
  }
  if (!lines.empty()) lines += "rwave: all warnings: with --json, or of a recording given by itself\n";
  return lines;
}

}  // namespace rwave::cli
