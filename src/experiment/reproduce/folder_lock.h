#pragma once
// One `rwave reproduce` a folder at a time.

#include <filesystem>

namespace rwave::experiment {

// In the report's folder; it says nothing by being there, only by being locked.
inline constexpr const char* lock_name = "report.lock";

// Holds the folder's lock (flock on report.lock, which stays there) for as long as it lives. The lock is the
// system's: however the process ends, it is free then. Steps inherit it, so that the folder stays taken while
// one that a killed `rwave reproduce` left behind still writes there.
//
// Error where another holds it. Where the file system knows no locks that is said on standard error, and work
// goes on without.
class FolderLock {
 public:
  explicit FolderLock(const std::filesystem::path& folder);
  FolderLock(const FolderLock&) = delete;
  FolderLock& operator=(const FolderLock&) = delete;
  ~FolderLock();

 private:
  // Open for as long as the lock is held; -1 where the file system knows no locks.
  int descriptor_ = -1;
};

}  // namespace rwave::experiment
