#pragma once
// The handles of the C interface: each holds C++ objects, and what was made for the caller and is not fetched
// yet.

#include <deque>
#include <string>
#include <vector>

#include "rwave/annotation.h"
#include "rwave/classification.h"
#include "rwave/classifier.h"
#include "rwave/detector.h"
#include "rwave/rhythm.h"
#include "rwave/rwave.h"

// A network. Copies of a Model share it, so what was made with this handle is one handle with it.
struct rwave_model {
  rwave::Model model;
};

// A stream of R peaks. The detector gives all it has at once; what the caller's buffer did not hold waits
// here.
struct rwave_detector {
  rwave::Detector detector;
  std::deque<std::int64_t> peaks{};
  std::deque<rwave::SampleSpan> unanalyzable{};
};

// A stream of labelled beats, in the same way.
struct rwave_classifier {
  // It holds the network that it was made with, whatever becomes of the model's handle.
  rwave::Classifier classifier;
  std::deque<rwave::LabelledBeat> beats{};
  std::deque<rwave::SampleSpan> unanalyzable{};
};

// A stream of episodes, in the same way.
struct rwave_rhythm {
  rwave::EpisodeStream stream;
  // Episodes that began or ended and were not taken yet.
  std::deque<rwave::EpisodeEvent> events{};
};

// Annotations that were read, made from labels, or added one by one.
struct rwave_annotations {
  std::vector<rwave::Annotation> list{};
};

// A recording that was labelled: results alone, the file is closed.
struct rwave_labelled {
  // Beats, spans, episodes and summary, as label_file() gives them.
  rwave::LabelledRecording recording;
  // The file's and the leads' in one list, as strings that last as long as the handle.
  std::vector<std::string> warnings{};
};

namespace rwave::c {

// C's own structs: plain, and of the same layout in every version of one MINOR.
inline rwave_beat beat_of(const LabelledBeat& beat) {
  return {beat.sample, beat.label, beat.probability};
}
// Samples first .. end - 1, as everywhere.
inline rwave_span span_of(const SampleSpan& span) {
  return {span.first, span.end};
}
// `ended` is of streams; an episode of a whole recording has always ended.
inline rwave_episode episode_of(const Episode& episode, bool ended) {
  return {static_cast<int>(episode.kind),
          episode.first,
          episode.end,
          episode.beats,
          episode.mean_rate,
          episode.max_rate,
          ended ? 1 : 0};
}

// The caller's options as the C++ interface takes them. Throws Error where `size` is none that was ever
// published.
// Fields that the caller's header did not have yet are defaults, all of them for NULL. A greater `size` than
// this library's would have fields that are not known here.
rwave_options options_of(const rwave_options* options);

}  // namespace rwave::c
