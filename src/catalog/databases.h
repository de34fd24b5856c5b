#pragma once
// The public databases that are known by name, for whoever looks for one or fetches it.

#include <span>
#include <string_view>

namespace rwave {

// A database as PhysioNet publishes it: SITE/NAME/VERSION/, with SHA256SUMS.txt and RECORDS at the top.
struct Database {
  std::string_view name;
  std::string_view version;
  std::string_view title;
};

std::span<const Database> published_databases();

// Whether a database is one of them.
bool is_published(std::string_view name);

}  // namespace rwave
