#pragma once
// A whole public database: downloaded, checked, resumable.

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>

#include "fetch/database.h"
#include "fetch/patience.h"

namespace rwave {

struct FetchProgress {
  std::size_t files = 0;   // of the recordings, 0 until the list has come
  std::size_t done = 0;    // of them in place and checked
  std::size_t kept = 0;    // of them there before, not downloaded
  std::int64_t bytes = 0;  // received
};

struct FetchOptions {
  std::string mirror;                     // empty: PhysioNet itself; see database_addresses
  std::filesystem::path folder = "data";  // the database comes into a folder of its name in it
  int connections = 4;
  Patience patience;
  std::function<void(const FetchProgress&)> on_progress;  // called from several threads, one at a time
};

struct Fetched {
  std::filesystem::path folder;  // options.folder / database.name
  FetchProgress total;
};

// Brings the files of a database's recordings (see recording_files) that are not there yet with their
// published sums. A file appears under its name only when its sum is right; what a broken download leaves
// ends in ".part" and is continued by the next call. SHA256SUMS.txt is written last: where it is, everything
// is. Faults of single files (absent, damaged) let the others come and are thrown at the end; Error at once
// where the server cannot be reached, the list is unsafe, or the folder cannot be written.
Fetched fetch_database(const Database& database, const FetchOptions& options);

}  // namespace rwave
