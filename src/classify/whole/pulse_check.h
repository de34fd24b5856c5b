#pragma once
// Runs of V beats through which the pulse goes on as if they were not there: artefacts of the ECG, which
// neither shape nor timing of its waves tells from a tachycardia.

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "rwave/classification.h"
#include "rwave/recording.h"
#include "signal/pulse_waves.h"

namespace rwave::whole {

// Whether the pulse goes on through a run, in numbers: for messages and tests.
struct PulseEvidence {
  // Between pulses of the 30 s before the run: median interval, s, and the share of them within a fifth of
  // it.
  double interval = 0, regular = 0;
  // Beats before the run that are not V, the median interval of those that follow one another, s (0: none),
  // and the share of them that a pulse follows after the median delay.
  int beats = 0;
  double beat_interval = 0, coupled = 0;
  // Intervals of the pulse from the last pulse before the run to the first one 1 s behind it, and the
  // greatest departure of one of them from the median, as a share; the least rise of a pulse that ends one,
  // as a share of the median one before the run.
  int intervals = 0;
  double departure = 0, least_rise = 1;
  // Their own median, s, and that of the intervals between pulses that the run's beats may have, at the delay
  // of before (0: none). A short run's pulses are too few for the first.
  double interval_around = 0, interval_within = 0;
  // Beats of the run without a pulse of their own, at the one delay at which most have one.
  int without_pulse = 0;
  // Of the run, and the median interval between them, s.
  int run_beats = 0;
  double run_interval = 0;

  // Whether the channel shows this heart's pulse, and a regular one: 8 beats before the run, three quarters
  // of them with their pulse at one delay, four fifths of the intervals alike, and one pulse a beat: the two
  // median intervals are within a fifth. (The last step of a dead channel's converter, beating with what
  // disturbs it, rises 150 times a minute to 1 %: f545l of Challenge 2015, in ventricular fibrillation.)
  bool known() const;
  // Whether the run left a mark: an interval of the pulse that is no longer within a fifth of what it was, or
  // a pulse that rises less than 0.6 of what they did. A ventricular beat comes early, finds the ventricle
  // half filled and makes the next pulse small, late or missing.
  bool follows() const;
  // Whether each pulse may be that of every second beat of the run, as a tachycardia's at about twice the
  // sinus rate alternates: a median interval of the pulse is within 15 % of two of the run's. It then looks
  // as if it went on, and tells nothing.
  bool every_second() const;
  // The verdict: a known pulse, three intervals or more of it, none that follows the run nor may be of every
  // second beat, while two beats and a quarter of the run have no pulse of their own.
  bool goes_on() const;
};

// `pulses` in order. `beats` of the recording at `rate` frames per second; those from `first` to `last` are
// the run. Nothing where the pulses do not reach from before the run to 1 s behind its last beat: flat, lost,
// not recorded, or ended with it.
std::optional<PulseEvidence> pulse_evidence(std::span<const PulseWave> pulses,
                                            std::span<const LabelledBeat> beats, std::size_t first,
                                            std::size_t last, double rate);

// What a channel says of a run of V beats, from the beat `first` to `last`.
struct RunPulse {
  std::size_t first, last;
  // Index into RecordingInfo::signals.
  int signal;
  PulseEvidence evidence;
};

// Of each run of three V beats and more, up to a minute long, each pulse channel that has something to say.
// Fibrillation, unanalyzable spans and two seconds without a beat cut runs. Reads those channels from half a
// minute before each run on; without one nothing.
std::vector<RunPulse> pulses_of_runs(Recording& recording, const Classification& classification);

// Asks the pulse channels of the recording about each run. The beats of a run through which the pulse goes on
// become Q with probability 0 and its span unanalyzable; `unconfirmed` and `warnings` say so. A channel in
// which the pulse is doubtful says nothing; one in which it follows the run decides against all others.
void check_runs_by_pulse(Recording& recording, Classification& classification);

// One line for people about all such runs; empty of none.
std::string unconfirmed_text(const std::vector<UnconfirmedRun>& runs, const RecordingInfo& recording);

}  // namespace rwave::whole
