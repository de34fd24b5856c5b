#pragma once
// The labelled beats of a whole recording.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "rwave/annotation.h"
#include "rwave/classifier.h"
#include "rwave/recording.h"

namespace rwave {

struct ClassifyOptions {
  std::string
      lead;  // to label, by name; empty: label_lead()'s, see signal/leads.h, and a second one beside it
  bool one_lead = false;  // no second one
  std::optional<std::vector<std::int64_t>>
      beats;  // R peaks, frames in increasing order; nothing: they are detected
};

// Positions are in frames of the recording.
struct Classification {
  std::vector<int> label_leads;   // one or two, the one that a single one would be first
  std::vector<int> detect_leads;  // where R peaks were looked for; none where they were given
  std::vector<LabelledBeat> beats;
  std::vector<SampleSpan> unreadable;  // where nothing can be said
  // Ventricular fibrillation or flutter, in which there are no beats; whole recordings only.
  std::vector<SampleSpan> fibrillation{};
  std::string passed_over{};            // signals that are no ECG, with their kinds; see signal/leads.h
  std::vector<std::string> warnings{};  // about the choice of leads
};

// Finds and labels the beats: with a model of whole recordings in two passes (classify/whole), else as a
// stream of the same samples is labelled. Block by block: memory grows with the beats only. Throws Error
// naming the file where a lead is not there, its rate is out of range, or the recording is empty.
Classification classify_recording(Recording& recording, const Model& model,
                                  const ClassifyOptions& options = {});

// The R peaks of a reference: the beats among the annotations, without what lies at the same sample.
std::vector<std::int64_t> beat_samples(const std::vector<Annotation>& annotations);

// As WFDB annotations, in order: N S V F Q at the R peaks, and ~ (signal quality) with subtype -1 where the
// recording becomes unreadable and 0 where it can be read again; [ and ] around fibrillation.
std::vector<Annotation> annotations_of(const Classification& classification, std::int64_t frames);

}  // namespace rwave
