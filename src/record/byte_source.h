#pragma once
// A file that is read at offsets, where a byte that is not there is an Error and never a signal or a silent
// short read.

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>

namespace rwave {

// A regular file open for reading. Uses pread and not a mapping: a file that shrinks while it is read then
// gives an Error with its name and offset, where a mapping would raise SIGBUS.
class ByteSource {
 public:
  // Throws Error where the file cannot be opened or is no regular file (a FIFO would block, a device has no
  // size).
  explicit ByteSource(const std::filesystem::path& path);
  ByteSource(const ByteSource&) = delete;
  ByteSource& operator=(const ByteSource&) = delete;
  ~ByteSource();

  // The name for messages.
  const std::string& name() const { return name_; }

  // Bytes in the file when it was opened.
  std::int64_t size() const { return size_; }

  // Fills `out` from `offset`. Throws Error at the offset where the file ends too early or cannot be read.
  void read(std::int64_t offset, std::span<std::uint8_t> out) const;

  // As read(), but stops at the end of the file; returns the bytes read.
  std::size_t read_some(std::int64_t offset, std::span<std::uint8_t> out) const;

 private:
  std::string name_;
  int fd_ = -1;
  std::int64_t size_ = 0;
};

// The whole of a small file (header, record list, annotations). Error where it holds more than `limit` bytes,
// so that a wrong file named by accident does not fill the memory.
std::string read_small_file(const std::filesystem::path& path, std::int64_t limit);

}  // namespace rwave
