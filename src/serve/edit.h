#pragma once
// One correction by a person, as the journal keeps it.

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace rwave::serve {

enum class EditKind {
  Relabel,
  Move,
  Insert,
  Delete,   // as if the beat had never been there: its neighbours' intervals join
  Reject,   // the beat is none that can be trusted: the intervals on both sides are none
  Restore,  // takes back a rejection
  Review,   // looked at and right
  Unanalyzable,
  Analyzable,
  Rhythm,  // what the rhythm of a span is, whatever the rules find in it
  Teach,   // labels of beats nobody has reviewed, by what the reviewed ones teach
  Undo,
  Redo,
};

std::string_view name_of(EditKind kind);

// Fields that a kind does not have keep their defaults.
struct Edit {
  std::int64_t revision = 0;  // its place in the journal, from 1
  EditKind kind{};
  std::string client, time;                                  // time: UTC, "2026-11-29T19:51:43Z"
  std::vector<std::pair<std::int64_t, std::int64_t>> beats;  // ids, as ranges with both ends within
  char label = 0;
  std::int64_t beat = -1;    // moved or inserted
  std::int64_t sample = -1;  // where to
  std::int64_t first = -1, end = -1;
  std::string rhythm;  // RhythmName::key, or "none"
  // Of Teach: the beats that got each label.
  std::vector<std::pair<char, std::vector<std::pair<std::int64_t, std::int64_t>>>> taught;
  std::int64_t edit = 0;  // undone or redone
};

// How many beats the ranges name, and ids as ranges (they must be in order).
std::int64_t count_of(const std::vector<std::pair<std::int64_t, std::int64_t>>& ranges);
std::vector<std::pair<std::int64_t, std::int64_t>> ranges_of(const std::vector<std::int64_t>& ids);

// The beats that an edit changes, in order: named, moved, inserted or taught ones.
std::vector<std::pair<std::int64_t, std::int64_t>> subject_of(const Edit& edit);

// Whether edits of the kind name beats by target, and whether they name a span.
bool has_target(EditKind kind);
bool has_span(EditKind kind);

// As the journal holds it. `edit_of` throws Error where it is no such thing.
nlohmann::ordered_json journal_json(const Edit& edit);
Edit edit_of(const nlohmann::json& json);

// What it did, for a person: "12 beats relabelled V".
std::string text_of(const Edit& edit);

// As the interface sends it.
nlohmann::ordered_json edit_json(const Edit& edit, bool undone);

}  // namespace rwave::serve
