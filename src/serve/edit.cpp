#include "serve/edit.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/json_number.h"
#include "base/text.h"
#include "rwave/error.h"
#include "rwave/rhythm.h"

namespace rwave::serve {
namespace {

constexpr std::int64_t most_beat_id = std::int64_t{1} << 31;       // of a beat, as in requests
constexpr std::int64_t most_edit_samples = std::int64_t{1} << 53;  // of a recording

constexpr std::string_view letters_given = "NSVFQ/";  // that an edit may give

// In the order of EditKind. The words stand in journals on disk, so none is ever renamed.
constexpr std::array<std::string_view, 13> names = {
    "relabel",      "move",       "insert", "delete", "reject", "restore", "review",
    "unanalyzable", "analyzable", "rhythm", "teach",  "undo",   "redo"};

std::string beats_text(std::int64_t count) {
  return count == 1 ? "1 beat" : grouped(count) + " beats";
}

std::string rhythm_text(const std::string& key) {
  for (const RhythmName& name : rhythm_names())
    if (name.key == key) return std::string(name.text);
  return "nothing stated";
}

}  // namespace

std::optional<RhythmKind> rhythm_kind(std::string_view key) {
  for (const RhythmName& name : rhythm_names())
    if (name.key == key) return name.kind;
  return std::nullopt;
}

std::string_view name_of(EditKind kind) {
  return names.at(static_cast<std::size_t>(kind));
}

// Edits of a set of beats, against those of one beat (move, insert) and those of a span.
bool has_target(EditKind kind) {
  return kind == EditKind::Relabel || kind == EditKind::Delete || kind == EditKind::Reject ||
         kind == EditKind::Restore || kind == EditKind::Review;
}

bool has_span(EditKind kind) {
  return kind == EditKind::Unanalyzable || kind == EditKind::Analyzable || kind == EditKind::Rhythm;
}

std::int64_t count_of(const std::vector<std::pair<std::int64_t, std::int64_t>>& ranges) {
  std::int64_t count = 0;
  for (const auto& [first, last] : ranges) count += last - first + 1;
  return count;
}

// What a later edit by somebody else may collide with.
std::vector<std::pair<std::int64_t, std::int64_t>> subject_of(const Edit& edit) {
  if (edit.beat >= 0) return {{edit.beat, edit.beat}};
  std::vector<std::pair<std::int64_t, std::int64_t>> ranges = edit.beats;
  for (const auto& [label, beats] : edit.taught) ranges.insert(ranges.end(), beats.begin(), beats.end());
  std::ranges::sort(ranges);
  return ranges;
}

std::vector<std::pair<std::int64_t, std::int64_t>> ranges_of(const std::vector<std::int64_t>& ids) {
  std::vector<std::pair<std::int64_t, std::int64_t>> ranges;
  for (const std::int64_t id : ids) {
    if (!ranges.empty() && id == ranges.back().second + 1)
      ranges.back().second = id;
    else
      ranges.emplace_back(id, id);
  }
  return ranges;
}

namespace {

// Edits of a group name tens of thousands of beats, many of them in a row: ranges keep the journal small.
nlohmann::ordered_json ranges_json(const std::vector<std::pair<std::int64_t, std::int64_t>>& ranges) {
  nlohmann::ordered_json list = nlohmann::json::array();
  for (const auto& [first, last] : ranges) {
    if (first == last)
      list.push_back(first);
    else
      list.push_back({first, last});
  }
  return list;
}

std::vector<std::pair<std::int64_t, std::int64_t>> ranges_from(const nlohmann::json& list) {
  std::vector<std::pair<std::int64_t, std::int64_t>> ranges;
  for (const auto& one : list) {
    const auto first = whole_number<std::int64_t>(one.is_array() ? one.at(0) : one);
    const auto last = whole_number<std::int64_t>(one.is_array() ? one.at(1) : one);
    if (first < 0 || last < first || last > most_beat_id) throw Error("an edit's beats are in no order");
    ranges.emplace_back(first, last);
  }
  return ranges;
}

bool may_be_given(char letter) {
  return letter != 0 && letters_given.find(letter) != std::string_view::npos;
}

// A word of a later version must not pass for "none", which would take every rhythm of the span away.
void check_rhythm_words(const Edit& edit) {
  const bool stated = edit.rhythm == "none" || rhythm_kind(edit.rhythm);
  const bool denied = edit.of.empty() || rhythm_kind(edit.of);
  if (!stated || !denied)
    throw Error(fmt::format("edit {} states the rhythm '{}', which is not known here", edit.revision,
                            stated ? edit.of : edit.rhythm));
}

// What the kind of edit needs is there and can be.
void check_edit(const Edit& edit) {
  const bool moved = edit.kind == EditKind::Move, inserted = edit.kind == EditKind::Insert;
  bool sound = edit.revision >= 1 && edit.revision <= most_edit_samples && edit.beat <= most_beat_id;
  if (edit.kind == EditKind::Relabel || inserted) sound = sound && may_be_given(edit.label);
  if (moved || inserted)
    sound = sound && edit.beat >= 0 && edit.sample >= 0 && edit.sample <= most_edit_samples;
  if (has_span(edit.kind))
    sound = sound && edit.first >= 0 && edit.first < edit.end && edit.end <= most_edit_samples;
  for (const auto& [label, beats] : edit.taught) sound = sound && may_be_given(label);
  if (!sound) throw Error("an edit states what cannot be");
  if (edit.kind == EditKind::Rhythm) check_rhythm_words(edit);
}

}  // namespace

// What an edit does not have is left out, so that a line of the journal is as short as the edit and
// a person can read it.
nlohmann::ordered_json journal_json(const Edit& edit) {
  nlohmann::ordered_json json = {{"revision", edit.revision},
                                 {"kind", name_of(edit.kind)},
                                 {"client", edit.client},
                                 {"time", edit.time}};
  if (!edit.beats.empty()) json["beats"] = ranges_json(edit.beats);
  if (edit.label != 0) json["label"] = std::string(1, edit.label);
  if (edit.beat >= 0) json["beat"] = edit.beat;
  if (edit.sample >= 0) json["sample"] = edit.sample;
  if (edit.first >= 0) json["first"] = edit.first;
  if (edit.end >= 0) json["end"] = edit.end;
  if (!edit.rhythm.empty()) json["rhythm"] = edit.rhythm;
  if (!edit.of.empty()) json["of"] = edit.of;
  if (edit.edit > 0) json["edit"] = edit.edit;
  for (const auto& [label, beats] : edit.taught) json["taught"][std::string(1, label)] = ranges_json(beats);
  return json;
}

// The journal is a file that anybody can write: nothing in it is taken on trust.
Edit edit_of(const nlohmann::json& json) {
  try {
    Edit edit;
    edit.revision = whole_number<decltype(edit.revision)>(json.at("revision"));
    const std::string kind = json.at("kind");
    const auto found = std::find(names.begin(), names.end(), kind);
    if (found == names.end()) throw Error(fmt::format("an edit of the kind {} is not known here", kind));
    edit.kind = static_cast<EditKind>(found - names.begin());
    edit.client = json.value("client", "");
    edit.time = json.value("time", "");
    if (json.contains("beats")) edit.beats = ranges_from(json.at("beats"));
    if (json.contains("taught"))
      for (const auto& [name, beats] : json.at("taught").items())
        if (name.size() == 1) edit.taught.emplace_back(name.front(), ranges_from(beats));
    const std::string label = json.value("label", "");
    edit.label = label.empty() ? '\0' : label.front();
    edit.beat = whole_number_or(json, "beat", std::int64_t{-1});
    edit.sample = whole_number_or(json, "sample", std::int64_t{-1});
    edit.first = whole_number_or(json, "first", std::int64_t{-1});
    edit.end = whole_number_or(json, "end", std::int64_t{-1});
    edit.rhythm = json.value("rhythm", "");
    edit.of = json.value("of", "");
    edit.edit = whole_number_or(json, "edit", std::int64_t{0});
    check_edit(edit);
    return edit;
  } catch (const nlohmann::json::exception&) {
    throw Error("an edit lacks a field or has one of another kind");
  }
}

// Each text names a number: whoever looks for a mistake in the list of edits finds the one that
// changed 40,000 beats.
std::string text_of(const Edit& edit) {
  const std::string beats = beats_text(count_of(edit.beats));
  switch (edit.kind) {
    case EditKind::Relabel:
      return fmt::format("{} relabelled {}", beats, edit.label);
    case EditKind::Move:
      return "1 beat moved";
    case EditKind::Insert:
      return fmt::format("1 beat inserted as {}", edit.label);
    case EditKind::Delete:
      return beats + " deleted";
    case EditKind::Reject:
      return beats + " rejected";
    case EditKind::Restore:
      return beats + " restored";
    case EditKind::Review:
      return beats + " reviewed";
    case EditKind::Unanalyzable:
      return "a span marked unanalyzable";
    case EditKind::Analyzable:
      return "a span marked analyzable";
    case EditKind::Rhythm:
      if (!edit.of.empty()) return "no " + rhythm_text(edit.of) + " in a span";
      return "rhythm of a span: " + rhythm_text(edit.rhythm);
    case EditKind::Teach:
      return fmt::format("{} relabelled by what the reviewed ones teach",
                         beats_text(count_of(subject_of(edit))));
    case EditKind::Undo:
      return fmt::format("edit {} undone", edit.edit);
    case EditKind::Redo:
      return fmt::format("edit {} made again", edit.edit);
  }
  return "";
}

nlohmann::ordered_json edit_json(const Edit& edit, bool undone) {
  nlohmann::ordered_json json = {{"revision", edit.revision},
                                 {"kind", name_of(edit.kind)},
                                 {"client", edit.client},
                                 {"time", edit.time},
                                 {"text", text_of(edit)},
                                 {"undone", undone},
                                 {"beats", edit.beat >= 0 ? 1 : count_of(subject_of(edit))}};
  if (edit.beat >= 0) json["beat"] = edit.beat;
  if (edit.label != 0) json["label"] = std::string(1, edit.label);
  if (edit.first >= 0) json["first"] = edit.first;
  if (edit.end >= 0) json["end"] = edit.end;
  if (!edit.rhythm.empty()) json["rhythm"] = edit.rhythm;
  if (!edit.of.empty()) json["of"] = edit.of;
  if (edit.edit > 0) json["edit"] = edit.edit;
  return json;
}

}  // namespace rwave::serve
