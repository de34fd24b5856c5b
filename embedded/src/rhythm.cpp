#include "rhythm.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "network.h"
#include "rhythm/quiet_signal.h"

namespace rwave::embedded {

using namespace quiet_signal;

std::int64_t Quiet::samples_in(double seconds) const {
  return static_cast<std::int64_t>(std::max(1.0, std::round(seconds * rate_)));
}

double Quiet::change_at(std::int64_t sample) const {
  const std::int64_t rise = samples_in(rise_time);
  const double change =
      std::abs(static_cast<double>((*counts_)[sample]) - static_cast<double>((*counts_)[sample - rise]));
  return std::isnan(change) ? std::numeric_limits<double>::infinity() : change;
}

double Quiet::steepest(std::int64_t first, std::int64_t end) const {
  double most = 0;
  for (std::int64_t i = first; i < end; ++i) most = std::max(most, change_at(i));
  return most;
}

void Quiet::begin(std::int64_t beat) {
  const auto before = static_cast<std::int64_t>(margin * rate_);
  const std::int64_t reach = samples_in(qrs_reach), rise = samples_in(rise_time);
  beat_ = beat;
  looked_ = beat + samples_in(after_first);
  between_ = 0;
  own_ = steepest(std::max(beat - reach, std::max<std::int64_t>(beat - before, 0) + rise),
                  std::min(beat + reach, counts_->end()));
}

void Quiet::look(std::int64_t end) {
  for (; looked_ < end; ++looked_) between_ = std::max(between_, change_at(looked_));
}

void Quiet::advance(std::int64_t sample) {
  look(sample - samples_in(before_second));
}

bool Quiet::until(std::int64_t second) {
  const auto before = static_cast<std::int64_t>(margin * rate_);
  const std::int64_t reach = samples_in(qrs_reach), frames = counts_->end();
  const std::int64_t kept = samples_in(seconds_kept);
  if (frames - kept > beat_ || second > frames) return false;
  const std::int64_t end = std::min(second + before, frames);
  double own = own_;
  if (second + 1 < end) own = std::min(own, steepest(second - reach, std::min(second + reach, end)));
  if (!(own > 0) || !std::isfinite(own)) return false;
  const std::int64_t last = second - samples_in(before_second);
  if (beat_ + samples_in(after_first) >= last) return true;
  look(last);
  return between_ < beat_like * own;
}

void Pauses::add(const RhythmBeat& beat, Quiet& quiet, Events& events) {
  if (beat.rr >= EpisodeOptions{}.pause && quiet.until(beat.sample))
    events.push_back({{RhythmKind::Pause, last_, beat.sample, 0, 0, 0}, true});
  last_ = beat.sample;
}

LiveEpisodes::LiveEpisodes(Arena& arena, double rate, const CountRing& counts, double* scratch)
    : rate_(rate),
      quiet_(rate, counts),
      fibrillation_(arena, rate, EpisodeOptions{}.min_af, scratch),
      runs_{RunsRule('V', RhythmKind::VentricularTachycardia, RhythmKind::IdioventricularRhythm,
                     EpisodeOptions{}.vt_rate),
            RunsRule('S', RhythmKind::SupraventricularRun, RhythmKind::SupraventricularRun, least_svta_rate),
            RunsRule('/', RhythmKind::Paced, RhythmKind::Paced, 0)},
      patterns_{PatternRule('V', 2, RhythmKind::VentricularBigeminy),
                PatternRule('V', 3, RhythmKind::VentricularTrigeminy),
                PatternRule('S', 2, RhythmKind::AtrialBigeminy)},
      rates_{RateEpisodesRule(RhythmKind::Bradycardia, EpisodeOptions{}.bradycardia, true,
                              EpisodeOptions{}.min_rate_span),
             RateEpisodesRule(RhythmKind::Tachycardia, EpisodeOptions{}.tachycardia, false,
                              EpisodeOptions{}.min_rate_span)} {}

void LiveEpisodes::count(Arena& arena, double rate) {
  AtrialFibrillation(arena, rate, 0, nullptr);
}

void LiveEpisodes::add_beat(std::int64_t sample, char label) {
  if (sample <= newest_) return;
  newest_ = sample;
  std::uint32_t place = 0;
  while (network_labels[place] != label) ++place;
  waiting_.push_back({sample, place});
}

void LiveEpisodes::add_span(RhythmKind kind, SampleSpan span) {
  if (span.end <= span.first) return;
  // Without beats spans pile up; then nothing lies between the two oldest that they could cut by mistake.
  if (spans_.room() == 0) {
    spans_[1].first = spans_[0].first;
    spans_[1].end = std::max(spans_[0].end, spans_[1].end);
    spans_.pop_front();
  }
  spans_.push_back(span);
  if (span.end - span.first > 1) events.push_back({{kind, span.first, span.end, 0, 0, 0}, true});
}

bool LiveEpisodes::cut(std::int64_t from, std::int64_t to) {
  if (open_ >= 0 && open_ < to) return true;
  while (!spans_.empty() && spans_.front().end <= from) spans_.pop_front();
  for (std::size_t i = 0; i < spans_.size(); ++i)
    if (spans_[i].first < to && spans_[i].end > from) return true;
  return false;
}

void LiveEpisodes::add(const RhythmBeat& beat) {
  fibrillation_.add(beat, events);
  for (RunsRule& rule : std::span(runs_).first(2)) rule.add(beat, events);
  for (PatternRule& rule : patterns_) rule.add(beat, events);
  runs_[2].add(beat, events);
  pauses_.add(beat, quiet_, events);
  for (RateEpisodesRule& rule : rates_) rule.add(beat, events);
}

void LiveEpisodes::decide_oldest(bool hidden) {
  RhythmBeat beat{oldest(), network_labels[waiting_.front().label()], 0};
  waiting_.pop_front();
  if (last_ >= 0 && !hidden && !cut(last_, beat.sample))
    beat.rr = static_cast<double>(beat.sample - last_) / rate_;
  add(beat);
  last_ = beat.sample;
  quiet_.begin(last_);
}

void LiveEpisodes::decide_hidden(std::int64_t before) {
  while (waiting_.room() < 8 && oldest() < before) decide_oldest(true);
}

bool LiveEpisodes::advance(std::int64_t before) {
  while (!waiting_.empty() && oldest() < before) {
    if (events.room() < most_at_once) return false;
    decide_oldest(false);
  }
  if (last_ >= 0) quiet_.advance(before);
  return true;
}

bool LiveEpisodes::finish(std::int64_t frames) {
  if (!advance(std::max(frames, newest_ + 1)) || events.room() < most_at_once) return false;
  const std::int64_t end = std::max(frames, std::max<std::int64_t>(last_, 0) + 1);
  const bool seen = last_ < 0 || !cut(last_, end);
  const std::int64_t until = seen ? end : last_ + 1;
  fibrillation_.finish(events);
  for (RunsRule& rule : std::span(runs_).first(2)) rule.finish(until, events);
  for (PatternRule& rule : patterns_) rule.finish(until, events);
  runs_[2].finish(until, events);
  for (RateEpisodesRule& rule : rates_) rule.finish(until, events);
  return true;
}

}  // namespace rwave::embedded
