#pragma once
// The search of folders for recordings.

#include <filesystem>
#include <set>
#include <string>
#include <vector>

#include "serve/library.h"

namespace rwave::serve {

// Collects the recordings of folders and what of them it had to leave out. What cannot be read is counted and
// passed over, since a list must not fail for one folder.
class LibrarySearch {
 public:
  // Recordings behind the first `most` are counted alone.
  explicit LibrarySearch(std::size_t most) : most_(most) {}

  // A recording that was given by itself.
  void add(LibraryEntry entry);
  // All of a folder and of those four levels below it. Links are followed only to what lies within it:
  // whoever may put a link into it must not thereby publish the rest of the machine.
  void add_folder(const std::filesystem::path& root);

  // Entries without ids, in the order found.
  LibraryList take();

 private:
  // How many folders, or links, were passed over for one reason, and the first of them as a person reads it.
  struct PassedOver {
    std::size_t count = 0;
    std::string first, why;
    void add(const std::string& name, const std::string& reason);
  };
  // The files of one folder that count, and the folders in it.
  struct Seen {
    std::set<std::string> names, files;
    std::vector<std::filesystem::path> below;
  };

  void search(const std::filesystem::path& folder, const std::filesystem::path& root, int depth);
  Seen look_into(const std::filesystem::path& folder, const std::filesystem::path& root,
                 const std::string& shown);

  std::size_t most_;
  std::size_t beyond_ = 0;
  PassedOver unreadable_, outside_, deeper_;
  std::vector<LibraryEntry> found_;
};

}  // namespace rwave::serve
