#pragma once
// NAME.part: a file on its way, which stays where it is when the download breaks off, to be resumed from.

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

#include "fetch/sha256.h"

namespace rwave {

// One download's file. What it holds from an earlier, broken download counts: it is summed when opened.
// All errors (folder not writable, disk full, in use by another process) are thrown as Error naming the file.
// Unlike base's OutputFile it must outlive the process, under a name that the next one finds.
class PartFile {
 public:
  // `target` is the file's final name.
  explicit PartFile(const std::filesystem::path& target);
  PartFile(const PartFile&) = delete;
  PartFile& operator=(const PartFile&) = delete;
  ~PartFile();

  // Bytes that it holds, and their SHA-256: both grow with append().
  std::int64_t size() const { return size_; }
  std::string sum() const { return sum_.hex(); }

  // Writes behind what is there.
  void append(std::string_view bytes);
  // Empties it: what came was of another version, or damaged.
  void restart();

  // Renames it to `target`. To be called once, last.
  void finish();

 private:
  // Error naming the file, with the system's reason.
  [[noreturn]] void fail(std::string_view what) const;
  // Reads what an earlier download left, so that the sum covers it.
  void sum_what_is_there();

  // The final name, and the name while it is on its way.
  std::filesystem::path target_;
  std::filesystem::path path_;
  // Open and locked; below 0 when finished.
  int fd_ = -1;
  std::int64_t size_ = 0;
  // Grows with the file: no second reading at the end.
  Sha256 sum_;
};

}  // namespace rwave
