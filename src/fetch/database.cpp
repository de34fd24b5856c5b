#include "fetch/fetch.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "rwave/error.h"

namespace rwave {
namespace {

constexpr std::string_view physionet = "https://physionet.org/files/";

bool is_web_address(std::string_view text) {
  for (const std::string_view scheme : {"http://", "https://"}) {
    if (text.starts_with(scheme)) return text.size() > scheme.size() && text[scheme.size()] != '/';
  }
  return false;
}

}  // namespace

// By name alone: which version is fetched is the catalog's to say.
const Database& find_published(std::string_view name) {
  if (const Database* known = published_database(name)) return *known;
  const std::span<const Database> databases = published_databases();
  std::vector<std::string_view> names;
  names.reserve(databases.size());
  for (const Database& database : databases) names.push_back(database.name);
  throw UsageError(
      fmt::format("no database '{}' can be fetched; these can: {}", name, fmt::join(names, " ")));
}

// Four guesses, from the whole site to the one database: a mirror's address does not say what it is a copy
// of.
std::vector<std::string> database_addresses(const Database& database, std::string_view mirror) {
  const std::string below = fmt::format("{}/{}/", database.name, database.version);
  if (mirror.empty()) return {std::string(physionet) + below};
  // A path cannot be appended to a query or a fragment, and blanks or control letters have no place
  // in an address.
  const bool odd =
      std::any_of(mirror.begin(), mirror.end(), [](unsigned char c) { return c <= 0x20 || c == 0x7f; });
  if (odd || mirror.find_first_of("?#") != std::string_view::npos || !is_web_address(mirror)) {
    throw UsageError(
        fmt::format("--mirror '{}' is no address like http://HOST/PATH or https://HOST/PATH", mirror));
  }
  std::string base(mirror);
  if (!base.ends_with('/')) base += '/';
  return {base + below, base + "files/" + below, fmt::format("{}{}/", base, database.name), base};
}

}  // namespace rwave
