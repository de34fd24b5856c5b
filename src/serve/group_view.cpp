// Groups of beats, their members, the queue of what deserves a look, and the edits.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>

#include "base/text.h"
#include "serve/views.h"

namespace rwave::serve {
namespace {

using Json = nlohmann::ordered_json;

constexpr double members_before = 0.352, members_after = 0.544;  // s around the R peak, as templates have it
constexpr float doubtful = 0.8F;                                 // probability of a beat's label
constexpr double doubtful_group = 0.85;                          // mean over a group
constexpr std::int64_t rare = 5;                                 // beats of a group

// A hundredth of a microvolt is below any amplifier's noise.
Json rounded(const std::vector<float>& values) {
  Json list = Json::array();
  for (const float value : values) list.push_back(number_or_null(std::round(value * 1e4) / 1e4));
  return list;
}

struct Tally {
  std::array<std::int64_t, 5> counts{};
  std::int64_t beats = 0, reviewed = 0;
  std::int64_t first_unreviewed = -1;
};

std::vector<Tally> tally(const Labels& labels) {
  std::vector<Tally> groups(labels.analysis().groups.size());
  for (const std::int64_t id : labels.order()) {
    const ReviewBeat& beat = labels.beats()[static_cast<std::size_t>(id)];
    if (beat.group < 0 || static_cast<std::size_t>(beat.group) >= groups.size()) continue;
    Tally& group = groups[static_cast<std::size_t>(beat.group)];
    const std::size_t at = std::string_view("NSVFQ").find(beat.label);
    ++group.counts[at == std::string_view::npos ? 4 : at];
    ++group.beats;
    if (beat.has(beat_reviewed))
      ++group.reviewed;
    else if (group.first_unreviewed < 0)
      group.first_unreviewed = id;
  }
  return groups;
}

Json counts_json(const std::array<std::int64_t, 5>& counts) {
  return {{"N", counts[0]}, {"S", counts[1]}, {"V", counts[2]}, {"F", counts[3]}, {"Q", counts[4]}};
}

// The findings that a Holter report puts first (docs/holter.md), here for the queue.
bool is_urgent(const Episode& episode, double seconds) {
  switch (episode.kind) {
    case RhythmKind::VentricularFibrillation:
    case RhythmKind::VentricularFlutter:
    case RhythmKind::Asystole:
      return true;
    case RhythmKind::VentricularTachycardia:
      return true;
    case RhythmKind::Pause:
      return seconds >= 3;
    case RhythmKind::SupraventricularRun:
      return seconds >= 30;
    case RhythmKind::AtrialFibrillation:
      return episode.mean_rate > 110;
    default:
      return false;
  }
}

// Whether all beats of the span, and a beat on each side of a pause, were looked at.
bool is_reviewed(const Labels& labels, std::int64_t first, std::int64_t end) {
  const auto within = labels.within(first, end + 1);
  return !within.empty() && std::ranges::all_of(within, [&](std::int64_t id) {
    return labels.beats()[static_cast<std::size_t>(id)].has(beat_reviewed);
  });
}

void add_urgent(const Labels& labels, const std::vector<Episode>& episodes, Json& items) {
  for (const Episode& episode : episodes) {
    const double seconds = static_cast<double>(episode.end - episode.first) / labels.rate();
    if (!is_urgent(episode, seconds) || is_reviewed(labels, episode.first, episode.end)) continue;
    const std::string beats = episode.beats > 1 ? fmt::format(", {} beats", grouped(episode.beats)) : "";
    items.push_back({{"reason", "urgent"},
                     {"text", fmt::format("{}: {:.1f} s{}", name_of(episode.kind).text, seconds, beats)},
                     {"first", episode.first},
                     {"end", episode.end}});
  }
}

// A paced beat's letter is a sign that few know.
std::string label_text(char label) {
  return label == '/' ? "paced (/)" : std::string(1, label);
}

// What might be looked at, and how many wrong labels the look is expected to find.
struct Doubt {
  double gain = 0;
  Json item;
};

// A decision about a group is worth its beats if the group as a whole is labelled wrongly. Its mean
// probability mixes that chance with single beats that differ, which one decision does not mend; squared it
// ranks a large group of probability .98 behind a doubtful beat. Ordered by what is open times (1 - p) alone,
// large groups that were right came first. Sure groups of N are not offered: a recording is N for the most
// part.
void add_groups(const Labels& labels, std::vector<Doubt>& doubts) {
  const std::vector<Tally> tallies = tally(labels);
  for (std::size_t i = 0; i < tallies.size(); ++i) {
    if (tallies[i].first_unreviewed < 0) continue;
    const BeatGroup& group = labels.analysis().groups[i];
    const std::int64_t open = tallies[i].beats - tallies[i].reviewed;
    const bool is_rare = tallies[i].beats <= rare;
    if (group.was == 'N' && group.probability >= doubtful_group && !is_rare) continue;
    const std::int64_t id =
        group.example >= 0 && labels.is_there(group.example) ? group.example : tallies[i].first_unreviewed;
    const std::int64_t sample = labels.beats()[static_cast<std::size_t>(id)].sample;
    const double wrong = 1 - group.probability;
    doubts.push_back({static_cast<double>(open) * wrong * wrong,
                      {{"reason", is_rare ? "rare_group" : "doubtful_group"},
                       {"text", fmt::format("{} beat{} labelled {}, probability {:.2f}", grouped(open),
                                            open == 1 ? "" : "s", label_text(group.was), group.probability)},
                       {"first", sample},
                       {"end", sample + 1},
                       {"group", i},
                       {"beat", id}}});
  }
}

// Returns how many beats were reviewed.
std::int64_t add_beats(const Labels& labels, std::vector<Doubt>& doubts) {
  std::int64_t reviewed = 0;
  for (const std::int64_t id : labels.order()) {
    const ReviewBeat& beat = labels.beats()[static_cast<std::size_t>(id)];
    if (beat.has(beat_reviewed)) {
      ++reviewed;
    } else if (beat.probability < doubtful) {
      doubts.push_back({1 - static_cast<double>(beat.probability),
                        {{"reason", "low_probability"},
                         {"text", beat.probability > 0
                                      ? fmt::format("one beat labelled {}, probability {:.2f}",
                                                    label_text(beat.label), beat.probability)
                                      : std::string("one beat of which too little was recorded to label it")},
                         {"first", beat.sample},
                         {"end", beat.sample + 1},
                         {"beat", id}}});
    }
  }
  return reviewed;
}

}  // namespace

Json groups_json(const Labels& labels) {
  const Analysis& analysis = labels.analysis();
  const std::vector<Tally> tallies = tally(labels);
  Json json = {{"revision", labels.revision},
               {"rate", group_rate},
               {"before", group_before},
               {"leads", analysis.leads},
               {"groups", Json::array()}};
  for (std::size_t i = 0; i < analysis.groups.size(); ++i) {
    const BeatGroup& group = analysis.groups[i];
    Json one = {{"id", i},
                {"shape", group.shape},
                {"was", std::string(1, group.was)},
                {"count", tallies[i].beats},
                {"counts", counts_json(tallies[i].counts)},
                {"reviewed", tallies[i].reviewed},
                {"probability", number_or_null(group.probability)},
                {"rr_ratio", number_or_null(group.rr_ratio)},
                {"example", nullptr}};
    if (group.example >= 0) one["example"] = group.example;
    one["template"] = Json::array();
    one["spread"] = Json::array();
    for (const auto& lead : group.mean) one["template"].push_back(rounded(lead));
    for (const auto& lead : group.spread) one["spread"].push_back(rounded(lead));
    json["groups"].push_back(std::move(one));
  }
  return json;
}

Json members_json(Review& review, std::int64_t group, std::int64_t limit) {
  const auto labels = review.labels();
  std::vector<std::int64_t> members;
  for (const std::int64_t id : labels->order())
    if (labels->beats()[static_cast<std::size_t>(id)].group == group) members.push_back(id);
  if (members.empty()) refuse_unknown("there is no such group");
  const auto count = std::min<std::size_t>(members.size(), static_cast<std::size_t>(limit));
  const double rate = labels->rate();
  const auto before = static_cast<std::int64_t>(members_before * rate);
  const auto length = before + static_cast<std::int64_t>(members_after * rate);
  const RecordingInfo& info = review.signal().info();
  const int per_frame =
      info.signals[static_cast<std::size_t>(labels->analysis().leads.front())].samples_per_frame;
  Json json = {{"group", group},
               {"beats", Json::array()},
               {"rate", rate * per_frame},
               {"before", before * per_frame},
               {"leads", labels->analysis().leads},
               {"windows", Json::array()}};
  for (std::size_t i = 0; i < count; ++i) {
    // Evenly over the recording, so that a group that drifts shows it.
    const std::int64_t id = members[i * members.size() / count];
    json["beats"].push_back(id);
    Json leads = Json::array();
    for (const int lead : labels->analysis().leads)
      leads.push_back(rounded(review.signal().window(
          lead, labels->beats()[static_cast<std::size_t>(id)].sample - before, length)));
    json["windows"].push_back(std::move(leads));
  }
  return json;
}

Json queue_json(Review& review, std::size_t limit) {
  const auto labels = review.labels();
  const auto episodes = review.episodes();
  Json items = Json::array();
  // Urgent findings always come first, whatever their doubt: to miss ventricular fibrillation costs
  // more than any number of wrong labels.
  add_urgent(*labels, *episodes, items);
  std::vector<Doubt> doubts;
  add_groups(*labels, doubts);
  const std::int64_t reviewed = add_beats(*labels, doubts);
  std::ranges::stable_sort(doubts, std::ranges::greater{}, &Doubt::gain);
  for (Doubt& doubt : doubts) {
    if (items.size() >= limit) break;
    items.push_back(std::move(doubt.item));
  }
  while (items.size() > limit) items.erase(items.size() - 1);
  return {{"revision", labels->revision},
          {"beats", labels->order().size()},
          {"reviewed", reviewed},
          {"items", items}};
}

Json edits_json(const EditLog& log) {
  Json json = {{"revision", log.revision()}, {"edits", Json::array()}, {"undo", nullptr}, {"redo", nullptr}};
  for (std::size_t i = 0; i < log.edits().size(); ++i)
    json["edits"].push_back(edit_json(log.edits()[i], log.undone()[i]));
  if (const auto next = log.next_undo()) json["undo"] = *next;
  if (const auto next = log.next_redo()) json["redo"] = *next;
  return json;
}

}  // namespace rwave::serve
