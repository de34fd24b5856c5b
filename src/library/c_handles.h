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

struct rwave_model {
  rwave::Model model;
};

struct rwave_detector {
  rwave::Detector detector;
  std::deque<std::int64_t> peaks{};
  std::deque<rwave::SampleSpan> unanalyzable{};
};

struct rwave_classifier {
  rwave::Classifier classifier;
  std::deque<rwave::LabelledBeat> beats{};
  std::deque<rwave::SampleSpan> unanalyzable{};
};

struct rwave_rhythm {
  rwave::EpisodeStream stream;
  std::deque<rwave::EpisodeEvent> events{};
};

struct rwave_annotations {
  std::vector<rwave::Annotation> list{};
};

struct rwave_labelled {
  rwave::LabelledRecording recording;
  std::vector<std::string> warnings{};
};

namespace rwave::c {

inline rwave_beat beat_of(const LabelledBeat& beat) {
  return {beat.sample, beat.label, beat.probability};
}
inline rwave_span span_of(const SampleSpan& span) {
  return {span.first, span.end};
}
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
rwave_options options_of(const rwave_options* options);

}  // namespace rwave::c
