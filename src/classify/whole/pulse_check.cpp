#include "classify/whole/pulse_check.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/text.h"
#include "math/median.h"
#include "rhythm/beat_intervals.h"
#include "signal/leads.h"

namespace rwave::whole {
namespace {

constexpr double seconds_before = 30, seconds_behind = 1;  // of a run: what the pulse was, and what it led to
constexpr double same_interval =
    0.2;  // of an interval: respiration moves it by less, a premature beat by more
constexpr double delay_spread = 0.1;  // s: a beat's strength moves its pulse by some hundredths
constexpr double longest_pulse_delay =
    1;                                // s, from the R peak to the pulse of a finger, filtered by a monitor
constexpr double delay_step = 0.02;   // s
constexpr double least_delay = 0.05;  // s: the valve opens later than this
constexpr double longest_asked = 60;  // s; a longer run is a rhythm that a person must look at
constexpr double cuts_a_run = 2;      // s without a beat: what lies on either side is no longer one run
constexpr double small_pulse = 0.6;   // of the rise before: less filled than by respiration
constexpr double near_double = 0.15;  // of two intervals of the run
constexpr std::size_t shortest_run = 3;
constexpr std::size_t most_named = 3;  // runs that a warning gives the time of

constexpr int fewest_beats = 8, fewest_pulse_intervals = 3, fewest_without = 2;
constexpr double least_coupled = 0.75, least_regular_pulse = 0.8, least_without = 0.25;

// How many of the times have another one within delay_spread.
template <class Times>
int with_pulse(const Times& times, double delay, std::span<const PulseWave> pulses) {
  int count = 0;
  for (const double time : times) {
    const auto at = std::ranges::lower_bound(pulses, time + delay - delay_spread, {}, &PulseWave::time);
    count += at != pulses.end() && at->time <= time + delay + delay_spread ? 1 : 0;
  }
  return count;
}

// The beats before the run, which are none of its kind, and their pulses.
// Returns the delay at which they come, s.
double couple(std::span<const PulseWave> pulses, std::span<const double> beats, PulseEvidence& evidence) {
  std::vector<double> delays;
  for (const double beat : beats) {
    const auto next = std::ranges::lower_bound(pulses, beat + least_delay, {}, &PulseWave::time);
    if (next != pulses.end()) delays.push_back(next->time - beat);
  }
  evidence.beats = static_cast<int>(delays.size());
  if (delays.empty()) return 0;
  const double delay = median(delays);
  const auto near =
      std::ranges::count_if(delays, [delay](double one) { return std::abs(one - delay) <= delay_spread; });
  evidence.coupled = static_cast<double>(near) / static_cast<double>(delays.size());
  return delay;
}

// Pulses of one channel from 30 s before the run to what is known behind it.
std::vector<PulseWave> pulses_around(Recording& recording, int signal, SampleSpan run) {
  const RecordingInfo& info = recording.info();
  // A second more than is asked for at either end, as filters begin and a greatest value has neighbours.
  const auto before = static_cast<std::int64_t>((seconds_before + 1) * info.rate);
  const auto behind = static_cast<std::int64_t>((seconds_behind + 2) * info.rate);
  const std::int64_t first = std::max<std::int64_t>(run.first - before, 0);
  const std::int64_t end = std::min(run.end + behind, info.frames);
  const int per_frame = info.signals[static_cast<std::size_t>(signal)].samples_per_frame;
  std::vector<PulseWave> waves =
      pulse_waves(recording.read_physical(signal, first, end - first), info.rate * per_frame);
  for (PulseWave& wave : waves) wave.time += static_cast<double>(first) / info.rate;
  return waves;
}

}  // namespace

bool PulseEvidence::known() const {
  return beats >= fewest_beats && coupled >= least_coupled && regular >= least_regular_pulse &&
         std::abs(interval - beat_interval) <= same_interval * beat_interval;
}

bool PulseEvidence::follows() const {
  return departure > same_interval || least_rise < small_pulse;
}

bool PulseEvidence::every_second() const {
  const auto doubles = [this](double one) {
    return std::abs(one - 2 * run_interval) <= near_double * 2 * run_interval;
  };
  return doubles(interval_around) || doubles(interval_within);
}

bool PulseEvidence::goes_on() const {
  return known() && intervals >= fewest_pulse_intervals && !follows() && !every_second() &&
         without_pulse >= fewest_without && without_pulse >= least_without * run_beats;
}

std::optional<PulseEvidence> pulse_evidence(std::span<const PulseWave> pulses,
                                            std::span<const LabelledBeat> beats, std::size_t first,
                                            std::size_t last, double rate) {
  const auto time_of = [&](std::size_t beat) { return static_cast<double>(beats[beat].sample) / rate; };
  const double begin = time_of(first), end = time_of(last);
  const auto from = std::ranges::lower_bound(pulses, begin - seconds_before, {}, &PulseWave::time);
  const auto run = std::ranges::lower_bound(pulses, begin, {}, &PulseWave::time);
  // A pulse that ends with the run (an arrest, a pause) leaves no interval that could depart.
  if (run - from < fewest_beats + 1 || pulses.back().time < end + seconds_behind) return std::nullopt;
  PulseEvidence evidence;
  std::vector<double> intervals, rises, around, within;
  for (auto pulse = from + 1; pulse != run; ++pulse) {
    intervals.push_back(pulse->time - (pulse - 1)->time);
    rises.push_back(pulse->rise);
  }
  const double rise = median(rises);
  evidence.interval = median(intervals);
  const auto departs = [&](double interval) { return std::abs(interval / evidence.interval - 1); };
  const auto regular =
      std::ranges::count_if(intervals, [&](double one) { return departs(one) <= same_interval; });
  evidence.regular = static_cast<double>(regular) / static_cast<double>(intervals.size());

  std::vector<double> before, following, own;
  const auto other = [&](std::size_t beat) { return beats[beat].label != 'V' && beats[beat].label != 'Q'; };
  for (std::size_t beat = first; beat-- > 0 && time_of(beat) >= begin - seconds_before;) {
    if (!other(beat)) continue;
    before.push_back(time_of(beat));
    if (beat + 1 < first && other(beat + 1)) following.push_back(time_of(beat + 1) - time_of(beat));
  }
  evidence.beat_interval = median(following);
  const double delay_before = couple(pulses, before, evidence);

  // From the pulse before the run on: that its first beat did not come early is half of the evidence.
  for (auto pulse = run; pulse != pulses.end() && (pulse - 1)->time < end + seconds_behind; ++pulse) {
    around.push_back(pulse->time - (pulse - 1)->time);
    evidence.departure = std::max(evidence.departure, departs(around.back()));
    evidence.least_rise = std::min(evidence.least_rise, pulse->rise / rise);
    if ((pulse - 1)->time >= begin + delay_before - delay_spread &&
        pulse->time <= end + delay_before + delay_spread)
      within.push_back(around.back());
  }
  evidence.intervals = static_cast<int>(around.size());
  evidence.interval_around = median(around);
  evidence.interval_within = median(within);
  // The delay is free: in a tachycardia it is another one than before, and that must not count against it.
  for (std::size_t beat = first; beat <= last; ++beat) own.push_back(time_of(beat));
  int most = 0;
  for (double delay = 0; delay <= longest_pulse_delay; delay += delay_step)
    most = std::max(most, with_pulse(own, delay, pulses));
  evidence.run_beats = static_cast<int>(own.size());
  std::vector<double> steps;
  for (std::size_t i = 1; i < own.size(); ++i) steps.push_back(own[i] - own[i - 1]);
  evidence.run_interval = median(steps);
  evidence.without_pulse = evidence.run_beats - most;
  return evidence;
}

std::vector<RunPulse> pulses_of_runs(Recording& recording, const Classification& classification) {
  const RecordingInfo& info = recording.info();
  const std::vector<int> signals = pulse_signals(info);
  const std::vector<LabelledBeat>& beats = classification.beats;
  const std::vector<double> intervals =
      beat_intervals(beats, known_spans(classification.unanalyzable, classification.fibrillation), info.rate);
  std::vector<RunPulse> found;
  for (std::size_t first = 0; first < beats.size() && !signals.empty();) {
    std::size_t end = first + 1;
    while (end < beats.size() && beats[end].label == beats[first].label && intervals[end] > 0 &&
           intervals[end] <= cuts_a_run)
      ++end;
    const SampleSpan span{beats[first].sample, beats[end - 1].sample + 1};
    const bool asked = beats[first].label == 'V' && end - first >= shortest_run &&
                       static_cast<double>(span.end - span.first) <= longest_asked * info.rate;
    for (std::size_t s = 0; asked && s < signals.size(); ++s) {
      const auto evidence =
          pulse_evidence(pulses_around(recording, signals[s], span), beats, first, end - 1, info.rate);
      if (evidence) found.push_back({first, end - 1, signals[s], *evidence});
    }
    first = end;
  }
  return found;
}

void check_runs_by_pulse(Recording& recording, Classification& classification) {
  const RecordingInfo& info = recording.info();
  std::vector<LabelledBeat>& beats = classification.beats;
  // All are asked before a label changes: whether a run was an artefact means nothing for the next one.
  const std::vector<RunPulse> asked = pulses_of_runs(recording, classification);
  for (std::size_t i = 0; i < asked.size();) {
    const RunPulse* denies = nullptr;
    bool follows = false;
    const std::size_t first = asked[i].first, last = asked[i].last;
    for (; i < asked.size() && asked[i].first == first; ++i) {
      follows = follows || (asked[i].evidence.known() && asked[i].evidence.follows());
      if (denies == nullptr && asked[i].evidence.goes_on()) denies = &asked[i];
    }
    if (denies == nullptr || follows) continue;
    const SampleSpan span{beats[first].sample, beats[last].sample + 1};
    const double minutes = static_cast<double>(span.end - 1 - span.first) / info.rate / 60;
    for (std::size_t beat = first; beat <= last; ++beat) beats[beat] = {beats[beat].sample, 'Q', 0};
    // From the sample before, so that the interval that ends at the run's first beat is cut as well.
    classification.unanalyzable.push_back({std::max<std::int64_t>(span.first - 1, 0), span.end});
    classification.unconfirmed.push_back({span, static_cast<std::int64_t>(last - first + 1),
                                          static_cast<double>(last - first) / minutes, denies->signal,
                                          60 / denies->evidence.interval});
  }
  if (classification.unconfirmed.empty()) return;
  std::ranges::sort(classification.unanalyzable, {}, &SampleSpan::first);
  classification.unanalyzable = joined(classification.unanalyzable);
  classification.warnings.push_back(unconfirmed_text(classification.unconfirmed, info));
}

std::string unconfirmed_text(const std::vector<UnconfirmedRun>& runs, const RecordingInfo& recording) {
  if (runs.empty()) return "";
  std::string text =
      fmt::format("{} not confirmed by the pulse, which goes on through {}: beats Q, unanalyzable",
                  counted(static_cast<std::int64_t>(runs.size()), "run") + " of V beats",
                  runs.size() == 1 ? "it" : "them");
  for (std::size_t i = 0; i < std::min(runs.size(), most_named); ++i)
    text += fmt::format("{} at {} {:.0f} a minute, {} {:.0f}", i == 0 ? ";" : ",",
                        clock_text(static_cast<double>(runs[i].span.first) / recording.rate), runs[i].rate,
                        lead_name(recording, runs[i].signal), runs[i].pulse_rate);
  return text + (runs.size() > most_named ? ", ..." : "");
}

}  // namespace rwave::whole
