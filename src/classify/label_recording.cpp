// A recording's beats, rhythm and summary in one call: the public way from a file to all that is known of it.
#include <algorithm>
#include <utility>

#include "rhythm/beat_intervals.h"
#include "rhythm/p_waves.h"
#include "rhythm/quiet.h"
#include "rwave/classification.h"
#include "rwave/variability.h"

namespace rwave {
namespace {

std::vector<KnownSpan> spans_of(const Classification& classification) {
  return known_spans(classification.unanalyzable, classification.fibrillation);
}

}  // namespace

std::vector<Episode> episodes_of(Recording& recording, const Classification& classification,
                                 const EpisodeOptions& options) {
  EpisodeOptions chosen = options;
  // A pause must be quiet in the leads whose beats were labelled: in another one noise alone may be recorded.
  if (!chosen.quiet) chosen.quiet = quiet_in(recording, classification.label_leads);
  if (!chosen.before_qrs) chosen.before_qrs = before_qrs_in(recording, classification.label_leads);
  const RecordingInfo& info = recording.info();
  return find_episodes(classification.beats, spans_of(classification), info.rate, info.frames, chosen);
}

LabelledRecording label_recording(Recording& recording, Classification classification) {
  LabelledRecording labelled{recording.info(), std::move(classification), {}, {}};
  labelled.episodes = episodes_of(recording, labelled.classification);
  labelled.summary = summarise(labelled.classification, labelled.info.rate, labelled.info.frames,
                               quiet_in(recording, labelled.classification.label_leads));
  return labelled;
}

LabelledRecording label_recording(Recording& recording, const Model& model,
                                  const ClassificationOptions& options) {
  return label_recording(recording, classify_recording(recording, model, options));
}

LabelledRecording label_file(const std::filesystem::path& file, const Model& model,
                             const ClassificationOptions& options, const OpenOptions& open) {
  return label_recording(*open_recording(file, open), model, options);
}

Variability variability_of(const LabelledRecording& recording) {
  const std::vector<KnownSpan> spans = spans_of(recording.classification);
  return variability(recording.classification.beats, not_sinus(spans, recording.episodes),
                     recording.info.rate);
}

}  // namespace rwave
