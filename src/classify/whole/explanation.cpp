#include "classify/whole/explanation.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <span>

#include "classify/labeller.h"
#include "signal/leads.h"

namespace rwave::whole {
namespace {

// How a feature is told: as it is, or as the ratio whose logarithm it is.
enum class Told { value, ratio };
struct Named {
  std::string_view feature, key, text;
  Told told;
};

// What a person would ask of a beat, of the hundred features that the model sees.
constexpr std::array timing = {
    Named{"rr_to_far", "rr_to_40", "interval before it to the median of 40 around", Told::ratio},
    Named{"rr_to_before", "rr_to_before", "to the interval before that", Told::ratio},
    Named{"next_to_far", "next_to_40", "interval after it to the median of 40 around", Told::ratio},
    Named{"group_prematurity", "group_rr_to_40", "interval before the beats of its group (median)",
          Told::ratio},
    Named{"rr_departure_16", "rr_departure", "its departure in units of what the 16 intervals around do",
          Told::value},
    Named{"run_onset", "run_onset", "first interval of the regular run it is part of to the eight before",
          Told::ratio},
    Named{"irregularity_16", "irregularity_16", "irregularity of the 16 intervals around (median step, ln)",
          Told::value},
};
constexpr std::array shape = {
    Named{"qrs_local", "qrs_correlation_around",
          "QRS correlation with the template of the 16 beats around it", Told::value},
    Named{"qrs_global", "qrs_correlation", "with the template of the recording", Told::value},
    Named{"group_qrs_global", "group_qrs_correlation", "its group's mean with that template", Told::value},
    Named{"qrs_distance", "qrs_distance", "mean difference from the template over its amplitude",
          Told::value},
    Named{"spread_ratio", "qrs_width_ratio", "QRS width to the template's", Told::ratio},
    Named{"qrs_height", "qrs_height_ratio", "QRS height to the template's", Told::ratio},
};
constexpr std::array p_wave = {
    Named{"p_local", "p_correlation", "correlation before the QRS, at the template's distance", Told::value},
    Named{"p_shifted", "p_correlation_shifted", "the same at the best distance within 32 ms", Told::value},
    Named{"p_freed_shifted", "p_correlation_freed",
          "with the sinus P wave, the T wave of the beat before taken off", Told::value},
    Named{"p_height", "p_height_ratio", "height there to the template's", Told::ratio},
    Named{"part_p_shifted", "group_p_correlation", "of the mean of its group's beats that come as early",
          Told::value},
    Named{"reliability_p_local", "p_reliability", "of the template's own beats around (1: always the same P)",
          Told::value},
};

// A feature that a later labeller no longer has is left out: an explanation must not stop the labels.
template <std::size_t count>
std::vector<ExplainedFigure> figures(const std::array<Named, count>& named, const FeatureTable& table,
                                     std::size_t beat) {
  std::vector<ExplainedFigure> found;
  for (const Named& figure : named) {
    const auto at = std::ranges::find(table.names, figure.feature);
    if (at == table.names.end()) continue;
    const float value = table.columns[static_cast<std::size_t>(at - table.names.begin())][beat];
    found.push_back({figure.key, figure.text, figure.told == Told::ratio ? std::exp(value) : value});
  }
  return found;
}

}  // namespace

std::vector<Explanation> explain(const LabelledPart& part, std::size_t first, std::size_t last) {
  // Beats of the margins count: the beat was compared with them too.
  std::vector<std::size_t> sizes(static_cast<std::size_t>(part.groups.count), 0);
  for (const int group : part.groups.group)
    if (group >= 0) ++sizes[static_cast<std::size_t>(group)];
  std::vector<Explanation> explained;
  for (std::size_t own = first; own < last; ++own) {
    const std::size_t beat = part.first + own;
    Explanation one;
    one.beat = part.labels[own];
    one.beat.sample /= part.samples_per_frame;
    one.decision = part.decisions[own];
    std::copy_n(part.probabilities.begin() + static_cast<std::ptrdiff_t>(own * beat_classes), beat_classes,
                one.probabilities.begin());
    one.group = part.groups.group[beat];
    one.beats = part.windows.beats();
    // The greatest over the leads: a pacing spike is seen where its vector points, and often in one
    // lead alone.
    for (int lead = 0; lead < part.windows.leads; ++lead)
      one.spike = std::max(one.spike, part.windows.spikes[part.windows.index(beat, lead)]);
    const auto others = static_cast<std::size_t>(part.windows.spike_leads);
    for (std::size_t lead = 0; lead < others; ++lead)
      one.spike = std::max(one.spike, part.windows.other_spikes[beat * others + lead]);
    if (one.seen()) {
      one.group_beats = sizes[static_cast<std::size_t>(one.group)];
      one.timing = figures(timing, part.features, beat);
      one.shape = figures(shape, part.features, beat);
      one.p_wave = figures(p_wave, part.features, beat);
    }
    explained.push_back(std::move(one));
  }
  return explained;
}

namespace {

void explain_pulse(const Classification& classification, const RecordingInfo& recording, Explanation& one) {
  const auto behind = std::ranges::upper_bound(classification.unconfirmed, one.beat.sample, {},
                                               [](const UnconfirmedRun& run) { return run.span.first; });
  if (behind == classification.unconfirmed.begin()) return;
  const UnconfirmedRun& run = *std::prev(behind);
  if (one.beat.sample >= run.span.end) return;
  one.beat.label = 'Q';
  one.beat.probability = 0;
  one.unconfirmed = run;
  one.pulse_channel = lead_name(recording, run.signal);
  one.decision.decided_by = RuleSet(Rule::pulse);
}

}  // namespace

void explain_later_rules(const Classification& classification, const RecordingInfo& recording,
                         float unknown_below, std::vector<Explanation>& explained) {
  for (Explanation& one : explained) {
    explain_pulse(classification, recording, one);
    const char before = one.beat.label;
    call_unknown(std::span(&one.beat, 1), unknown_below);
    if (one.beat.label != before) one.decision.decided_by = RuleSet(Rule::unknown_below);
  }
}

}  // namespace rwave::whole
