#pragma once
// The recordings that are served: those of the folders given, and uploaded ones.

#include <filesystem>
#include <memory>
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

// What the folders hold.
struct LibraryList {
  // In order of name.
  std::vector<LibraryEntry> entries;
  // What of the folders is not among them, a sentence each: nobody must take the list for whole where it is
  // not. Names are within the folder given.
  std::vector<std::string> left_out;
};

// Lists recordings and keeps their ids while the program runs. Any thread may call.
class Library {
 public:
  // `given`: folders, searched four levels deep, and single recordings; of more than `most` recordings the
  // others are counted among what is left out.
  explicit Library(std::vector<std::filesystem::path> given, OpenOptions open = {},
                   std::size_t most = 100'000);

  // What there is now; a search that took long is used for ten times as long, as pages ask every two
  // seconds. Links that lead out of their folder are passed over.
  std::shared_ptr<const LibraryList> list();
  // The same, searched now whatever was found before: for who has just put something there.
  std::shared_ptr<const LibraryList> look_again();

  // Throws Refused (404) where there is no such recording.
  LibraryEntry find(const std::string& id);

  // One more folder to be searched, before all others, of which each recording lies in a folder of its own
  // with a random name, which is not shown.
  void add_uploads(const std::filesystem::path& folder);

 private:
  // The search of all that was given, without the lock: disks may be slow.
  LibraryList look() const;

  mutable std::mutex mutex_;
  std::vector<std::filesystem::path> given_;
  std::filesystem::path uploads_;
  OpenOptions open_;
  std::size_t most_;
  std::shared_ptr<const LibraryList> found_;
  // When its search began and until when it is used again, s of steady_seconds().
  double found_begun_ = 0;
  double fresh_until_ = 0;
};

// A text of a fault without the folder of the entry's files: where it lies on the server is nobody's business
// who looks at its recordings.
std::string shown_text(std::string text, const LibraryEntry& entry);

// Whether `path`, with all links followed, lies in `root`.
bool lies_in(const std::filesystem::path& path, const std::filesystem::path& root);

// Throws Error where the recording names files outside of its folder, before they are opened.
void refuse_foreign_files(const LibraryEntry& entry);

}  // namespace rwave::serve
