#include "fetch/part_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>
#include <vector>

#include "base/output_file.h"
#include "rwave/error.h"

namespace rwave {

// O_NOFOLLOW: a link of that name that somebody else left must not lead the download elsewhere.
PartFile::PartFile(const std::filesystem::path& target) : target_(target), path_(target) {
  path_ += ".part";
  make_folder(target.parent_path());
  fd_ = ::open(path_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0666);
  if (fd_ < 0) fail("cannot be written");
  try {
    // Two downloads into one folder would each append to the other's bytes.
    if (::flock(fd_, LOCK_EX | LOCK_NB) != 0) fail("is being downloaded by another process");
    sum_what_is_there();
  } catch (...) {
    ::close(fd_);
    throw;
  }
}

PartFile::~PartFile() {
  if (fd_ < 0) return;
  // An empty file is no progress, and would look like one.
  if (size_ == 0) ::unlink(path_.c_str());  // nothing to resume from
  ::close(fd_);
}

void PartFile::fail(std::string_view what) const {
  throw Error(path_.string(), fmt::format("{}: {}", what, std::generic_category().message(errno)));
}

// Read again, not remembered in a second file: what is on disk is what will be renamed.
void PartFile::sum_what_is_there() {
  std::vector<char> chunk(std::size_t{1} << 16);
  for (;;) {
    const ssize_t got = ::read(fd_, chunk.data(), chunk.size());
    // A signal that is handled elsewhere interrupts reading without a fault.
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) fail("cannot be read");
    if (got == 0) return;
    sum_.add(chunk.data(), static_cast<std::size_t>(got));
    size_ += got;
  }
}

void PartFile::append(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t done = ::write(fd_, bytes.data(), bytes.size());
    if (done < 0 && errno == EINTR) continue;
    if (done < 0) fail("cannot be written (what is there is kept: the same command continues from it)");
    sum_.add(bytes.data(), static_cast<std::size_t>(done));
    size_ += done;
    bytes.remove_prefix(static_cast<std::size_t>(done));
  }
}

void PartFile::restart() {
  if (::ftruncate(fd_, 0) != 0 || ::lseek(fd_, 0, SEEK_SET) != 0) fail("cannot be written");
  sum_ = Sha256();
  size_ = 0;
}

void PartFile::finish() {
  if (::rename(path_.c_str(), target_.c_str()) != 0) fail("cannot be renamed to the name without .part");
  // Closed after the renaming, so that nobody else can take the name in between.
  ::close(fd_);
  fd_ = -1;
}

}  // namespace rwave
