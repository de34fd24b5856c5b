// The recording, its overview and its beats.
#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>

#include "rhythm/annotated_beats.h"
#include "serve/views.h"
#include "signal/leads.h"

namespace rwave::serve {
namespace {

using Json = nlohmann::ordered_json;

constexpr double highest_rate = 300;  // beats per minute: above it a doubled detection, not a heart

Json leads_json(Review& review) {
  const RecordingInfo& info = review.signal().info();
  const std::vector<PyramidLead>& leads = review.signal().pyramid().leads();
  const std::vector<int>& labelled = review.labels()->analysis().leads;
  Json list = Json::array();
  for (std::size_t i = 0; i < leads.size() && i < info.signals.size(); ++i) {
    const SignalInfo& signal = info.signals[i];
    const bool is_labelled = std::ranges::find(labelled, static_cast<int>(i)) != labelled.end();
    list.push_back({{"lead", i},
                    {"name", lead_name(info, static_cast<int>(i))},
                    {"units", signal.units},
                    {"rate", info.rate * signal.samples_per_frame},
                    {"samples", leads[i].samples},
                    {"scale", leads[i].scale},
                    {"offset", leads[i].offset},
                    {"ecg", is_labelled || millivolts_per_unit(signal) > 0},
                    {"labelled", is_labelled}});
  }
  return list;
}

int levels_of(const std::vector<PyramidLead>& leads) {
  int levels = 1;
  for (const PyramidLead& lead : leads) levels = std::max(levels, pyramid_levels(lead.samples) + 1);
  return levels;
}

Json column(const std::vector<double>& values) {
  Json list = Json::array();
  for (const double value : values) list.push_back(number_or_null(value));
  return list;
}

template <class Value>
void append(std::string& bytes, const std::vector<Value>& values) {
  bytes.append(reinterpret_cast<const char*>(values.data()), values.size() * sizeof(Value));
}

}  // namespace

// JSON has no NaN; a library that writes one makes a page that does not parse.
Json number_or_null(double value) {
  if (!std::isfinite(value)) return nullptr;
  return value;
}

Json recording_json(Review& review) {
  const ReviewProgress progress = review.progress();
  Json json = {{"id", review.entry().id}, {"name", review.entry().name}, {"state", name_of(progress.state)}};
  if (progress.state == ReviewState::working) {
    json["stage"] = progress.stage;
    json["share"] = progress.share;
  }
  if (progress.state == ReviewState::failed) json["error"] = progress.error;
  if (progress.state != ReviewState::ready) return json;
  const RecordingInfo& info = review.signal().info();
  const auto labels = review.labels();
  json["revision"] = labels->revision;
  json["rate"] = info.rate;
  json["frames"] = info.frames;
  json["start"] = info.start;
  json["format"] = info.format;
  json["labelled_by"] = labels->analysis().labelled_by;
  json["beats"] = labels->order().size();
  json["warnings"] = review.warnings();
  json["leads"] = leads_json(review);
  json["tiles"] = {{"version", review.signal().signature()},
                   {"samples", tile_values},
                   {"factor", pyramid_factor},
                   {"levels", levels_of(review.signal().pyramid().leads())}};
  const JournalState journal = review.journal_state();
  json["journal"] = {{"path", journal.path},
                     {"writable", review.no_edits().empty() && journal.obstacle.empty()},
                     {"torn", journal.torn_bytes}};
  if (!journal.obstacle.empty()) json["journal"]["error"] = journal.obstacle;
  if (!review.no_edits().empty()) json["journal"]["error"] = review.no_edits();
  json["annotators"] = annotators_of(review);
  return json;
}

// One walk over the beats of the span whatever the number of cells: a page asks for as many cells
// as its window has points, for a minute as for a week.
Json overview_json(const Labels& labels, std::int64_t first, std::int64_t end, std::int64_t cells) {
  const double width = static_cast<double>(end - first) / static_cast<double>(cells);
  const auto count = static_cast<std::size_t>(cells);
  const double nan = std::nan("");
  std::vector<double> least(count, nan), greatest(count, nan), sum(count), intervals(count),
      analyzable(count, 1);
  std::array<std::vector<double>, 5> classes;
  for (auto& one : classes) one.assign(count, 0);
  const auto cell_of = [&](std::int64_t sample) {
    return std::min(count - 1, static_cast<std::size_t>(static_cast<double>(sample - first) / width));
  };
  const auto beats = labels.within(first, end);
  // The first beat of the span has its interval outside of it, and none here.
  const ReviewBeat* before = nullptr;
  for (const std::int64_t id : beats) {
    const ReviewBeat& beat = labels.beats()[static_cast<std::size_t>(id)];
    const std::size_t cell = cell_of(beat.sample);
    if (!beat.has(beat_rejected)) classes[static_cast<std::size_t>(class_of(beat.label))][cell] += 1;
    if (before != nullptr && !beat.has(beat_after_gap)) {
      const double interval = static_cast<double>(beat.sample - before->sample) / labels.rate();
      const double rate = 60 / interval;
      if (interval > 0 && rate <= highest_rate) {
        if (!(least[cell] <= rate)) least[cell] = rate;
        if (!(greatest[cell] >= rate)) greatest[cell] = rate;
        sum[cell] += interval;
        intervals[cell] += 1;
      }
    }
    before = &beat;
  }
  for (const SampleSpan& span : labels.unanalyzable()) {
    const std::int64_t from = std::max(span.first, first), to = std::min(span.end, end);
    if (from >= to) continue;
    for (std::size_t cell = cell_of(from); cell <= cell_of(to - 1); ++cell) {
      const double begin = static_cast<double>(first) + width * static_cast<double>(cell);
      const double covered =
          std::min(static_cast<double>(to), begin + width) - std::max(static_cast<double>(from), begin);
      analyzable[cell] = std::max(0.0, analyzable[cell] - covered / width);
    }
  }
  std::vector<double> mean(count, nan);
  for (std::size_t i = 0; i < count; ++i)
    // The mean of a cell is beats over time, not the mean of rates, which would let short intervals
    // count for more.
    if (intervals[i] > 0) mean[i] = 60 * intervals[i] / sum[i];
  // A tenth of a beat per minute is all that a screen shows.
  for (auto* rates : {&least, &mean, &greatest})
    for (double& rate : *rates) rate = std::round(rate * 10) / 10;
  Json json = {{"revision", labels.revision}, {"first", first}, {"frames_per_cell", width}};
  json["min_rate"] = column(least);
  json["mean_rate"] = column(mean);
  json["max_rate"] = column(greatest);
  for (std::size_t c = 0; c < classes.size(); ++c) json[std::string(1, "NSVFQ"[c])] = classes[c];
  json["analyzable"] = analyzable;
  return json;
}

Reply beats_reply(const Labels& labels, std::int64_t first, std::int64_t end, bool binary) {
  const auto ids = labels.within(first, end);
  std::vector<double> sample;
  std::vector<std::uint32_t> id;
  std::vector<float> probability;
  std::vector<std::int16_t> group;
  std::string label;
  std::vector<std::uint8_t> flags;
  for (const std::int64_t one : ids) {
    const ReviewBeat& beat = labels.beats()[static_cast<std::size_t>(one)];
    sample.push_back(static_cast<double>(beat.sample));
    id.push_back(static_cast<std::uint32_t>(one));
    probability.push_back(beat.probability);
    group.push_back(beat.group);
    label += beat.label;
    flags.push_back(beat.flags);
  }
  // 20 bytes a beat, columns aligned as they stand: a page makes typed arrays of them without parsing.
  if (binary) {
    Reply reply;
    reply.type = "application/octet-stream";
    reply.body = "RWB1";
    append(reply.body, std::vector<std::uint32_t>{static_cast<std::uint32_t>(id.size())});
    append(reply.body, std::vector<std::uint64_t>{static_cast<std::uint64_t>(labels.revision)});
    append(reply.body, sample);
    append(reply.body, id);
    append(reply.body, probability);
    append(reply.body, group);
    reply.body += label;
    append(reply.body, flags);
    return reply;
  }
  std::vector<std::int64_t> whole;
  for (const std::int64_t one : ids) whole.push_back(labels.beats()[static_cast<std::size_t>(one)].sample);
  std::vector<double> rounded;
  for (const float p : probability) rounded.push_back(std::round(p * 1e4) / 1e4);
  return json_reply({{"revision", labels.revision},
                     {"id", id},
                     {"sample", whole},
                     {"label", label},
                     {"probability", rounded},
                     {"group", group},
                     {"flags", flags}});
}

}  // namespace rwave::serve
