#pragma once
// Where a recording's journal, labels and pyramid are kept.

#include <filesystem>
#include <optional>
#include <set>
#include <string>

#include "serve/library.h"

namespace rwave::serve {

// Where one recording's files are, and whether they last.
struct StorePlace {
  // Exists; holds journal, labels, pyramid and imported annotations.
  std::filesystem::path folder;
  // Why it does not lie next to the recording; empty where it does, or where it was asked for. Shown as a
  // warning: else a person would look for his edits in vain.
  std::string note;
  // False: no folder could be made. The pyramid lies in a temporary one, and no edit can be kept.
  bool writable = true;
};

// Where edits are kept, and whether that works now.
struct StoreState {
  // As a person reads it.
  std::string text;
  // False: edits of some recordings cannot be kept.
  bool writable = true;
};

// The rule by which places are chosen; no state but the folder, so any thread may ask.
class Store {
 public:
  // `folder`: where all is kept; empty: next to each recording, in NAME.rwave. Throws Error where a folder
  // given cannot be made.
  explicit Store(std::filesystem::path folder);

  // Of a recording in a folder that cannot be written: below $XDG_STATE_HOME or ~/.local/state. The folder is
  // made; where none can be, it is empty and not writable.
  StorePlace place_of(const LibraryEntry& entry) const;

  // Asked by writing, once a folder: of those given to the server and those that the recordings lie in. No
  // folder is made.
  StoreState state(const std::vector<std::filesystem::path>& given,
                   const std::vector<LibraryEntry>& recordings) const;

  // The folders in the store and in the user's state folder: read once for a list of thousands of recordings.
  std::set<std::string> kept() const;
  // Records in the journal of a recording that is not open; 0 where there is none, nothing where it is too
  // long to be counted or does not read. Makes no folder. `kept` is what kept() says.
  std::optional<std::int64_t> edits_of(const LibraryEntry& entry, const std::set<std::string>& kept) const;

  // Where uploads go.
  std::filesystem::path uploads() const;

 private:
  std::filesystem::path folder_;
};

// Of the recording's files: sizes and times of change. Differs when one of them was changed.
std::string signature_of(const LibraryEntry& entry, const std::vector<std::filesystem::path>& files);

}  // namespace rwave::serve
