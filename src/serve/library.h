#pragma once
// The recordings that are served: those of the folders given, and uploaded ones.

#include <filesystem>
#include <mutex>
#include <string>
#include <vector>

#include "rwave/recording.h"

namespace rwave::serve {

// One recording that may be asked for.
struct LibraryEntry {
  // In addresses: letters, digits and . _ ~ -.
  std::string id;
  // As a person reads it: the path within its folder.
  std::string name;
  // As open_recording takes it.
  std::filesystem::path path;
  // The folder given; nothing beyond it may be read.
  std::filesystem::path root;
  // The same for all: the rate of tables that state none.
  OpenOptions open = {};
};

// Lists recordings and keeps their ids while the program runs. Any thread may call.
class Library {
 public:
  // `given`: folders, searched four levels deep, and single recordings.
  explicit Library(std::vector<std::filesystem::path> given, OpenOptions open = {});

  // Looks again what there is, and returns it in order of name. Links that lead out of their folder are left
  // out.
  std::vector<LibraryEntry> list();

  // Throws Refused (404) where there is no such recording.
  LibraryEntry find(const std::string& id);

  // One more folder to be searched, of which each recording lies in a folder of its own with a random name,
  // which is not shown.
  void add_uploads(const std::filesystem::path& folder);

 private:
  // Down to `depth` folders more; what cannot be read is passed over, since a list must not fail for one
  // folder.
  void search(const std::filesystem::path& folder, const std::filesystem::path& root, int depth,
              std::vector<LibraryEntry>& found) const;
  // The search of all that was given, without the lock: disks may be slow.
  std::vector<LibraryEntry> look() const;

  mutable std::mutex mutex_;
  std::vector<std::filesystem::path> given_;
  std::filesystem::path uploads_;
  OpenOptions open_;
  std::vector<LibraryEntry> entries_;
};

// A text of a fault without the folder of the entry's files: where it lies on the server is nobody's business
// who looks at its recordings.
std::string shown_text(std::string text, const LibraryEntry& entry);

// Whether `path`, with all links followed, lies in `root`.
bool lies_in(const std::filesystem::path& path, const std::filesystem::path& root);

// Throws Error where the recording names files outside of its folder, before they are opened.
void refuse_foreign_files(const LibraryEntry& entry);

}  // namespace rwave::serve
