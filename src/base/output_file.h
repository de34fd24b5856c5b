#pragma once
// Outputs that are whole or absent: written under a temporary name in the same folder, renamed when complete.

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>

namespace rwave {

// A file being written. Nothing appears under `path` until commit(); without it the destructor removes what
// was written. Every failure (unwritable folder, full disk) throws Error naming the file and the system's
// reason.
class OutputFile {
 public:
  // Throws Error where `path` is a device, a pipe or a socket, which a rename would replace. A link is
  // followed: what it leads to is written again, and the link stays.
  explicit OutputFile(std::filesystem::path path);
  OutputFile(const OutputFile&) = delete;
  OutputFile& operator=(const OutputFile&) = delete;
  ~OutputFile();

  // Appends; large pieces go to the file at once, small ones are gathered.
  void write(const void* data, std::size_t bytes);
  void write(std::string_view text) { write(text.data(), text.size()); }

  // The name written to so far, for libraries that open a file themselves.
  const std::filesystem::path& temporary() const { return temporary_; }

  // Flushes to the disk and renames: without the flush a crash could leave the new name with none of its
  // bytes. To be called once, last.
  void commit();

 private:
  // The gathered bytes to the file.
  void flush();
  // All of `text`, however often the system takes part of it.
  void write_through(std::string_view text);

  std::filesystem::path path_;
  std::filesystem::path temporary_;
  // Of the temporary file; -1 once it is committed.
  int fd_ = -1;
  // Where the temporary name is noted for a signal's handler.
  std::atomic<char*>* noted_ = nullptr;
  std::string buffer_;
};

// Removes the temporary files of all outputs that are not complete. May be called by a signal's handler,
// after which the process must end.
void remove_unfinished_outputs();

// The whole of `text` as one such file.
void write_file(const std::filesystem::path& path, std::string_view text);

// The whole of a file. Throws Error where it cannot be read.
std::string read_file(const std::filesystem::path& path);

// Creates a folder and its parents; Error where it cannot.
void make_folder(const std::filesystem::path& path);

}  // namespace rwave
