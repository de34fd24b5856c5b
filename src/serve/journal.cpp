#include "serve/journal.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <cstring>

#include "base/checksum.h"
#include "base/output_file.h"
#include "serve/exchange.h"

namespace rwave::serve {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view journal_magic = "rwave journal 1\n";
constexpr std::size_t line_head_bytes = 8 + 1 + 16 + 1;
constexpr std::size_t most_text = std::size_t{1} << 26;  // of one record

std::string checksum_of(std::string_view text) {
  Checksum sum;
  sum.add(text);
  return sum.text();
}

// The record that begins at `at`; 0 bytes where none does.
// Length, checksum and line end must all agree. A length alone could be damaged into one that
// swallows the records behind it.
std::size_t record_at(std::string_view bytes, std::size_t at, std::string_view& text) {
  if (bytes.size() < at + line_head_bytes + 1) return 0;
  std::size_t length = 0;
  const char* number = bytes.data() + at;
  const auto read = std::from_chars(number, number + 8, length, 16);
  if (read.ec != std::errc() || read.ptr != number + 8 || length > most_text || bytes[at + 8] != ' ' ||
      bytes[at + 25] != ' ' || bytes.size() - at - line_head_bytes < length + 1)
    return 0;
  text = bytes.substr(at + line_head_bytes, length);
  if (bytes[at + line_head_bytes + length] != '\n' || bytes.substr(at + 9, 16) != checksum_of(text)) return 0;
  return line_head_bytes + length + 1;
}

// Where the next record begins that reads; npos where none does.
// After damage the next record is looked for by trying every line, as the length that would lead
// there cannot be trusted.
std::size_t next_record(std::string_view bytes, std::size_t at) {
  std::string_view text;
  for (std::size_t line = bytes.find('\n', at); line != std::string_view::npos;
       line = bytes.find('\n', line + 1))
    if (record_at(bytes, line + 1, text) > 0) return line + 1;
  return std::string_view::npos;
}

// A file's name lies in its folder: without this a new journal could be gone after a power cut
// although its content was on the disk.
void sync_folder(const fs::path& folder) {
  const int fd = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) return;
  ::fsync(fd);
  ::close(fd);
}

}  // namespace

JournalContent parse_journal(std::string_view bytes, const std::string& file) {
  JournalContent content;
  if (bytes.size() < journal_magic.size() && journal_magic.starts_with(bytes)) {
    content.torn_bytes = static_cast<std::int64_t>(bytes.size());  // killed while it was made
    return content;
  }
  if (!bytes.starts_with(journal_magic))
    throw Error(file, "is no journal of rwave serve, or one of a later version");
  std::size_t at = journal_magic.size();
  content.sound_bytes = static_cast<std::int64_t>(at);
  while (at < bytes.size()) {
    std::string_view text;
    std::size_t length = record_at(bytes, at, text);
    // Damage at the end is a record that was never confirmed: it is dropped without loss. Damage
    // before sound records is a loss, and said.
    if (length == 0) {
      const std::size_t next = next_record(bytes, at);
      if (next == std::string_view::npos) break;
      content.damage.push_back(
          fmt::format("offset {}: {} bytes are damaged and hold an edit that is lost", at, next - at));
      at = next;
      continue;
    }
    content.records.emplace_back(text);
    at += length;
    content.sound_bytes = static_cast<std::int64_t>(at);
  }
  content.torn_bytes = static_cast<std::int64_t>(bytes.size()) - content.sound_bytes;
  return content;
}

Journal::Journal(fs::path file) : file_(std::move(file)) {
  std::error_code fault;
  if (fs::exists(file_, fault)) {
    follow();
    open_for_writing();
  } else {
    fs::path folder = file_.parent_path();
    while (!folder.empty() && !fs::exists(folder, fault)) folder = folder.parent_path();
    // Nothing is made until the first edit: looking at a recording leaves no trace in its folder.
    if (::access(folder.c_str(), W_OK) != 0)
      obstacle_ = fmt::format("{}: {}", folder.string(), std::strerror(errno));
  }
}

