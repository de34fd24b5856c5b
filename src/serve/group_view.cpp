// Groups of beats, the queue of what deserves a look, and the edits.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>

#include "base/text.h"
#include "holter/holter.h"
#include "rhythm/beat_intervals.h"
#include "serve/views.h"

namespace rwave::serve {
namespace {

using Json = nlohmann::ordered_json;

constexpr float doubtful = 0.8F;         // probability of a beat's label
constexpr double doubtful_group = 0.85;  // mean over a group
constexpr std::int64_t rare = 5;         // beats of a group

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

bool is_reviewed(const Labels& labels, SampleSpan span) {
  const auto within = labels.within(span.first, span.end);
  return !within.empty() && std::ranges::all_of(within, [&](std::int64_t id) {
    return labels.beats()[static_cast<std::size_t>(id)].has(beat_reviewed);
  });
}

// The span whose beats are looked at to judge a finding: its own, and of one that beats bound (a pause) or
// that holds none (asystole, fibrillation) the beats at its ends too. Who confirms the beats of this span has
// reviewed the finding; a wider rule here than what the page selects kept episodes in the queue for ever.
SampleSpan judged_by(const Labels& labels, SampleSpan span, bool is_pause = false) {
  if (!is_pause && !labels.within(span.first, span.end).empty()) return span;
  const auto sample_of = [&](std::int64_t id) { return labels.beats()[static_cast<std::size_t>(id)].sample; };
  const auto before = labels.within(0, span.first + 1);
  const auto after = labels.within(span.end, labels.frames());
  if (!before.empty()) span.first = sample_of(before.back());
  if (!after.empty()) span.end = sample_of(after.front()) + 1;
  return span;
}

double seconds_of(const Labels& labels, SampleSpan span) {
  return static_cast<double>(span.end - span.first) / labels.rate();
}

void add_item(const char* reason, std::string text, SampleSpan span, const Labels& labels, Json& items) {
  if (is_reviewed(labels, span)) return;
  items.push_back({{"reason", reason}, {"text", std::move(text)}, {"first", span.first}, {"end", span.end}});
}

// The findings that a report puts first: that next to nothing can be analyzed, where no heart shows, episodes
// (is_urgent); then shorter ventricular tachycardia: three wrong labels make one, and a person sees it at a
// look.
void add_findings(const HolterInput& input, const std::vector<Episode>& episodes, const Labels& labels,
                  Json& items) {
  const SampleSpan whole{0, labels.frames()};
  double analyzable = seconds_of(labels, whole);
  for (const SampleSpan& span : joined(noise_spans(input.spans))) analyzable -= seconds_of(labels, span);
  if (const double share = per_cent(analyzable, seconds_of(labels, whole)); share < 100 * least_analyzable)
    add_item("urgent", fmt::format("analyzable for {:.1f} % of the time", share), whole, labels, items);
  for (const SampleSpan& span : silent_spans(input))
    add_item("urgent",
             fmt::format("no signal of a heart: {:.1f} s (a lead that came off, or asystole)",
                         seconds_of(labels, span)),
             judged_by(labels, span), labels, items);
  for (const bool urgent : {true, false}) {
    for (const Episode& episode : episodes) {
      if (is_urgent(episode, labels.rate()) != urgent) continue;
      if (!urgent && episode.kind != RhythmKind::VentricularTachycardia) continue;
      const SampleSpan span{episode.first, episode.end};
      const std::string beats = episode.beats > 1 ? fmt::format(", {} beats", grouped(episode.beats)) : "";
      add_item(urgent ? "urgent" : "short_vt",
               fmt::format("{}: {:.1f} s{}", name_of(episode.kind).text, seconds_of(labels, span), beats),
               judged_by(labels, span, episode.kind == RhythmKind::Pause), labels, items);
    }
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

Json queue_json(Review& review, std::size_t limit) {
  const auto labels = review.labels();
  const auto episodes = review.episodes(*labels);
  Json items = Json::array();
  // Urgent findings always come first, whatever their doubt: to miss ventricular fibrillation costs
  // more than any number of wrong labels.
  add_findings(review.holter_input(*labels), *episodes, *labels, items);
  std::vector<Doubt> doubts;
  add_groups(*labels, doubts);
  const std::int64_t reviewed = add_beats(*labels, doubts);
  const std::size_t total = items.size() + doubts.size();
  std::ranges::stable_sort(doubts, std::ranges::greater{}, &Doubt::gain);
  for (Doubt& doubt : doubts) {
    if (items.size() >= limit) break;
    items.push_back(std::move(doubt.item));
  }
  while (items.size() > limit) items.erase(items.size() - 1);
  return {{"revision", labels->revision},
          {"beats", labels->order().size()},
          {"reviewed", reviewed},
          {"total", total},
          {"items", items}};
}

namespace {

// Where an edit is: of several beats the first. Nothing of a beat that is no more, and of undo and teach.
std::optional<std::int64_t> sample_of(const Edit& edit, const Labels& labels) {
  if (edit.sample >= 0) return edit.sample;
  if (edit.first >= 0) return edit.first;
  if (edit.beats.empty()) return std::nullopt;
  const auto id = static_cast<std::size_t>(edit.beats.front().first);
  if (id >= labels.beats().size()) return std::nullopt;
  return labels.beats()[id].sample;
}

}  // namespace

Json edits_json(const ReviewSnapshot& snapshot) {
  const auto& [labels, log] = snapshot;
  Json json = {{"revision", log.revision()}, {"edits", Json::array()}, {"undo", nullptr}, {"redo", nullptr}};
  for (std::size_t i = 0; i < log.edits().size(); ++i) {
    Json one = edit_json(log.edits()[i], log.undone()[i]);
    if (const auto sample = sample_of(log.edits()[i], *labels)) one["sample"] = *sample;
    json["edits"].push_back(std::move(one));
  }
  if (const auto next = log.next_undo()) json["undo"] = *next;
  if (const auto next = log.next_redo()) json["redo"] = *next;
  return json;
}

}  // namespace rwave::serve
