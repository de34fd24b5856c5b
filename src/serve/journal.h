#pragma once
// The journal of edits: a file that only grows, one record an edit, on the disk before the edit is confirmed.
//
//   rwave journal 1
//   00000057 1f2e3d4c5b6a7988 {"revision":1,"kind":"relabel",...}
//
// A record is the length of its text in hexadecimal, the text's checksum (FNV-1a), and the text. What a
// process that was killed left half written lies at the end; it was never confirmed, is passed over, and is
// overwritten by the next record. docs/serve.md describes the format.

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace rwave::serve {

// What a journal file holds.
struct JournalContent {
  // Their texts, in order; each sound by its checksum.
  std::vector<std::string> records;
  // Up to the last whole record.
  std::int64_t sound_bytes = 0;
  // Bytes behind that: half an edit that was never confirmed.
  std::int64_t torn_bytes = 0;
  // Records within that do not read, a line each; those after them do.
  std::vector<std::string> damage;
};

// What a page is told of a journal.
struct JournalState {
  std::string path;
  // As Journal::obstacle().
  std::string obstacle;
  // As JournalContent::torn_bytes.
  std::int64_t torn_bytes = 0;
};

// Parses a journal's bytes. Throws Error naming `file` where they are no journal of this version.
JournalContent parse_journal(std::string_view bytes, const std::string& file);

// The file at work. One process writes it (flock); calls come from one thread at a time.
class Journal {
 public:
  // Reads what is there. No file is made before the first record. Throws Error where the file is no journal.
  explicit Journal(std::filesystem::path file);
  Journal(const Journal&) = delete;
  Journal& operator=(const Journal&) = delete;
  ~Journal();

  const JournalContent& content() const { return content_; }
  const std::filesystem::path& file() const { return file_; }

  // Why no edit can be kept: another process has the journal, the folder cannot be written. Empty where edits
  // can be kept as far as is known.
  const std::string& obstacle() const { return obstacle_; }

  // Makes the journal this process's own, where there is one: another process may have ended since. Throws
  // Refused (507) where it has not. To be called before an edit is checked, and follow() after it.
  void claim();
  // The records that another process has appended since the last look, in order.
  std::vector<std::string> follow();

  // Appends one record and returns when it is on the disk. Throws Refused (507) where it is not: the journal
  // is then as it was before.
  void append(std::string_view text);

 private:
  // Opens or makes the file and locks it; obstacle_ says why not. A torn end is overwritten by the next
  // record.
  void open_for_writing();
  // Throws Refused (507): the edit is not made, since an edit that is not on the disk is none.
  [[noreturn]] void give_up(const std::string& why);

  std::filesystem::path file_;
  JournalContent content_;
  std::string obstacle_;
  // Bytes of the file that count: the next record is written there, over whatever lies behind.
  std::int64_t size_ = 0;
  // Bytes of the file when it was last read, a torn end with them.
  std::int64_t seen_ = 0;
  int fd_ = -1;
};

}  // namespace rwave::serve
