#include "beat/cut_recording.h"

#include <algorithm>
#include <limits>
#include <optional>

#include "beat/aami.h"
#include "rwave/error.h"

namespace rwave {
namespace {

constexpr std::int64_t block_frames = 8192;

// Every annotated beat's R peak; its class, or nothing where it is none of AAMI's.
struct AnnotatedBeats {
  // Of the signal, of the recording.
  std::vector<std::int64_t> samples, frames;
  std::vector<std::optional<BeatClass>> classes;
};

AnnotatedBeats beats_of(std::span<const Annotation> annotations, int samples_per_frame) {
  AnnotatedBeats beats;
  for (const Annotation& annotation : annotations) {
    if (!is_beat(annotation.code)) continue;
    const std::int64_t sample = annotation.sample * samples_per_frame;
    if (!beats.samples.empty() && sample <= beats.samples.back()) continue;  // two marks at one place
    beats.samples.push_back(sample);
    beats.frames.push_back(annotation.sample);
    beats.classes.push_back(beat_class(annotation.code));
  }
  return beats;
}

// Moves the rows of the beats that have a class to the set; `next` counts through the annotated beats.
void keep_rows(CutRows& rows, const AnnotatedBeats& beats, std::size_t& next, std::uint32_t record,
               BeatSet& set, CutTally& tally) {
  const float* row = rows.values.data();
  for (const std::uint8_t valid : rows.valid) {
    const auto label = beats.classes.at(next);
    if (label) ++tally.beats;
    // Counted, so that whoever builds a set sees how many beats a gap or a record's end has cost.
    if (label && valid == 0) ++tally.missing;
    if (label && valid != 0) {
      set.values.insert(set.values.end(), row, row + set.row_values());
      set.labels.push_back(static_cast<std::uint8_t>(*label));
      set.record.push_back(record);
      set.sample.push_back(beats.frames.at(next));
    }
    if (valid != 0) row += set.row_values();
    ++next;
  }
  rows = {};
}

}  // namespace

BeatSet empty_set(const Recipe& recipe) {
  BeatSet set;
  set.recipe = recipe.name;
  set.channels = recipe.channels;
  set.width = recipe.width;
  set.rate = recipe.rate;
  set.classes.assign(recipe.classes.begin(), recipe.classes.end());
  return set;
}

CutTally cut_lead(Recording& recording, int lead, std::span<const Annotation> annotations,
                  const Recipe& recipe, std::uint32_t record, BeatSet& set) {
  const RecordingInfo& info = recording.info();
  const int per_frame = info.signals[static_cast<std::size_t>(lead)].samples_per_frame;
  const AnnotatedBeats beats = beats_of(annotations, per_frame);
  const auto cutter = recipe.cutter(info.rate * per_frame);
  for (const std::int64_t sample : beats.samples) cutter->add_beat(sample);
  // All annotations are known at once: nothing has to wait for later beats.
  cutter->set_watermark(std::numeric_limits<std::int64_t>::max());
  CutTally tally;
  CutRows rows;
  std::size_t next = 0;
  for (std::int64_t first = 0; first < info.frames; first += block_frames) {
    cutter->push(recording.read_physical(lead, first, std::min(block_frames, info.frames - first)));
    cutter->take(rows);
    keep_rows(rows, beats, next, record, set, tally);
  }
  cutter->finish();
  cutter->take(rows);
  keep_rows(rows, beats, next, record, set, tally);
  return tally;
}

CutTally cut_recording(Recording& recording, std::span<const Annotation> annotations, const Recipe& recipe,
                       std::uint32_t record, BeatSet& set) {
  return cut_lead(recording, recipe.lead(recording), annotations, recipe, record, set);
}

}  // namespace rwave
