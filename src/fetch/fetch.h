#pragma once
// A whole public database: downloaded, checked, resumable.

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "catalog/databases.h"
#include "fetch/retry_policy.h"

namespace rwave {

// The database of that name. UsageError for another (the known names are listed).
const Database& find_published(std::string_view name);

// Where a database may lie on a server, in the order to try, each ending in '/'. Without a mirror there is
// PhysioNet's own address alone. A mirror (http or https, else UsageError) may copy the whole site, its
// files, or this one database.
std::vector<std::string> database_addresses(const Database& database, std::string_view mirror);

// How far a download is.
struct FetchProgress {
  // Of the recordings, 0 until the list has come.
  std::size_t files = 0;
  // Of them in place and checked.
  std::size_t done = 0;
  // Of them there before, not downloaded.
  std::size_t present = 0;
  // Received from the server in this call, of files that failed as well.
  std::int64_t bytes = 0;
};

// How a database is brought.
struct FetchOptions {
  // Empty: PhysioNet itself; see database_addresses.
  std::string mirror;
  // The database comes into a folder of its name in it.
  std::filesystem::path folder = "data";
  // At a time: what a public server bears from one address.
  int connections = 4;
  // Of each file.
  RetryPolicy retry;
  // Called from several threads, one at a time.
  std::function<void(const FetchProgress&)> on_progress;
};

// Where it lies now, and what was done for it.
struct Fetched {
  // Options.folder / database.name.
  std::filesystem::path folder;
  FetchProgress total;
};

// Brings the files of a database's recordings (see recording_files) that are not there yet with their
// published sums. A file appears under its name only when its sum is right; what a broken download leaves
// ends in ".part" and is continued by the next call. SHA256SUMS.txt is written last: where it is, everything
// is. Faults of single files (absent, damaged) let the others come and are thrown at the end; Error at once
// where the server cannot be reached, the list is unsafe, or the folder cannot be written.
Fetched fetch_database(const Database& database, const FetchOptions& options);

}  // namespace rwave
