#include "record/recording_parts.h"

#include <algorithm>
#include <array>

#include "record/channel_kind.h"

namespace rwave {
namespace {

constexpr std::array part_places = {0.05, 0.15, 0.25, 0.35, 0.45,
                                    0.55, 0.65, 0.75, 0.85};  // of the recording

}  // namespace

std::vector<RecordingPart> parts_of(std::int64_t frames, double longest) {
  const auto all = static_cast<double>(frames);
  // The lesser of both as they are: a damaged rate may be no number of frames.
  const auto length = static_cast<std::int64_t>(std::min(all, longest));
  std::vector<RecordingPart> parts;
  std::int64_t end = 0;  // of the last one
  for (const double place : part_places) {
    const std::int64_t begin = std::min(static_cast<std::int64_t>(place * all), frames - length);
    const std::int64_t first = std::max(begin, end);
    end = begin + length;
    if (first < end) parts.push_back({first, end - first});
  }
  return parts;
}

std::vector<std::vector<std::int32_t>> read_part(Recording& recording, std::span<const int> signals,
                                                 const RecordingPart& part) {
  std::vector<std::vector<std::int32_t>> samples;
  for (const int signal : signals) {
    const SignalInfo& about = recording.info().signals[static_cast<std::size_t>(signal)];
    samples.emplace_back(static_cast<std::size_t>(part.frames * about.samples_per_frame));
  }
  std::vector<SignalSlice> slices;
  for (std::size_t i = 0; i < signals.size(); ++i) slices.push_back({signals[i], samples[i]});
  recording.read(part.first, part.frames, slices);
  return samples;
}

std::vector<int> possible_leads(const RecordingInfo& info) {
  std::vector<int> leads;
  for (std::size_t s = 0; s < info.signals.size(); ++s) {
    const ChannelKind kind = kind_of(info.signals[s]);
    if (kind == ChannelKind::ecg || kind == ChannelKind::unknown) leads.push_back(static_cast<int>(s));
  }
  return leads;
}

}  // namespace rwave
