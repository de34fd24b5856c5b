#pragma once
// One correction by a person, as the journal keeps it.

#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "rwave/rhythm.h"

namespace rwave::serve {

// What was done. The journal and the interface say it by name (edit.cpp), never by number, so that old
// journals are read whatever kinds are added.
enum class EditKind {
  // Another class for beats; the same class counts as reviewed.
  Relabel,
  // One beat to another sample, or a new beat.
  Move,
  Insert,
  // As if the beat had never been there: its neighbours' intervals join.
  Delete,
  // The beat is none that can be trusted: the intervals on both sides are none.
  Reject,
  // Takes back a rejection, whoever made it.
  Restore,
  // A person has looked at the beats and found them right.
  Review,
  // Of a span of samples: whether there is anything to label in it.
  Unanalyzable,
  Analyzable,
  // What the rhythm of a span is, whatever the rules find in it.
  Rhythm,
  // Labels of beats nobody has reviewed, by what the reviewed ones teach.
  Teach,
  // Of any earlier edit, not of the last one alone.
  Undo,
  Redo,
};

std::string_view name_of(EditKind kind);

// By RhythmName::key; nothing where there is no such kind.
std::optional<RhythmKind> rhythm_kind(std::string_view key);

// What was done, by whom and when, complete enough to be done again from the program's labels. Fields that
// a kind does not have keep their defaults.
struct Edit {
  // Its place in the journal, from 1.
  std::int64_t revision = 0;
  EditKind kind{};
  // Time: UTC, "2026-11-29T19:51:43Z". The client is a word that the page chose, not a person's name: it
  // tells apart who works at once.
  std::string client, time;
  // Ids, as ranges with both ends within.
  std::vector<std::pair<std::int64_t, std::int64_t>> beats;
  // Of Relabel and Insert: N S V F Q or /.
  char label = 0;
  // Id of the beat that is moved or inserted.
  std::int64_t beat = -1;
  // The frame that it is moved to or inserted at.
  std::int64_t sample = -1;
  // The span [first, end) in frames, of the kinds that has_span() names.
  std::int64_t first = -1, end = -1;
  // What a person states of the span: RhythmName::key, or "none".
  std::string rhythm;
  // With "none": the kind of episode (RhythmName::key) that is none; others of the span stay. Empty: all.
  std::string of;
  // Of Teach: the beats that got each label.
  std::vector<std::pair<char, std::vector<std::pair<std::int64_t, std::int64_t>>>> taught;
  // Revision of the edit that is undone or redone.
  std::int64_t edit = 0;
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
