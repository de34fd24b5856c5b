#include "signal/lead_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "rwave/error.h"
#include "signal/leads.h"

namespace rwave {
namespace {

// s: less holds no beat with its surroundings.
constexpr double shortest = 1;

// Of a gap's length, what must be recorded on either side for a line to be a guess and no invention: of a
// lead that comes and goes three quarters or more are then samples.
constexpr std::int64_t recorded_around = 3;

// Straight lines in the gaps of at most `longest` samples.
void bridge_line(std::span<std::int32_t> line, std::int64_t longest) {
  const auto size = static_cast<std::int64_t>(line.size());
  const auto missing = [&](std::int64_t i) { return line[static_cast<std::size_t>(i)] == missing_sample; };
  std::int64_t before = 0;  // samples recorded up to the gap, those of bridged ones left out
  for (std::int64_t first = 0; first < size;) {
    if (!missing(first)) {
      ++before;
      ++first;
      continue;
    }
    std::int64_t end = first, after = first;
    while (end < size && missing(end)) ++end;
    const std::int64_t gap = end - first, least = recorded_around * gap;
    for (after = end; after < size && after < end + least && !missing(after);) ++after;
    if (gap <= longest && before >= least && after - end >= least) {
      const double from = line[static_cast<std::size_t>(first - 1)], to = line[static_cast<std::size_t>(end)];
      for (std::int64_t i = 0; i < gap; ++i)
        line[static_cast<std::size_t>(first + i)] = static_cast<std::int32_t>(
            std::lround(from + (to - from) * static_cast<double>(i + 1) / static_cast<double>(gap + 1)));
    }
    before = 0;
    first = end;
  }
}

}  // namespace

LeadReader::LeadReader(Recording& recording, const std::vector<int>& leads) : recording_(recording) {
  const RecordingInfo& info = recording.info();
  const auto& signals = info.signals;
  lead_ = signals.at(static_cast<std::size_t>(leads.front())).name;
  const double seconds = static_cast<double>(info.frames) / info.rate;
  if (seconds < shortest)
    throw Error(info.source,
                fmt::format("is {:.2g} s long: too short to hold a beat and its surroundings ({:g} s)",
                            seconds, shortest));
  for (const int lead : leads) {
    const SignalInfo& signal = signals.at(static_cast<std::size_t>(lead));
    const SignalInfo& first = signals.at(static_cast<std::size_t>(leads.front()));
    if (signal.samples_per_frame != first.samples_per_frame)
      throw Error(recording.info().source,
                  fmt::format("leads {} and {} have different rates and cannot be looked at together",
                              first.name, signal.name));
    // Everything behind works in millivolts: the detector's least levels and the fibrillation
    // finder's limits are absolute.
    const double unit = millivolts_per_unit(signal);
    scales_.push_back((unit > 0 ? unit : 1) / signal.gain);
    baselines_.push_back(signal.baseline);
    samples_.emplace_back(static_cast<std::size_t>(most_frames * signal.samples_per_frame));
    slices_.push_back({lead, samples_.back()});
  }
}

std::span<const float> LeadReader::read(std::int64_t first, std::int64_t frames) {
  const std::size_t per_frame = samples_.front().size() / static_cast<std::size_t>(most_frames);
  const std::size_t count = static_cast<std::size_t>(frames) * per_frame;
  const std::size_t leads = samples_.size();
  for (std::size_t lead = 0; lead < leads; ++lead) slices_[lead].out = std::span(samples_[lead]).first(count);
  recording_.read(first, frames, slices_);
  if (bridges_)
    for (std::size_t lead = 0; lead < leads; ++lead) bridge(lead, first, frames);
  values_.resize(count * leads);
  for (std::size_t lead = 0; lead < leads; ++lead) {
    const std::int32_t* const samples = samples_[lead].data();
    const double baseline = baselines_[lead], scale = scales_[lead];
    float* out = values_.data() + lead;
    bool recorded = false;
    for (std::size_t i = 0; i < count; ++i, out += leads) {
      const std::int32_t adc = samples[i];
      recorded |= adc != missing_sample;
      // NaN for missing samples: no code of an ADC would survive the scaling, and every filter
      // behind knows it.
      *out = adc == missing_sample ? std::numeric_limits<float>::quiet_NaN()
                                   : static_cast<float>((adc - baseline) * scale);
    }
    recorded_ = recorded_ || recorded;
    if (!left_out_.empty()) leave_out(lead, first, frames);
  }
  return values_;
}

void LeadReader::leave_out(std::span<const HeartlessLead> heartless) {
  left_out_.assign(slices_.size(), {});
  for (const HeartlessLead& without : heartless)
    for (std::size_t lead = 0; lead < slices_.size(); ++lead)
      if (slices_[lead].signal == without.lead) left_out_[lead] = without.spans;
}

void LeadReader::leave_out(std::size_t lead, std::int64_t first, std::int64_t frames) {
  const auto per_frame = static_cast<std::int64_t>(samples_.front().size()) / most_frames;
  const std::vector<SampleSpan>& spans = left_out_[lead];
  for (auto span = std::ranges::upper_bound(spans, first, {}, &SampleSpan::end);
       span != spans.end() && span->first < first + frames; ++span) {
    const std::int64_t from = std::max(span->first - first, std::int64_t{0}) * per_frame,
                       to = std::min(span->end - first, frames) * per_frame;
    for (std::int64_t i = from; i < to; ++i)
      values_[static_cast<std::size_t>(i) * slices_.size() + lead] = std::numeric_limits<float>::quiet_NaN();
  }
}

// A gap near the block's edge is seen whole: what a gap may need on either side is read as well where there
// is one, so that lines do not depend on where blocks begin.
void LeadReader::bridge(std::size_t lead, std::int64_t first, std::int64_t frames) {
  const auto per_frame = static_cast<std::int64_t>(samples_.front().size()) / most_frames;
  const RecordingInfo& info = recording_.info();
  const auto longest = static_cast<std::int64_t>(longest_bridge * info.rate * static_cast<double>(per_frame));
  const auto block = std::span(samples_[lead]).first(static_cast<std::size_t>(frames * per_frame));
  if (longest < 1 || std::ranges::find(block, missing_sample) == block.end()) return;
  const std::int64_t around = ((1 + recorded_around) * longest + per_frame - 1) / per_frame;
  const std::int64_t from = std::max<std::int64_t>(0, first - around);
  const std::int64_t to = std::min(info.frames, first + frames + around);
  line_.resize(static_cast<std::size_t>((to - from) * per_frame));
  const auto begin = static_cast<std::ptrdiff_t>((first - from) * per_frame);
  const auto read_part = [&](std::int64_t frame, std::int64_t count, std::ptrdiff_t at) {
    if (count <= 0) return;
    SignalSlice slice{
        slices_[lead].signal,
        std::span(line_).subspan(static_cast<std::size_t>(at), static_cast<std::size_t>(count * per_frame))};
    recording_.read(frame, count, std::span(&slice, 1));
  };
  read_part(from, first - from, 0);
  std::ranges::copy(block, line_.begin() + begin);
  read_part(first + frames, to - first - frames, begin + static_cast<std::ptrdiff_t>(block.size()));
  bridge_line(line_, longest);
  std::copy_n(line_.begin() + begin, block.size(), block.begin());
}

void LeadReader::require_samples() const {
  if (!recorded_)
    throw Error(recording_.info().source,
                fmt::format("lead {} holds no sample that was recorded (all are missing)", lead_));
}

}  // namespace rwave
