#include "experiment/reproduce/folder_lock.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <system_error>

#include "rwave/error.h"

namespace rwave::experiment {

// flock and not a file that says who works here: such a file outlives a killed process, a lock does not.
FolderLock::FolderLock(const std::filesystem::path& folder) {
  const std::filesystem::path file = folder / lock_name;
  descriptor_ = ::open(file.c_str(), O_RDWR | O_CREAT, 0666);  // no O_CLOEXEC: steps inherit it
  if (descriptor_ < 0)
    throw Error(file.string(), "cannot be written: " + std::generic_category().message(errno));
  // LOCK_NB, as waiting for another report would look like a hang of hours.
  if (::flock(descriptor_, LOCK_EX | LOCK_NB) == 0) return;
  const int fault = errno;
  // Some network file systems have no locks. Refusing to work there would be worse than the small
  // risk of two reports in one folder.
  if (fault != EWOULDBLOCK) {
    fmt::print(stderr, "rwave: {} cannot be locked ({}): run nothing else in this folder meanwhile\n",
               file.string(), std::generic_category().message(fault));
    return;
  }
  ::close(descriptor_);
  throw Error(folder.string(),
              "another rwave reproduce works here, or a step that one left running: wait for its end, or "
              "choose another folder with -o");
}

FolderLock::~FolderLock() {
  ::close(descriptor_);
}

}  // namespace rwave::experiment
