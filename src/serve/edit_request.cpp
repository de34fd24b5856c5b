// An edit as a client asks for it, checked against the labels as they are.
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <ctime>
#include <set>

#include "serve/review.h"

namespace rwave::serve {
namespace {

constexpr std::size_t most_listed = 200000;                // ids of one request
constexpr std::int64_t most_beat = std::int64_t{1} << 31;  // its id
constexpr std::int64_t most_revision = std::int64_t{1} << 40;
constexpr std::string_view label_letters = "NSVFQ/";

// UTC: reviewers may sit in different time zones, and the journal travels with the recording.
std::string now_text() {
  const std::time_t now = std::chrono::system_clock::to_time_t(std::chrono::system_clock::now());
  std::tm parts{};
  ::gmtime_r(&now, &parts);
  std::array<char, 32> text;
  return {text.data(), std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%SZ", &parts)};
}

// Fields of a request, each checked as it is taken; what nobody took is refused.
class Fields {
 public:
  explicit Fields(const nlohmann::json& json, std::string_view of) : json_(json), of_(of) {
    if (!json.is_object()) refuse_bad(fmt::format("{} must be an object", of));
  }

  bool has(const char* name) const { return json_.contains(name); }
  const nlohmann::json& at(const char* name) {
    taken_.insert(name);
    const auto found = json_.find(name);
    if (found == json_.end()) refuse_bad(fmt::format("{} lacks {}", of_, name));
    return *found;
  }
  std::int64_t number(const char* name, std::int64_t most) {
    const nlohmann::json& value = at(name);
    // As a real number first: an integer beyond 64 bits would wrap in a conversion.
    if (!value.is_number_integer() || value.get<double>() < 0 ||
        value.get<double>() > static_cast<double>(most))
      refuse_bad(fmt::format("{} must be a whole number from 0 to {}", name, most));
    return value.get<std::int64_t>();
  }
  std::string text(const char* name, std::size_t most) {
    const nlohmann::json& value = at(name);
    if (!value.is_string() || value.get_ref<const std::string&>().size() > most)
      refuse_bad(fmt::format("{} must be a text of at most {} characters", name, most));
    return value.get<std::string>();
  }
  char label(const char* name) {
    const std::string value = text(name, 1);
    if (value.size() != 1 || label_letters.find(value[0]) == std::string_view::npos)
      refuse_bad(fmt::format("{} must be one of N S V F Q /", name));
    return value[0];
  }
  void finish() const {
    for (const auto& [name, value] : json_.items())
      if (!taken_.contains(name))
        refuse_bad(fmt::format("{} has a field that does not belong to it: {}", of_, name.substr(0, 40)));
  }

 private:
  const nlohmann::json& json_;
  std::string of_;
  std::set<std::string> taken_;
};

std::vector<std::int64_t> listed(const nlohmann::json& list) {
  if (!list.is_array() || list.size() > most_listed)
    refuse_bad(fmt::format("beats must be a list of at most {} ids", most_listed));
  std::vector<std::int64_t> ids;
  for (const nlohmann::json& one : list) {
    if (!one.is_number_unsigned() || one.get<std::uint64_t>() > std::uint64_t{most_beat})
      refuse_bad("beats must be ids: whole numbers");
    ids.push_back(one.get<std::int64_t>());
  }
  std::ranges::sort(ids);
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  return ids;
}

// The ids that a target names now.
std::vector<std::int64_t> targeted(const nlohmann::json& json, const Labels& labels) {
  Fields target(json, "target");
  std::vector<std::int64_t> ids;
  if (target.has("beats")) {
    ids = listed(target.at("beats"));
    // A client's list may be old. A beat that somebody deleted meanwhile makes the whole edit void,
    // rather than part of it.
    for (const std::int64_t id : ids)
      if (!labels.is_there(id)) refuse_unfit(fmt::format("there is no beat {}", id));
  } else if (target.has("group")) {
    const std::int64_t group = target.number("group", 32767);
    // The group as it is now, decided by the server under its lock: what the client showed may have
    // changed.
    for (const std::int64_t id : labels.order())
      if (labels.beats()[static_cast<std::size_t>(id)].group == group) ids.push_back(id);
  } else {
    const std::int64_t first = target.number("first", labels.frames()),
                       end = target.number("end", labels.frames());
    const auto within = labels.within(first, end);
    ids.assign(within.begin(), within.end());
  }
  if (target.has("label")) {
    const char label = target.label("label");
    std::erase_if(
        ids, [&](std::int64_t id) { return labels.beats()[static_cast<std::size_t>(id)].label != label; });
  }
  target.finish();
  if (ids.empty()) refuse_unfit("no beat is meant by the target");
  std::ranges::sort(ids);
  return ids;
}

// s. No heart beats twice within it: such a beat is marked twice by a slip of the hand.
constexpr double nearest_beat = 0.1;

void check_free(const Labels& labels, std::int64_t sample, std::int64_t but) {
  const auto reach = static_cast<std::int64_t>(nearest_beat * labels.rate());
  for (const std::int64_t id : labels.within(std::max<std::int64_t>(0, sample - reach + 1), sample + reach)) {
    const ReviewBeat& beat = labels.beats()[static_cast<std::size_t>(id)];
    // Next to a mark that was rejected the true beat may be put; at one sample two cannot be told apart.
    if (id == but || (beat.has(beat_rejected) && beat.sample != sample)) continue;
    refuse_unfit(fmt::format("there is a beat {:.0f} ms from there already: two are {:g} s apart at least",
                             1000 * std::abs(static_cast<double>(beat.sample - sample)) / labels.rate(),
                             nearest_beat));
  }
}

EditKind kind_in(Fields& fields) {
  const std::string kind = fields.text("kind", 20);
  for (int i = 0; i <= static_cast<int>(EditKind::Redo); ++i)
    if (name_of(static_cast<EditKind>(i)) == kind) return static_cast<EditKind>(i);
  refuse_bad("kind is none that there is");
}

std::string client_in(Fields& fields) {
  std::string client = fields.text("client", 64);
  if (client.empty() ||
      client.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-") !=
          std::string::npos)
    refuse_bad("client must be of letters, digits, _ and -");
  return client;
}

void take_span(Fields& fields, const Labels& labels, Edit& edit) {
  edit.first = fields.number("first", labels.frames());
  edit.end = fields.number("end", labels.frames());
  if (edit.first >= edit.end) refuse_unfit("a span must end after it begins");
}

void take_rhythm(Fields& fields, Edit& edit) {
  edit.rhythm = fields.text("rhythm", 64);
  const auto kind = rhythm_kind(edit.rhythm);
  if (edit.rhythm != "none" && (!kind || kind == RhythmKind::Unanalyzable))
    refuse_unfit("rhythm is none of the kinds that there are");
  if (!fields.has("of")) return;
  edit.of = fields.text("of", 64);
  const auto denied = rhythm_kind(edit.of);
  if (edit.rhythm != "none" || !denied || denied == RhythmKind::Unanalyzable)
    refuse_unfit("of names the kind of the episode that 'none' takes away, and no other");
}

// The edit that an undo takes back, or a redo makes again: the one named, else the next.
void take_earlier_edit(Fields& fields, const EditLog& log, Edit& edit) {
  const bool undo = edit.kind == EditKind::Undo;
  const auto next = undo ? log.next_undo() : log.next_redo();
  if (fields.has("edit")) {
    edit.edit = fields.number("edit", most_revision);
  } else {
    if (!next) refuse_unfit(undo ? "there is nothing to undo" : "there is nothing to redo");
    edit.edit = *next;
  }
  const auto at = log.find(edit.edit);
  const bool possible =
      at && log.edits()[*at].kind != EditKind::Undo && log.edits()[*at].kind != EditKind::Redo;
  if (!possible) refuse_unfit("there is no such edit to undo or redo");
  if (log.undone()[*at] == undo)
    refuse_unfit(undo ? "the edit is undone already" : "the edit stands already");
}

}  // namespace

Edit Review::checked(const nlohmann::json& request, const Labels& labels) const {
  Fields fields(request, "the edit");
  Edit edit;
  edit.kind = kind_in(fields);
  edit.client = client_in(fields);
  fields.number("based_on", most_revision);
  edit.time = now_text();
  edit.revision = log_.revision() + 1;
  if (has_target(edit.kind)) edit.beats = ranges_of(targeted(fields.at("target"), labels));
  if (edit.kind == EditKind::Relabel || edit.kind == EditKind::Insert) edit.label = fields.label("label");
  if (edit.kind == EditKind::Move) {
    edit.beat = fields.number("beat", most_beat);
    if (!labels.is_there(edit.beat)) refuse_unfit(fmt::format("there is no beat {}", edit.beat));
  }
  if (edit.kind == EditKind::Move || edit.kind == EditKind::Insert) {
    edit.sample = fields.number("sample", labels.frames() - 1);
    check_free(labels, edit.sample, edit.beat);
  }
  if (edit.kind == EditKind::Insert)
    // The new beat's id follows from the journal alone, so that reading it again gives the same
    // ids.
    edit.beat = static_cast<std::int64_t>(analysis_->beats.size()) + log_.insertions();
  if (has_span(edit.kind)) take_span(fields, labels, edit);
  if (edit.kind == EditKind::Rhythm) take_rhythm(fields, edit);
  if (edit.kind == EditKind::Undo || edit.kind == EditKind::Redo) take_earlier_edit(fields, log_, edit);
  fields.finish();
  return edit;
}

}  // namespace rwave::serve
