#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <deque>
#include <limits>
#include <optional>
#include <string_view>
#include <utility>

#include "rhythm/segment_figures.h"
#include "rhythm/statement.h"
#include "rwave/error.h"

namespace rwave {

// Beats and spans come apart from each other and not in one order, so they wait until `advance` says that
// nothing before them can come; then each beat's interval is known to be one, or to be cut by a span.
struct EpisodeStream::State {
  State(double sampling_rate, EpisodeOptions chosen) : rate(sampling_rate), options(std::move(chosen)) {
    for (const MakeStatement make : statements()) rules.push_back(make(rate, options));
  }

  // What comes after the end would be stated of a recording that is over.
  void check_open() const {
    if (finished) throw Error("rhythm: beats or spans after the end of the recording");
  }

  bool cut(std::int64_t from, std::int64_t to) {
    if (open >= 0 && open < to) return true;
    while (!spans.empty() && spans.front().end <= from) spans.pop_front();
    return std::ranges::any_of(spans, [&](const SampleSpan& s) { return s.first < to && s.end > from; });
  }

  void decide(std::int64_t before) {
    while (!waiting.empty() && waiting.front().sample < before) {
      RhythmBeat beat = waiting.front();
      waiting.pop_front();
      if (last && !cut(*last, beat.sample)) beat.rr = static_cast<double>(beat.sample - *last) / rate;
      for (const auto& rule : rules) rule->add(beat, events);
      last = beat.sample;
    }
    // Time without beats counts only where something could be seen.
    if (!last || cut(*last, before)) return;
    for (const auto& rule : rules) rule->advance(before, events);
  }

  double rate;
  EpisodeOptions options;
  std::vector<std::unique_ptr<Statement>> rules;
  std::deque<RhythmBeat> waiting;
  std::deque<SampleSpan> spans;
  std::int64_t open = -1;              // first sample of the span that goes on
  std::optional<std::int64_t> newest;  // beat added
  std::optional<std::int64_t> last;    // beat decided
  bool finished = false;
  EpisodeEvents events;
};

EpisodeStream::EpisodeStream(double rate, EpisodeOptions options) {
  if (!(rate >= lowest_rate && rate <= highest_rate))
    throw Error(
        fmt::format("rhythm: samples at {:g} Hz; expected {} to {:.0f}", rate, lowest_rate, highest_rate));
  state_ = std::make_unique<State>(rate, std::move(options));
}
EpisodeStream::EpisodeStream(EpisodeStream&&) noexcept = default;
EpisodeStream& EpisodeStream::operator=(EpisodeStream&&) noexcept = default;
EpisodeStream::~EpisodeStream() = default;

void EpisodeStream::add_beat(std::int64_t sample, char label) {
  add_beat(LabelledBeat{sample, label, 0});
}

void EpisodeStream::add_beat(const LabelledBeat& beat) {
  state_->check_open();
  if (state_->newest && beat.sample == *state_->newest) return;
  if (state_->newest && beat.sample < *state_->newest)
    throw Error(fmt::format("a beat at sample {} after one at {}: beats must be in order of time",
                            beat.sample, *state_->newest));
  state_->newest = beat.sample;
  state_->waiting.push_back({beat.sample, beat.label, 0, beat.probability});
}

void EpisodeStream::add_span(RhythmKind kind, SampleSpan span) {
  state_->check_open();
  if (span.end <= span.first) return;
  state_->spans.push_back(span);
  // A span of one sample only cuts an interval (an artefact's mark, a rejected beat). It is no
  // episode that anybody wants listed.
  if (span.end - span.first == 1) return;
  state_->events.push_back({{kind, span.first, span.end, 0, 0, 0}, true});
}

void EpisodeStream::set_open_span(std::int64_t since) {
  state_->open = since;
}

void EpisodeStream::advance(std::int64_t sample) {
  state_->check_open();
  state_->decide(sample);
}

void EpisodeStream::finish(std::int64_t frames) {
  State& state = *state_;
  if (std::exchange(state.finished, true)) return;
  state.decide(std::max(frames, state.newest.value_or(0) + 1));
  // Beats past the stated end are beats all the same: an episode may end with the last of them.
  const std::int64_t end = std::max(frames, state.last.value_or(0) + 1);
  const bool seen = !state.last || !state.cut(*state.last, end);
  for (const auto& rule : state.rules) rule->finish(seen ? end : *state.last + 1, state.events);
}

std::vector<EpisodeEvent> EpisodeStream::take_events() {
  return std::exchange(state_->events, {});
}

namespace {

// What is stated of S beats has no meaning in atrial fibrillation, where no beat is premature.
void drop_within_fibrillation(std::vector<Episode>& episodes) {
  std::vector<SampleSpan> fibrillation;
  for (const Episode& e : episodes)
    if (e.kind == RhythmKind::AtrialFibrillation) fibrillation.push_back({e.first, e.end});
  std::erase_if(episodes, [&](const Episode& e) {
    if (e.kind != RhythmKind::SupraventricularRun && e.kind != RhythmKind::AtrialBigeminy) return false;
    const auto after = std::ranges::upper_bound(fibrillation, e.first, {}, &SampleSpan::first);
    return after != fibrillation.begin() && std::prev(after)->end > e.first;
  });
}

}  // namespace

std::vector<Episode> find_episodes(std::span<const LabelledBeat> beats, std::span<const KnownSpan> spans,
                                   double rate, std::int64_t frames, const EpisodeOptions& options) {
  EpisodeStream stream(rate, options);
  std::vector<KnownSpan> sorted(spans.begin(), spans.end());
  std::ranges::stable_sort(sorted, {}, [](const KnownSpan& s) { return s.span.first; });
  std::vector<Episode> episodes;
  const auto take = [&] {
    for (const EpisodeEvent& event : stream.take_events())
      if (event.ended) episodes.push_back(event.episode);
  };
  for (const KnownSpan& s : sorted) stream.add_span(s.kind, s.span);
  for (const LabelledBeat& beat : beats) {
    stream.add_beat(beat);
    stream.advance(beat.sample);
  }
  stream.finish(frames);
  take();
  std::ranges::stable_sort(episodes, {}, [](const Episode& e) { return std::pair(e.first, e.kind); });
  drop_within_fibrillation(episodes);
  // The rule passes over intervals at V beats, but a heart's rate in fibrillation is of all its beats. The
  // last one lies at the episode's end.
  const SegmentFigures figures(beats, sorted, rate);
  for (Episode& e : episodes)
    if (e.kind == RhythmKind::AtrialFibrillation) {
      const Episode all = figures.measured(e.kind, {e.first, e.end + 1});
      e.beats = all.beats;
      e.mean_rate = all.mean_rate;
      e.max_rate = all.max_rate;
    }
  return episodes;
}

}  // namespace rwave
