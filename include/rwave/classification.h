#pragma once
// Whole recordings labelled: beats, what cannot be analyzed, rhythm, the summary, and all of it as
// annotations.
//
//   const rwave::LabelledRecording labelled = rwave::label_file("DIR/100");
//   for (const rwave::LabelledBeat& beat : labelled.classification.beats) ...
//   rwave::write_annotations("100.rw", rwave::annotations_of(labelled.classification, labelled.info.frames));
//
// docs/classify.md says how a label comes about and where it fails, docs/rhythm.md the episodes.

#include <array>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "rwave/annotation.h"
#include "rwave/api.h"
#include "rwave/classifier.h"
#include "rwave/recording.h"
#include "rwave/rhythm.h"

namespace rwave {

// How the beats of a recording are found and labelled. The defaults are what `rwave classify` does.
struct ClassificationOptions {
  // The lead to label, by name or by number from 1. Empty: lead II or the first clear one, and a second lead
  // next to it.
  std::string lead = {};
  // No second lead, even where there is one: for comparisons, and where the second is known to be bad.
  bool one_lead = false;
  // R peaks to label, frames in increasing order. Nothing: they are detected.
  std::optional<std::vector<std::int64_t>> beats = {};
  // As ClassifierOptions::unknown_below.
  float unknown_below = 0;
};

// A run of V beats that a pulse channel of the recording speaks against: pressure or plethysmogram go on
// through it at their own rate, so that it is an artefact of the ECG (docs/label_rules.md, 14).
struct UnconfirmedRun {
  // From its first beat to behind its last, in frames.
  SampleSpan span;
  std::int64_t beats = 0;
  // Of these beats, and of the pulse before, per minute.
  double rate = 0;
  // The pulse channel, an index into RecordingInfo::signals.
  int signal = 0;
  double pulse_rate = 0;
};

// The labelled beats of a recording. Positions are in frames of the recording.
struct Classification {
  // One or two, the one that a single one would be first.
  std::vector<int> label_leads;
  // Where R peaks were looked for; none where they were given.
  std::vector<int> detect_leads;
  std::vector<LabelledBeat> beats;
  // Where nothing can be said.
  std::vector<SampleSpan> unanalyzable;
  // Ventricular fibrillation or flutter, in which there are no beats; by models of whole recordings only.
  std::vector<SampleSpan> fibrillation{};
  // In order of time: their beats are Q with probability 0, their spans unanalyzable. By models of whole
  // recordings only, and not where R peaks were given.
  std::vector<UnconfirmedRun> unconfirmed{};
  // Signals that are no ECG, with their kinds.
  std::string passed_over{};
  // About the choice of leads, and what makes labels less sure; a line each.
  std::vector<std::string> warnings{};
};

// Finds and labels the beats: with a model of whole recordings (Model::shipped_whole) in two passes, else as
// a stream of the same samples is labelled. Block by block: memory grows with the beats only. Throws Error
// naming the file where a lead is not there, its rate is out of range, or the recording is empty.
RWAVE_API Classification classify_recording(Recording& recording, const Model& model,
                                            const ClassificationOptions& options = {});

// The R peaks of a reference: the beats among the annotations, without what lies at the same sample.
RWAVE_API std::vector<std::int64_t> beat_samples(const std::vector<Annotation>& annotations);

// As WFDB annotations, in order: N S V F Q or / at the R peaks, and ~ (signal quality) with subtype -1 where
// the recording becomes unanalyzable and 0 where it ends to be; [ and ] around fibrillation. `frames`: the
// recording's length.
RWAVE_API std::vector<Annotation> annotations_of(const Classification& classification, std::int64_t frames);

// What a cardiologist asks of a long recording first. Intervals are between successive beats with nothing
// unanalyzable and no ventricular fibrillation between them; runs, patterns and pauses are those of
// rwave/rhythm.h. NaN where there is none.
struct Summary {
  double seconds = 0;
  std::int64_t beats = 0;
  // N S V F Q; paced ones are Q.
  std::array<std::int64_t, 5> by_class{};
  // Of them those in unanalyzable spans, where noise passes for beats.
  std::array<std::int64_t, 5> in_unanalyzable{};
  // Beats labelled / outside unanalyzable spans; they are among the Q beats of by_class.
  std::int64_t paced = 0;

  // Beats per minute: over all intervals, and the slowest and fastest over 8 successive ones.
  double mean_rate = 0, min_rate = 0, max_rate = 0;
  // Of all intervals, s.
  double mean_rr = 0;
  // Milliseconds, of intervals between two N beats (Task Force 1996).
  double sdnn = 0, rmssd = 0;

  // Two V beats in a row and no more, with other beats on both sides.
  std::int64_t v_couplets = 0;
  // Three V beats in a row or more, surely V (EpisodeOptions::least_v), and those that are not.
  std::int64_t v_runs = 0, v_runs_doubtful = 0;
  // V beats of the longest of these, and the sample of its first one; -1: there is none.
  std::int64_t longest_run = 0;
  std::int64_t longest_run_at = -1;
  // Three or more S beats in a row at 100 per minute or more, in any rhythm: for atrial fibrillation, in
  // which they are none, only the episodes are asked.
  std::int64_t s_runs = 0;
  // V after every one, every two other beats, three times or more; s.
  double bigeminy = 0, trigeminy = 0;
  // Intervals of 2 s or more without a sign of a beat.
  std::int64_t pauses = 0;
  // The longest of these, s; 0 where there is none.
  double longest_pause = 0;

  // Share of the recording, 0..1.
  double analyzable = 0;
  // The longest unanalyzable span, s.
  double longest_gap = 0;
  // Ventricular fibrillation or flutter, s in all.
  double fibrillation = 0;
};

// `rate` in frames per second, `frames` the recording's length; `quiet` as EpisodeOptions has it decides
// which long intervals are pauses.
RWAVE_API Summary summarise(const Classification& classification, double rate, std::int64_t frames,
                            const std::function<bool(SampleSpan)>& quiet = {});

// The episodes of a labelled recording, in order of their first frames. Whether a long interval is a pause or
// a missed beat is looked up in the recording's signal (EpisodeOptions::quiet, unless it is given). Throws
// Error where the signal cannot be read.
RWAVE_API std::vector<Episode> episodes_of(Recording& recording, const Classification& classification,
                                           const EpisodeOptions& options = {});

// All that is known of a recording's beats.
struct LabelledRecording {
  // Of the recording; its warnings are the file's own, those of the labelling are in `classification`.
  RecordingInfo info;
  Classification classification;
  std::vector<Episode> episodes;
  // All that `rwave classify` prints of a recording.
  Summary summary;
};

// Episodes and summary of labels that are there already, those of an Adapter for one.
RWAVE_API LabelledRecording label_recording(Recording& recording, Classification classification);

// All of the above, of an open recording or of a file. Throws Error as open_recording and classify_recording
// do.
RWAVE_API LabelledRecording label_recording(Recording& recording, const Model& model,
                                            const ClassificationOptions& options = {});
RWAVE_API LabelledRecording label_file(const std::filesystem::path& file,
                                       const Model& model = Model::shipped_whole(),
                                       const ClassificationOptions& options = {},
                                       const OpenOptions& open = {});

}  // namespace rwave
