#include "rhythm/quiet.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "math/median.h"
#include "rhythm/beat_intervals.h"
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

// The rule, on samples of which `steepness(first, end)` is known: so that it is the same for samples in
// memory and for hours that are read block by block.
bool quiet_by(const std::function<double(std::int64_t, std::int64_t)>& steepness, SampleSpan beats,
              std::int64_t samples, double rate) {
  const auto reach = static_cast<std::int64_t>(samples_in(qrs_reach, rate));
  const double first = steepness(beats.first - reach, beats.first + reach);
  const double second = steepness(beats.end - reach, beats.end + reach);
  // At a recording's end there is no second beat to compare with.
  const double own = beats.end + 1 >= samples ? first : std::min(first, second);
  if (!(own > 0) || !std::isfinite(own)) return false;
  const std::int64_t begin = beats.first + static_cast<std::int64_t>(samples_in(after_first, rate));
  const std::int64_t end = beats.end - static_cast<std::int64_t>(samples_in(before_second, rate));
  return begin >= end || steepness(begin, end) < beat_like * own;
}

// Frames of a recording read at a time: hours may lie between two beats.
constexpr std::int64_t frames_at_once = 1 << 16;

// quiet_between of frames [first, end) of a lead, whose samples are never all held.
bool quiet_in_blocks(Recording& recording, int lead, SampleSpan span, std::int64_t first, std::int64_t end) {
  const std::int64_t per_frame = recording.info().signals[static_cast<std::size_t>(lead)].samples_per_frame;
  const double rate = recording.info().rate * static_cast<double>(per_frame);
  const auto rise = static_cast<std::int64_t>(samples_in(rise_time, rate));
  const auto steepness = [&](std::int64_t from, std::int64_t to) {
    double most = 0;
    from = std::max(from, first * per_frame + rise);
    to = std::min(to, end * per_frame);
    for (std::int64_t at = from; at < to && std::isfinite(most); at += frames_at_once * per_frame) {
      const std::int64_t stop = std::min(at + frames_at_once * per_frame, to);
      const std::int64_t frame = (at - rise) / per_frame, last = (stop + per_frame - 1) / per_frame;
      const auto samples = recording.read_physical(lead, frame, last - frame);
      const auto place = [&](std::int64_t sample) {
        return static_cast<std::size_t>(sample - frame * per_frame);
      };
      most = std::max(most, steepest(samples, place(at), place(stop), static_cast<std::size_t>(rise)));
    }
    return most;
  };
  return quiet_by(steepness, {span.first * per_frame, span.end * per_frame}, end * per_frame, rate);
}

}  // namespace

bool quiet_between(std::span<const float> samples, std::size_t first_beat, std::size_t second_beat,
                   double rate) {
  const std::size_t rise = samples_in(rise_time, rate);
  const auto steepness = [&](std::int64_t first, std::int64_t end) {
    return steepest(samples, static_cast<std::size_t>(std::max<std::int64_t>(first, 0)),
                    static_cast<std::size_t>(std::max<std::int64_t>(end, 0)), rise);
  };
  return quiet_by(steepness, {static_cast<std::int64_t>(first_beat), static_cast<std::int64_t>(second_beat)},
                  static_cast<std::int64_t>(samples.size()), rate);
}

std::function<bool(SampleSpan)> quiet_in(Recording& recording, std::vector<int> leads) {
  return [&recording, leads = std::move(leads)](SampleSpan span) {
    const RecordingInfo& info = recording.info();
    const auto before = static_cast<std::int64_t>(margin * info.rate);
    const std::int64_t first = std::max<std::int64_t>(span.first - before, 0);
    const std::int64_t end = std::min(span.end + before, info.frames);
    if (end <= first) return false;
    // In all leads: a beat that one of them shows is a beat.
    return std::ranges::all_of(leads,
                               [&](int lead) { return quiet_in_blocks(recording, lead, span, first, end); });
  };
}

namespace {

constexpr double silent_seconds = 5, longest_island = 6;  // s
constexpr std::ptrdiff_t beats_around = 16, fewest_beats_around = 8;

// Of frames [first, end) of one lead.
double steepness_of(Recording& recording, int lead, std::int64_t first, std::int64_t end) {
  const RecordingInfo& info = recording.info();
  first = std::max<std::int64_t>(first, 0);
  end = std::min(end, info.frames);
  if (end <= first) return 0;
  const int per_frame = info.signals[static_cast<std::size_t>(lead)].samples_per_frame;
  const auto samples = recording.read_physical(lead, first, end - first);
  return steepest(samples, 0, samples.size(), samples_in(rise_time, info.rate * per_frame));
}

}  // namespace

std::vector<SampleSpan> silent_parts(Recording& recording, std::span<const int> leads,
                                     std::span<const LabelledBeat> beats, std::span<const KnownSpan> spans) {
  const double rate = recording.info().rate;
  const std::int64_t frames = recording.info().frames;
  // One frame or more: records of slow frames, with many samples in each, have less than one a second.
  const auto second = std::max<std::int64_t>(1, static_cast<std::int64_t>(rate));
  const auto reach = static_cast<std::int64_t>(qrs_reach * rate);
  const std::vector<SampleSpan> parts =
      joined(noise_spans(spans), static_cast<std::int64_t>(longest_island * rate));
  const auto in_part = [&](const LabelledBeat& beat) {
    const auto after = std::ranges::upper_bound(parts, beat.sample, {}, &SampleSpan::first);
    return after != parts.begin() && std::prev(after)->end > beat.sample;
  };
  std::vector<std::int64_t> places;
  for (const LabelledBeat& beat : beats)
    if (!in_part(beat)) places.push_back(beat.sample);
  std::vector<SampleSpan> silent;
  for (const SampleSpan& part : parts) {
    if (static_cast<double>(part.end - part.first) < silent_seconds * rate) continue;
    const auto middle = std::ranges::lower_bound(places, part.first);
    const auto from = middle - std::min(beats_around, middle - places.begin());
    const auto to = middle + std::min(beats_around, places.end() - middle);
    if (to - from < fewest_beats_around) continue;
    std::vector<double> limits;  // by lead
    for (const int lead : leads) {
      std::vector<double> own;
      for (auto place = from; place != to; ++place)
        own.push_back(steepness_of(recording, lead, *place - reach, *place + reach));
      limits.push_back(beat_like * median(own));
    }
    std::int64_t since = part.first;
    for (std::int64_t at = part.first; at < part.end; at += second) {
      const std::int64_t end = std::min({at + second, part.end, frames});
      bool quiet = true;
      for (std::size_t i = 0; i < leads.size() && quiet; ++i)  // a flank may begin in the second before
        quiet = steepness_of(recording, leads[i], at - reach, end) < limits[i];
      if (!quiet || end == part.end) {
        const std::int64_t until = quiet ? end : at;
        if (static_cast<double>(until - since) >= silent_seconds * rate) silent.push_back({since, until});
        since = end;
      }
    }
  }
  return silent;
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
