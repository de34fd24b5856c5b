#pragma once
// The public databases that can be fetched by name.

#include <string>
#include <string_view>
#include <vector>

#include "catalog/databases.h"

namespace rwave {

// The database of that name. UsageError for another (the known names are listed).
const Database& find_published(std::string_view name);

// Where a database may lie on a server, in the order to try, each ending in '/'. Without a mirror there is
// PhysioNet's own address alone. A mirror (http or https, else UsageError) may copy the whole site, its
// files, or this one database.
std::vector<std::string> database_addresses(const Database& database, std::string_view mirror);

}  // namespace rwave
