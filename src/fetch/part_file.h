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

  std::int64_t size() const { return size_; }
  std::string sum() const { return sum_.hex(); }

  void append(std::string_view bytes);
  void restart();  // empties it

  // Renames it to `target`. To be called once, last.
  void finish();

 private:
  [[noreturn]] void fail(std::string_view what) const;
  void sum_what_is_there();

  std::filesystem::path target_;
  std::filesystem::path path_;
  int fd_ = -1;
  std::int64_t size_ = 0;
  Sha256 sum_;
};

}  // namespace rwave
