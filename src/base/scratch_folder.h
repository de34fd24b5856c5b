#pragma once
// A folder for what nobody needs afterwards: an upload that is still arriving, files between two programs.

#include <filesystem>

namespace rwave {

// Removed with all that is in it when the object goes, unless kept. What cannot be removed stays, without a
// word: destructors run while other faults are told, and one that throws would end the program.
class ScratchFolder {
 public:
  // A new folder in the system's temporary folder (TMPDIR, else /tmp), which this user alone may read: a
  // patient's data may lie in it. Throws Error where none can be made.
  ScratchFolder();
  // `path`, which is made with the folders above it; these stay. Throws Error where it cannot be made.
  explicit ScratchFolder(std::filesystem::path path);
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;
  ~ScratchFolder();

  const std::filesystem::path& path() const { return path_; }

  // It stays when the object goes.
  void keep() { kept_ = true; }

 private:
  std::filesystem::path path_;
  bool kept_ = false;
};

}  // namespace rwave
