#include "base/output_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <system_error>

#include "rwave/error.h"

namespace rwave {
namespace {

constexpr std::size_t buffer_bytes = 1 << 18;
constexpr int most_tries = 1000;

std::string reason(int fault) {
  return std::generic_category().message(fault);
}

// The temporary names of the outputs under way, where a signal's handler can read them: no lock, no
// allocation. Outputs past the last slot are cleaned up by their destructor alone.
std::array<std::atomic<char*>, 64> unfinished{};

// The slot that holds it; none where all are taken.
std::atomic<char*>* note_unfinished(const char* name) {
  char* copy = ::strdup(name);
  if (copy == nullptr) return nullptr;
  for (std::atomic<char*>& slot : unfinished) {
    char* empty = nullptr;
    if (slot.compare_exchange_strong(empty, copy)) return &slot;
  }
  std::free(copy);
  return nullptr;
}

}  // namespace

void remove_unfinished_outputs() {
  for (std::atomic<char*>& slot : unfinished) {
    if (const char* name = slot.exchange(nullptr)) ::unlink(name);
  }
}

OutputFile::OutputFile(std::filesystem::path path) : path_(std::move(path)) {
  // A rename would put a plain file where a device, a pipe or a link was: root's `-o /dev/null` would take
  // the machine's null device away. A link is followed, so that it goes on leading to what was written.
  std::error_code ignored;
  const std::filesystem::file_type type = std::filesystem::status(path_, ignored).type();
  using enum std::filesystem::file_type;
  if (type == character || type == block || type == fifo || type == socket)
    throw Error(path_.string(), "is a device, a pipe or a socket, no file that could be written whole");
  if (type == regular && std::filesystem::is_symlink(path_, ignored)) {
    std::filesystem::path target = std::filesystem::canonical(path_, ignored);
    if (!ignored) path_ = std::move(target);
  }
  // A name that is taken, by another process's leftover or a link laid in wait, is passed over.
  static std::atomic<unsigned> counter = 0;
  for (int tries = 0; fd_ < 0 && tries < most_tries; ++tries) {
    temporary_ = path_;
    temporary_ += fmt::format(".tmp{}-{}", ::getpid(), counter++);
    fd_ = ::open(temporary_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0666);
    if (fd_ < 0 && errno != EEXIST) break;
  }
  if (fd_ < 0) throw Error(path_.string(), "cannot be written: " + reason(errno));
  noted_ = note_unfinished(temporary_.c_str());
}

// Without a commit nothing is left: a fault between leaves the old file, or none, and never half of
// a new one. Nothing is allocated here or after the file was made: memory may have ended, and an exception
// would end the program.
OutputFile::~OutputFile() {
  // Its own slot alone: another's name may be freed while it is read.
  if (noted_ != nullptr) std::free(noted_->exchange(nullptr));
  if (fd_ < 0) return;
  ::close(fd_);
  ::unlink(temporary_.c_str());
}

void OutputFile::write(const void* data, std::size_t bytes) {
  if (buffer_.size() + bytes > buffer_bytes) flush();
  if (bytes >= buffer_bytes)
    write_through({static_cast<const char*>(data), bytes});  // a beat set's values: no room for them twice
  else
    buffer_.append(static_cast<const char*>(data), bytes);
}

void OutputFile::flush() {
  write_through(buffer_);
  buffer_.clear();
}

void OutputFile::write_through(std::string_view text) {
  while (!text.empty()) {
    const ssize_t done = ::write(fd_, text.data(), text.size());
    if (done < 0 && errno == EINTR) continue;
    if (done < 0) throw Error(path_.string(), "cannot be written: " + reason(errno));
    text.remove_prefix(static_cast<std::size_t>(done));
  }
}

void OutputFile::commit() {
  flush();
  // A disk that is full, or a network folder that failed, may say so only here.
  // Without fsync a crash soon after could leave the new name with none of its bytes. Some network folders
  // cannot (EINVAL), which is no fault of the file.
  int fault = ::fsync(fd_) == 0 || errno == EINVAL ? 0 : errno;
  if (::close(fd_) != 0 && fault == 0) fault = errno;
  fd_ = -1;
  if (fault == 0 && ::rename(temporary_.c_str(), path_.c_str()) != 0) fault = errno;
  if (fault == 0) return;
  ::unlink(temporary_.c_str());
  throw Error(path_.string(), "cannot be written: " + reason(fault));
}

void write_file(const std::filesystem::path& path, std::string_view text) {
  OutputFile file(path);
  file.write(text);
  file.commit();
}

std::string read_file(const std::filesystem::path& path) {
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) throw Error(path.string(), "cannot be read: " + reason(errno));
  std::string text;
  char chunk[1 << 16];
  for (;;) {
    const ssize_t got = ::read(fd, chunk, sizeof chunk);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) {
      const std::string why = reason(errno);
      ::close(fd);
      throw Error(path.string(), "cannot be read: " + why);
    }
    if (got == 0) break;
    text.append(chunk, static_cast<std::size_t>(got));
  }
  ::close(fd);
  return text;
}

void make_folder(const std::filesystem::path& path) {
  std::error_code fault;
  std::filesystem::create_directories(path, fault);
  if (fault || !std::filesystem::is_directory(path)) {
    throw Error(path.string(),
                "cannot be made a folder: " + (fault ? fault.message() : "a file of that name exists"));
  }
}

}  // namespace rwave
