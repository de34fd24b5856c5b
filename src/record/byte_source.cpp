#include "record/byte_source.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

#include "rwave/error.h"

namespace rwave {
namespace {

std::string reason() {
  return std::generic_category().message(errno);
}

}  // namespace

ByteSource::ByteSource(const std::filesystem::path& path) : name_(path.string()) {
  // O_NONBLOCK: opening a FIFO by accident must not wait for a writer.
  fd_ = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (fd_ < 0) throw Error(name_, "cannot be read: " + reason());
  struct stat status = {};
  // A folder opens for reading too, and a pipe has no size and no offsets.
  if (::fstat(fd_, &status) != 0 || !S_ISREG(status.st_mode)) {
    ::close(fd_);
    throw Error(name_, "cannot be read: not a regular file");
  }
  size_ = status.st_size;
}

ByteSource::~ByteSource() {
  ::close(fd_);
}

std::size_t ByteSource::read_some(std::int64_t offset, std::span<std::uint8_t> out) const {
  std::size_t done = 0;
  // pread may give less than was asked for, and a signal may interrupt it. Nothing here moves a
  // common file position, so threads can read one source at once.
  while (done < out.size()) {
    const auto at = offset + static_cast<std::int64_t>(done);
    const ssize_t got = ::pread(fd_, out.data() + done, out.size() - done, at);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) throw Error::at_offset(name_, at, "cannot be read: " + reason());
    if (got == 0) break;
    done += static_cast<std::size_t>(got);
  }
  return done;
}

void ByteSource::read(std::int64_t offset, std::span<std::uint8_t> out) const {
  const std::size_t got = read_some(offset, out);
  if (got < out.size()) {
    throw Error::at_offset(name_, offset + static_cast<std::int64_t>(got),
                           fmt::format("the file ends here, {} more bytes expected", out.size() - got));
  }
}

// The limit comes first, so that a header named like a recording of many gigabytes takes no memory.
std::string read_small_file(const std::filesystem::path& path, std::int64_t limit) {
  const ByteSource source(path);
  if (source.size() > limit) {
    throw Error(source.name(),
                fmt::format("holds {} bytes, a file of this kind at most {}", source.size(), limit));
  }
  std::string text(static_cast<std::size_t>(source.size()), '\0');
  const std::span bytes(reinterpret_cast<std::uint8_t*>(text.data()), text.size());
  text.resize(source.read_some(0, bytes));
  return text;
}

}  // namespace rwave
