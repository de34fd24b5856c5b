// Adapter::adapt(): which beats teach, and what becomes of the others.
#include "rwave/adapt.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "classify/adapt/adapt_state.h"
#include "rhythm/annotated_beats.h"
#include "rwave/error.h"

namespace rwave {
namespace {

constexpr double match_window = 0.15;     // s, EC57's
constexpr std::size_t most_taught = 300;  // of a class; more of them say the same and cost the square of time
constexpr std::size_t none = std::numeric_limits<std::size_t>::max();

// How far what was learnt reaches to beats unlike all taught ones: hardly, with a few labels, so that three
// corrected beats do not turn a thousand others over; with hundreds, as of five minutes, it pays.
constexpr float full_slope = 1, half_slope_at = 100;  // beats

// A table made by hand may be in any order. Two labels for one sample are a slip that must be
// shown, as either could be the wrong one.
std::vector<TaughtBeat> in_order(std::span<const TaughtBeat> taught, const Adapter::State& state) {
  std::vector<TaughtBeat> ordered(taught.begin(), taught.end());
  std::ranges::stable_sort(ordered, {}, &TaughtBeat::sample);
  for (std::size_t i = 0; i < ordered.size(); ++i) {
    const TaughtBeat& beat = ordered[i];
    if (beat.sample < 0 || beat.sample >= state.frames)
      throw Error(state.source,
                  fmt::format("a taught beat is at sample {}, outside of the recording's {} frames",
                              beat.sample, state.frames));
    if (std::string_view("NSVFQ/").find(beat.label) == std::string_view::npos)
      throw Error(state.source,
                  fmt::format("the beat taught at sample {} is called '{}'; expected N S V F Q or /",
                              beat.sample, beat.label));
    if (i > 0 && ordered[i - 1].sample == beat.sample && ordered[i - 1].label != beat.label)
      throw Error(state.source, fmt::format("sample {} is taught as {} and as {}", beat.sample,
                                            ordered[i - 1].label, beat.label));
  }
  const auto same = [](const TaughtBeat& a, const TaughtBeat& b) { return a.sample == b.sample; };
  ordered.erase(std::unique(ordered.begin(), ordered.end(), same), ordered.end());
  return ordered;
}

// By taught beat: the beat found nearest to it within 150 ms, each once; none where there is none.
std::vector<std::size_t> match(const std::vector<TaughtBeat>& taught, const std::vector<LabelledBeat>& beats,
                               double rate) {
  const auto window = static_cast<std::int64_t>(match_window * rate);
  std::vector<std::size_t> matches(taught.size(), none);
  std::vector<bool> taken(beats.size(), false);
  for (std::size_t t = 0; t < taught.size(); ++t) {
    const auto from = std::ranges::lower_bound(beats, taught[t].sample - window, {}, &LabelledBeat::sample);
    std::int64_t least = window + 1;
    for (auto at = static_cast<std::size_t>(from - beats.begin());
         at < beats.size() && beats[at].sample <= taught[t].sample + window; ++at) {
      // Each found beat is given to one taught beat only: two labels on one detection would both
      // count as matched, and one beat of the person would vanish.
      const std::int64_t away = std::abs(beats[at].sample - taught[t].sample);
      if (taken[at] || away >= least) continue;
      matches[t] = at;
      least = away;
    }
    if (matches[t] != none) taken[matches[t]] = true;
  }
  return matches;
}

// Of each class at most 300 of its beats, spread over all of them.
std::vector<std::size_t> chosen(const std::vector<TaughtBeat>& taught,
                                const std::vector<std::size_t>& matches, const Adapter::State& state) {
  std::array<std::vector<std::size_t>, beat_classes> of_class;
  for (std::size_t t = 0; t < taught.size(); ++t)
    if (matches[t] != none && state.groups[matches[t]] >= 0)
      of_class[static_cast<std::size_t>(class_of(taught[t].label))].push_back(t);
  std::vector<std::size_t> kept;
  for (const auto& beats : of_class) {
    const std::size_t count = std::min(beats.size(), most_taught);
    // Evenly over the recording: the first 300 of a class would teach how it looked in the first
    // minutes.
    for (std::size_t k = 0; k < count; ++k) kept.push_back(beats[k * beats.size() / count]);
  }
  return kept;
}

void to_floats(std::span<const std::int8_t> bytes, std::vector<float>& out) {
  out.resize(bytes.size());
  std::ranges::transform(bytes, out.begin(),
                         [](std::int8_t value) { return static_cast<float>(value) / 32; });
}

KernelLogistic learn(const std::vector<TaughtBeat>& taught, const std::vector<std::size_t>& matches,
                     const Adapter::State& state) {
  std::vector<float> rows, row;
  std::vector<ClassScores> scores;
  std::vector<int> classes;
  for (const std::size_t t : chosen(taught, matches, state)) {
    to_floats(state.features_of(matches[t]), row);
    rows.insert(rows.end(), row.begin(), row.end());
    scores.push_back(state.scores[matches[t]]);
    // Paced beats are Q to the trees too; which of the two one is the person or the spike says.
    classes.push_back(static_cast<int>(class_of(taught[t].label)));
  }
  const auto count = static_cast<float>(classes.size());
  KernelLogistic::Options options;
  // A saturating ratio: 3 labels give a slope of .03, 300 give .75.
  options.slope = full_slope * count / (count + half_slope_at);
  return {std::move(rows), state.width, scores, classes, options};
}

// Labels the beat by its scores. A Q beat is paced where its spike says so, or where the Q beats that were
// taught are mostly paced ones.
void label(const ClassScores& scores, bool paced_taught, float unknown_below, LabelledBeat& beat) {
  const auto best = std::ranges::max_element(scores);
  float sum = 0;
  for (const float score : scores) sum += std::exp(score - *best);
  const auto cls = static_cast<std::size_t>(best - scores.begin());
  const bool paced = beat.label == '/' || paced_taught;
  beat.label = beat_class_names[cls].front();
  beat.probability = 1 / sum;
  if (beat.label == 'Q' && paced) beat.label = '/';
  if (beat.probability < unknown_below) beat.label = 'Q';
}

}  // namespace

std::vector<TaughtBeat> taught_beats(std::span<const Annotation> annotations) {
  std::vector<TaughtBeat> beats;
  for (const Annotation& annotation : annotations) {
    const auto found = beat_class(annotation.code);
    if (!found) continue;
    const bool paced = symbol_of(annotation.code) == "/";
    beats.push_back(
        {annotation.sample, paced ? '/' : beat_class_names[static_cast<std::size_t>(*found)].front()});
  }
  return beats;
}

std::vector<LabelledBeat> Adapter::adapt(std::span<const TaughtBeat> given,
                                         std::int64_t complete_until) const {
  const std::vector<TaughtBeat> taught = in_order(given, *state_);
  std::vector<LabelledBeat> beats = state_->classification.beats;
  if (taught.empty()) return beats;
  const std::vector<std::size_t> matches = match(taught, beats, state_->rate);
  const KernelLogistic learnt = learn(taught, matches, *state_);
  const auto paced = std::ranges::count(taught, '/', &TaughtBeat::label);
  const bool paced_taught = 2 * paced > std::ranges::count_if(taught, [](const TaughtBeat& beat) {
                              return beat.label == '/' || beat.label == 'Q';
                            });
  std::vector<float> row;
  for (std::size_t i = 0; i < beats.size(); ++i) {
    // Q with probability 0: no lead shows it, or the pulse goes on through its run.
    if (state_->groups[i] < 0 || (beats[i].label == 'Q' && beats[i].probability == 0)) continue;
    ClassScores scores = state_->scores[i];
    to_floats(state_->features_of(i), row);
    const ClassScores change = learnt.change(row);
    // What was learnt is added to the trees' scores, so that far from all taught beats the trees'
    // answer stands.
    for (std::size_t c = 0; c < scores.size(); ++c) scores[c] += change[c];
    label(scores, paced_taught, state_->unknown_below, beats[i]);
  }
  std::vector<bool> kept(beats.size(), true);
  // False detections: the person's word covers all of this time.
  for (std::size_t i = 0; i < beats.size() && beats[i].sample < complete_until; ++i) kept[i] = false;
  for (std::size_t t = 0; t < taught.size(); ++t) {
    if (matches[t] == none) {
      beats.push_back({taught[t].sample, taught[t].label, 1});
      kept.push_back(true);
    } else {
      beats[matches[t]] = {beats[matches[t]].sample, taught[t].label, 1};
      kept[matches[t]] = true;
    }
  }
  std::size_t out = 0;
  for (std::size_t i = 0; i < beats.size(); ++i)
    if (kept[i]) beats[out++] = beats[i];
  beats.resize(out);
  std::ranges::stable_sort(beats, {}, &LabelledBeat::sample);
  return beats;
}

}  // namespace rwave
