#include "record/edf/edf_frames.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "record/channel_kind.h"

namespace rwave {
namespace {

constexpr double lowest_frame_rate = 100;  // Hz

bool is_read(const EdfSignal& signal) {
  return !signal.annotations && !signal.dead;
}

// The greatest common part of a data record that holds whole numbers of samples of those signals for which
// `counts` is true; 0: there are none.
template <class Counts>
int common_frames(const EdfHeader& header, Counts counts) {
  int common = 0;
  for (const EdfSignal& signal : header.signals)
    if (is_read(signal) && counts(signal)) common = std::gcd(common, signal.samples);
  return common;
}

}  // namespace

int frames_of_record(const EdfHeader& header) {
  const int all = common_frames(header, [](const EdfSignal&) { return true; });
  const auto fine = [&](int samples) { return samples >= lowest_frame_rate * header.duration; };
  if (all == 0 || fine(all)) return all;
  for (const ChannelKind kind : {ChannelKind::ecg, ChannelKind::unknown}) {
    const auto lead = [&](const EdfSignal& signal) {
      return fine(signal.samples) && kind_of(described_signal(signal)) == kind;
    };
    if (const int leads = common_frames(header, lead); fine(leads)) return leads;
    // Leads of two rates: the fastest ECG's, so that all have one sample a frame, are looked at together, and
    // lose none. What only may be a lead may be a sound of 10 kHz as well: there the first one's.
    int frames = 0;
    for (const EdfSignal& signal : header.signals)
      if (is_read(signal) && lead(signal) && (frames == 0 || kind == ChannelKind::ecg))
        frames = std::max(frames, signal.samples);
    if (frames > 0) return frames;
  }
  return all;
}

std::int64_t samples_per_frame(const EdfSignal& signal, std::int64_t record_frames) {
  return (signal.samples + record_frames - 1) / record_frames;
}

std::vector<std::int32_t> held_samples(std::span<const std::int32_t> samples, std::int64_t records,
                                       std::int64_t given) {
  std::vector<std::int32_t> held(static_cast<std::size_t>(records * given));
  const std::int64_t in_record = static_cast<std::int64_t>(samples.size()) / records;
  for (std::int64_t record = 0; record < records; ++record)
    for (std::int64_t i = 0; i < given; ++i)
      held[static_cast<std::size_t>(record * given + i)] =
          samples[static_cast<std::size_t>(record * in_record + i * in_record / given)];
  return held;
}

std::string held_signals(const EdfHeader& header, std::int64_t record_frames) {
  std::string held;
  for (const EdfSignal& signal : header.signals) {
    if (!is_read(signal) || signal.samples % record_frames == 0) continue;
    held += fmt::format("{}{} ({:g} Hz", held.empty() ? "" : ", ", signal.label,
                        signal.samples / header.duration);
    const std::int64_t per_frame = samples_per_frame(signal, record_frames);
    held += per_frame == 1 ? ")" : fmt::format(", {} a frame)", per_frame);
  }
  return held;
}

SignalInfo described_signal(const EdfSignal& signal) {
  SignalInfo info;
  info.name = signal.label;
  info.transducer = signal.transducer;
  info.units = signal.units;
  return info;
}

}  // namespace rwave