Journal::~Journal() {
  if (fd_ >= 0) ::close(fd_);
}

// Leaves `obstacle_` empty where the file is open and this process's own.
void Journal::open_for_writing() {
  obstacle_.clear();
  fd_ = ::open(file_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
  if (fd_ < 0) {
    obstacle_ = fmt::format("{}: {}", file_.string(), std::strerror(errno));
  } else if (::flock(fd_, LOCK_EX | LOCK_NB) != 0) {
    // Two processes that append to one journal would each write at their own idea of its end.
    obstacle_ = fmt::format("{}: another rwave serve has it open, where edits are made; they are seen here",
                            file_.string());
    ::close(fd_);
    fd_ = -1;
  }
}

void Journal::give_up(const std::string& why) {
  throw Refused(507, "not_written", fmt::format("the edit was not made, as it cannot be kept: {}", why));
}

void Journal::claim() {
  std::error_code fault;
  if (fd_ >= 0 || !fs::exists(file_, fault)) return;
  open_for_writing();
  if (fd_ < 0) give_up(obstacle_);
}

// Asked every two seconds while a page is open: one stat where nothing has come.
std::vector<std::string> Journal::follow() {
  struct stat now {};
  if (::stat(file_.c_str(), &now) != 0 || now.st_size == seen_) return {};
  const std::string bytes = read_file(file_);
  JournalContent content = parse_journal(bytes, file_.string());
  seen_ = static_cast<std::int64_t>(bytes.size());
  std::vector<std::string> more;
  for (std::size_t i = content_.records.size(); i < content.records.size(); ++i)
    more.push_back(content.records[i]);
  content_ = std::move(content);
  size_ = content_.sound_bytes;
  return more;
}

void Journal::append(std::string_view text) {
  if (fd_ < 0) {
    try {
      make_folder(file_.parent_path());
    } catch (const Error& fault) {
      give_up(fault.what());
    }
    open_for_writing();
    if (fd_ < 0) give_up(obstacle_);
    struct stat now {};
    if (::fstat(fd_, &now) != 0 || now.st_size != size_) {
      // Made by another process since this one looked.
      ::close(fd_);
      fd_ = -1;
      give_up(fmt::format("{}: another program has just written it; try again", file_.string()));
    }
  }
  const std::string record =
      fmt::format("{}{:08x} {} {}\n", size_ == 0 ? journal_magic : "", text.size(), checksum_of(text), text);
  std::size_t written = 0;
  int fault = 0;
  while (written < record.size() && fault == 0) {
    // At a place that is known, not with O_APPEND: a torn record of an earlier failure is
    // overwritten.
    const ssize_t count = ::pwrite(fd_, record.data() + written, record.size() - written,
                                   static_cast<off_t>(size_) + static_cast<off_t>(written));
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0)
      fault = count < 0 ? errno : EIO;
    else
      written += static_cast<std::size_t>(count);
  }
  const auto end = static_cast<off_t>(size_) + static_cast<off_t>(record.size());
  // A torn record that was longer must not show behind this one.
  if (fault == 0 && (::ftruncate(fd_, end) != 0 || ::fsync(fd_) != 0)) fault = errno;
  if (fault != 0) {
    // On a full disk the journal must be as it was, so that the next edit finds a sound end.
    if (::ftruncate(fd_, static_cast<off_t>(size_)) != 0)
      obstacle_ = fmt::format("{}: {}", file_.string(), std::strerror(errno));
    give_up(fmt::format("{}: {}", file_.string(), std::strerror(fault)));
  }
  if (size_ == 0) sync_folder(file_.parent_path());
  size_ = seen_ = end;
  // Else follow() would give it back as another server's.
  content_.records.emplace_back(text);
}

}  // namespace rwave::serve
