#include "record/slices.h"

#include <fmt/format.h>

#include <algorithm>

#include "rwave/error.h"

namespace rwave {

void check_slices(const RecordingInfo& info, std::int64_t first, std::int64_t frames,
                  std::span<const SignalSlice> slices) {
  // Written without first + frames, which could overflow. Checked in one place, so that no reader
  // of a format needs to.
  if (first < 0 || frames < 0 || first > info.frames || frames > info.frames - first) {
    throw Error(info.source, fmt::format("samples {} to {} were asked for, the recording has {}", first,
                                         first + frames, info.frames));
  }
  for (const SignalSlice& slice : slices) {
    if (slice.signal < 0 || slice.signal >= static_cast<int>(info.signals.size())) {
      throw Error(info.source, fmt::format("signal {} was asked for, the recording has {}", slice.signal,
                                           info.signals.size()));
    }
    const auto& signal = info.signals[static_cast<std::size_t>(slice.signal)];
    if (static_cast<std::int64_t>(slice.out.size()) != frames * signal.samples_per_frame) {
      throw Error(info.source,
                  fmt::format("signal {}: {} samples fill the range, room was given for {}", slice.signal,
                              frames * signal.samples_per_frame, slice.out.size()));
    }
  }
}

void fill_missing(std::span<std::int32_t> out) {
  std::ranges::fill(out, missing_sample);
}

void copy_signal(const std::int32_t* frames_in, std::int64_t frames, int frame_samples, int per_frame,
                 std::int32_t* out) {
  if (per_frame == frame_samples) {
    std::copy_n(frames_in, frames * per_frame, out);
  } else if (per_frame == 1 && frame_samples == 2) {
    // The usual two-lead record, written apart so that the compiler vectorises it.
    for (std::int64_t i = 0; i < frames; ++i) out[i] = frames_in[2 * i];
  } else if (per_frame == 1) {
    for (std::int64_t i = 0; i < frames; ++i) out[i] = frames_in[i * frame_samples];
  } else {
    for (std::int64_t i = 0; i < frames; ++i) {
      std::copy_n(frames_in + i * frame_samples, per_frame, out + i * per_frame);
    }
  }
}

}  // namespace rwave
