#pragma once
// All edits of a recording in order, which of them are undone, and who touched what last.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "serve/edit.h"

namespace rwave::serve {

// The list is what the journal holds; everything else follows from it, so nothing of it needs to be kept.
class EditLog {
 public:
  // Edits come in order of revision; an undo or redo names one before it.
  void add(Edit edit);

  const std::vector<Edit>& edits() const { return edits_; }
  // By place in edits(): whether it is undone now. Never true of an undo or redo itself.
  const std::vector<bool>& undone() const { return undone_; }
  // Of the last edit; 0 before any. A client sends the one that it has seen, by which conflicts are found.
  std::int64_t revision() const { return edits_.empty() ? 0 : edits_.back().revision; }

  // The edit that undo (redo) without a number takes back (makes again).
  std::optional<std::int64_t> next_undo() const;
  std::optional<std::int64_t> next_redo() const;

  // Place of the edit; nothing where there is none.
  std::optional<std::size_t> find(std::int64_t revision) const;

  // Inserted beats so far, undone ones too: ids are never used again.
  std::int64_t insertions() const { return insertions_; }

  // What other clients did after `based_on` to the beats or the span that `edit` is about.
  struct Conflict {
    // Of their edits, in order; empty where there is no conflict.
    std::vector<std::int64_t> revisions;
    // Ids of beats that both changed, at most 100: enough to show, whatever was selected.
    std::vector<std::int64_t> beats;
  };
  Conflict conflicts(const Edit& edit, std::int64_t based_on) const;

 private:
  // In order of revision, none missing but what the journal has lost.
  std::vector<Edit> edits_;
  std::vector<bool> undone_;
  // Undone and not overtaken by a new edit, last first to be redone.
  std::vector<std::int64_t> redo_;
  std::int64_t insertions_ = 0;
};

}  // namespace rwave::serve
