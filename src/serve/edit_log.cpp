#include "serve/edit_log.h"

#include <algorithm>

namespace rwave::serve {
namespace {

constexpr std::size_t most_shown = 100;

// Ids that both name, both lists in order: one pass, also where two edits of groups name 50,000
// beats each. What is returned is cut, as it is for a person to read.
void common(const Edit& a, const Edit& b, std::vector<std::int64_t>& out) {
  const auto x = subject_of(a), y = subject_of(b);
  for (auto i = x.begin(), j = y.begin(); i != x.end() && j != y.end();) {
    const std::int64_t last = std::min(i->second, j->second);
    for (std::int64_t id = std::max(i->first, j->first); id <= last && out.size() < most_shown; ++id)
      out.push_back(id);
    (i->second < j->second ? i : j)++;
  }
}

bool spans_meet(const Edit& a, const Edit& b) {
  if (!has_span(a.kind) || !has_span(b.kind)) return false;
  // What the rhythm is and whether there is any are two questions.
  const bool same = (a.kind == EditKind::Rhythm) == (b.kind == EditKind::Rhythm);
  return same && a.first < b.end && b.first < a.end;
}

}  // namespace

// Revisions rise but need not be dense: damaged records of the journal leave holes.
std::optional<std::size_t> EditLog::find(std::int64_t revision) const {
  const auto found = std::ranges::lower_bound(edits_, revision, {}, &Edit::revision);
  if (found == edits_.end() || found->revision != revision) return std::nullopt;
  return static_cast<std::size_t>(found - edits_.begin());
}

void EditLog::add(Edit edit) {
  const bool undo = edit.kind == EditKind::Undo, redo = edit.kind == EditKind::Redo;
  if (undo || redo) {
    if (const auto at = find(edit.edit)) {
      undone_[*at] = undo;
      std::erase(redo_, edit.edit);
      if (undo) redo_.push_back(edit.edit);
    }
  } else {
    // As in every editor; the undone edits stay listed and can still be chosen one by one.
    redo_.clear();
    if (edit.kind == EditKind::Insert) ++insertions_;
  }
  edits_.push_back(std::move(edit));
  undone_.push_back(false);
}

std::optional<std::int64_t> EditLog::next_undo() const {
  for (std::size_t i = edits_.size(); i-- > 0;)
    if (!undone_[i] && edits_[i].kind != EditKind::Undo && edits_[i].kind != EditKind::Redo)
      return edits_[i].revision;
  return std::nullopt;
}

std::optional<std::int64_t> EditLog::next_redo() const {
  if (redo_.empty()) return std::nullopt;
  return redo_.back();
}

EditLog::Conflict EditLog::conflicts(const Edit& edit, std::int64_t based_on) const {
  // An undo is about what the edit that it takes back was about.
  const auto subject = [&](const Edit& one) -> const Edit& {
    const auto at = one.edit > 0 ? find(one.edit) : std::nullopt;
    return at ? edits_[*at] : one;
  };
  const Edit& mine = subject(edit);
  Conflict conflict;
  // Only what came after the state that this client had seen, and only others' edits: a client
  // knows its own.
  for (std::size_t i = edits_.size(); i-- > 0 && edits_[i].revision > based_on;) {
    if (edits_[i].client == edit.client) continue;
    const Edit& theirs = subject(edits_[i]);
    std::vector<std::int64_t> both;
    common(mine, theirs, both);
    if (!both.empty() || spans_meet(mine, theirs)) conflict.revisions.push_back(edits_[i].revision);
    conflict.beats.insert(conflict.beats.end(), both.begin(), both.end());
  }
  std::ranges::sort(conflict.beats);
  // The subrange that std::ranges::unique returns does not compile with clang 14 and gcc 12's library.
  conflict.beats.erase(std::unique(conflict.beats.begin(), conflict.beats.end()), conflict.beats.end());
  if (conflict.beats.size() > most_shown) conflict.beats.resize(most_shown);
  std::ranges::reverse(conflict.revisions);
  return conflict;
}

}  // namespace rwave::serve
