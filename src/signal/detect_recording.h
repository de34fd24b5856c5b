#pragma once
// The R peaks of a whole recording.

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "rwave/annotation.h"
#include "rwave/detector.h"
#include "rwave/recording.h"
#include "signal/lead_reader.h"

namespace rwave {

// Positions are in frames of the recording.
struct Detection {
  // The signals looked at.
  std::vector<int> leads;
  // None within fibrillation: there are no beats in it.
  std::vector<std::int64_t> peaks;
  // Where nothing can be said.
  std::vector<SampleSpan> unanalyzable;
  // Ventricular fibrillation or flutter, apart from `unanalyzable`.
  std::vector<SampleSpan> fibrillation{};
  // Leads that show no heart somewhere; there they were not listened to.
  std::vector<HeartlessLead> heartless{};
  // Signals that are no ECG, with their kinds; see signal/leads.h.
  std::string passed_over{};
  // About the choice of leads, and those that show no heart.
  std::vector<std::string> warnings{};
};

// Runs the Detector over the recording, block by block: memory grows with the beats only. `lead` names the
// signal to look at; where it is empty, choose_leads() does. Throws Error naming the file where a lead is
// not there, its rate is out of the detector's range, or the recording is empty.
Detection detect_peaks(Recording& recording, const std::string& lead = "");

// Whether `sample` lies in one of the spans, which are in order and apart from each other.
bool lies_within(std::span<const SampleSpan> spans, std::int64_t sample);

// The detection as WFDB annotations, in order: N at each peak, and ~ (signal quality) with subtype -1 where
// the recording becomes unanalyzable and 0 where it can be read again, as rdann's users know them; [ and ]
// where ventricular fibrillation or flutter begins and ends.
std::vector<Annotation> annotations_of(const Detection& detection, std::int64_t frames);

}  // namespace rwave
