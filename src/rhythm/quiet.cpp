#include "rhythm/quiet.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "rhythm/quiet_signal.h"
#include "signal/leads.h"

namespace rwave {
namespace {

using namespace quiet_signal;

// Steepness over the time of a QRS flank, not height: a T wave or wander may be higher than a small
// complex, and is never as steep.
double steepest(std::span<const float> samples, std::size_t first, std::size_t end, std::size_t rise) {
  double most = 0;
  for (std::size_t i = std::max(first, rise); i < std::min(end, samples.size()); ++i) {
    const double change = std::abs(static_cast<double>(samples[i]) - static_cast<double>(samples[i - rise]));
    // Missing samples could hide a beat: infinitely steep, so that nothing is called quiet.
    if (std::isnan(change)) return std::numeric_limits<double>::infinity();
    most = std::max(most, change);
  }
  return most;
}

std::size_t samples_in(double seconds, double rate) {
  return static_cast<std::size_t>(std::max(1.0, std::round(seconds * rate)));
}

}  // namespace

bool quiet_between(std::span<const float> samples, std::size_t first_beat, std::size_t second_beat,
                   double rate) {
  const std::size_t rise = samples_in(rise_time, rate), reach = samples_in(qrs_reach, rate);
  const auto around = [&](std::size_t beat) {
    return steepest(samples, beat > reach ? beat - reach : 0, beat + reach, rise);
  };
  const double first = around(first_beat), second = around(second_beat);
  // At a recording's end there is no second beat to compare with.
  const double own = second_beat + 1 >= samples.size() ? first : std::min(first, second);
  if (!(own > 0) || !std::isfinite(own)) return false;
  const std::size_t begin = first_beat + samples_in(after_first, rate);
  const std::size_t last = samples_in(before_second, rate);
  const std::size_t end = second_beat > last ? second_beat - last : 0;
  if (begin >= end) return true;
  return steepest(samples, begin, end, rise) < beat_like * own;
}

std::function<bool(SampleSpan)> quiet_in(Recording& recording, std::vector<int> leads) {
  return [&recording, leads = std::move(leads)](SampleSpan span) {
    const RecordingInfo& info = recording.info();
    const auto before = static_cast<std::int64_t>(margin * info.rate);
    const std::int64_t first = std::max<std::int64_t>(span.first - before, 0);
    const std::int64_t end = std::min(span.end + before, info.frames);
    if (end <= first) return false;
    // In all leads: a beat that one of them shows is a beat.
    return std::ranges::all_of(leads, [&](int lead) {
      const std::int64_t per_frame = info.signals[static_cast<std::size_t>(lead)].samples_per_frame;
      const auto samples = recording.read_physical(lead, first, end - first);
      return quiet_between(samples, static_cast<std::size_t>((span.first - first) * per_frame),
                           static_cast<std::size_t>((span.end - first) * per_frame),
                           info.rate * static_cast<double>(per_frame));
    });
  };
}

RecentSignal::RecentSignal(double rate, int leads)
    : rate_(rate),
      leads_(static_cast<std::size_t>(leads)),
      ring_(samples_in(seconds_kept, rate) * leads_, 0.0F) {}

void RecentSignal::push(std::span<const float> frames) {
  for (std::size_t i = 0; i + leads_ <= frames.size(); i += leads_) {
    const std::size_t at = static_cast<std::size_t>(frames_) * leads_ % ring_.size();
    std::copy_n(frames.begin() + static_cast<std::ptrdiff_t>(i), leads_,
                ring_.begin() + static_cast<std::ptrdiff_t>(at));
    ++frames_;
  }
}

bool RecentSignal::quiet(SampleSpan span) const {
  const auto kept = static_cast<std::int64_t>(ring_.size() / leads_);
  const auto before = static_cast<std::int64_t>(margin * rate_);
  const std::int64_t first = std::max({span.first - before, frames_ - kept, std::int64_t{0}});
  const std::int64_t end = std::min(span.end + before, frames_);
  if (first > span.first || span.end > frames_) return false;
  std::vector<float> samples(static_cast<std::size_t>(end - first));
  for (std::size_t lead = 0; lead < leads_; ++lead) {
    for (std::int64_t i = first; i < end; ++i)
      samples[static_cast<std::size_t>(i - first)] =
          ring_[(static_cast<std::size_t>(i) * leads_ + lead) % ring_.size()];
    if (!quiet_between(samples, static_cast<std::size_t>(span.first - first),
                       static_cast<std::size_t>(span.end - first), rate_))
      return false;
  }
  return true;
}

}  // namespace rwave
