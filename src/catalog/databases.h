#pragma once
// The public databases that are known by name, for whoever looks for one or fetches it.

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace rwave {

// A database as PhysioNet publishes it: SITE/NAME/VERSION/, with SHA256SUMS.txt and RECORDS at the top.
struct Database {
  // PhysioNet's short name ("mitdb"), the version that is fetched, and the title as a page shows it.
  std::string_view name;
  std::string_view version;
  std::string_view title;
  // Another name that its folder goes by; empty: none.
  std::string_view folder_name = {};
};

std::span<const Database> published_databases();

// The database of that name or folder name; null where it is none of them.
const Database* published_database(std::string_view name);

// Whether a database is one of them.
bool is_published(std::string_view name);

// The names that a database's folder may have, the given one first: `rwave fetch ptb-xl` makes ptb-xl, papers
// and prepared copies say ptbxl, and both mean one database.
std::vector<std::string> folder_names(std::string_view name);

}  // namespace rwave
