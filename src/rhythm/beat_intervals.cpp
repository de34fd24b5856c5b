#include "rhythm/beat_intervals.h"

#include <algorithm>
#include <numeric>

namespace rwave {
namespace {

constexpr double highest_rate = 300;  // beats per minute: above it a doubled detection, not a heart

}  // namespace

std::vector<KnownSpan> known_spans(std::span<const SampleSpan> unanalyzable,
                                   std::span<const SampleSpan> fibrillation) {
  std::vector<KnownSpan> spans;
  for (const SampleSpan& span : unanalyzable) spans.push_back({RhythmKind::Unanalyzable, span});
  for (const SampleSpan& span : fibrillation) spans.push_back({RhythmKind::VentricularFibrillation, span});
  std::ranges::stable_sort(spans, {}, [](const KnownSpan& known) { return known.span.first; });
  return spans;
}

std::vector<SampleSpan> noise_spans(std::span<const KnownSpan> spans) {
  std::vector<SampleSpan> found;
  for (const auto& [kind, span] : spans)
    if (kind == RhythmKind::Unanalyzable && span.end - span.first > 1) found.push_back(span);
  return found;
}

std::vector<bool> beats_in_noise(std::span<const LabelledBeat> beats, std::span<const KnownSpan> spans) {
  const std::vector<SampleSpan> noise = noise_spans(spans);
  std::vector<bool> found(beats.size(), false);
  auto next = noise.begin();
  std::int64_t until = 0;  // of the spans that have begun: a long one may hold shorter ones
  for (std::size_t i = 0; i < beats.size(); ++i) {
    for (; next != noise.end() && next->first <= beats[i].sample; ++next) until = std::max(until, next->end);
    found[i] = beats[i].sample < until;
  }
  return found;
}

std::vector<SampleSpan> joined(std::span<const SampleSpan> spans, std::int64_t gap) {
  std::vector<SampleSpan> apart;
  for (const SampleSpan& span : spans) {
    if (!apart.empty() && span.first - apart.back().end <= gap)
      apart.back().end = std::max(apart.back().end, span.end);
    else
      apart.push_back(span);
  }
  return apart;
}

std::vector<double> beat_intervals(std::span<const LabelledBeat> beats, std::span<const KnownSpan> spans,
                                   double rate) {
  // 0 stands for "no interval": the first beat, and each beat behind something that could not be
  // seen. Everything that needs intervals asks this one function.
  std::vector<double> rr(beats.size(), 0);
  auto next = spans.begin();
  std::int64_t covered = 0;  // the furthest end of the spans passed: a long one may hold shorter ones
  for (std::size_t i = 1; i < beats.size(); ++i) {
    const std::int64_t from = beats[i - 1].sample, to = beats[i].sample;
    for (; next != spans.end() && next->span.first < to; ++next) covered = std::max(covered, next->span.end);
    if (covered <= from) rr[i] = static_cast<double>(to - from) / rate;
  }
  return rr;
}

std::vector<BeatRow> beat_rows(std::span<const LabelledBeat> beats, std::span<const double> rr, char label) {
  std::vector<BeatRow> rows;
  for (std::size_t i = 0; i < beats.size(); ++i) {
    if (beats[i].label != label) continue;
    if (rows.empty() || rows.back().end != i || rr[i] <= 0) rows.push_back({i, i});
    rows.back().end = i + 1;
  }
  return rows;
}

std::optional<double> RateWindow::add(double rr) {
  // A rate over eight intervals is one over eight in a row. Across a gap it would mix two rhythms.
  if (rr <= 0) {
    count_ = 0;
    return std::nullopt;
  }
  last_[count_++ % last_.size()] = rr;
  if (count_ < last_.size()) return std::nullopt;
  const double rate =
      60 * static_cast<double>(last_.size()) / std::accumulate(last_.begin(), last_.end(), 0.0);
  return rate > highest_rate ? std::nullopt : std::optional(rate);
}

}  // namespace rwave
