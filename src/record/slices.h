#pragma once
// What every reader checks before it reads, and the frames of interleaved samples that files hold.

#include <cstdint>
#include <span>

#include "rwave/recording.h"

namespace rwave {

// Throws Error unless [first, first + frames) lies within the recording, each slice names one of its signals
// and each slice's span holds exactly that signal's samples of the range.
void check_slices(const RecordingInfo& info, std::int64_t first, std::int64_t frames,
                  std::span<const SignalSlice> slices);

// Fills a slice's span with missing_sample: what a reader gives for time that no file holds.
void fill_missing(std::span<std::int32_t> out);

// Copies frames of one signal out of interleaved frames: each frame takes `frame_samples` values, of which
// the signal's are the `per_frame` that `frames_in` points at in the first frame.
void copy_signal(const std::int32_t* frames_in, std::int64_t frames, int frame_samples, int per_frame,
                 std::int32_t* out);

}  // namespace rwave
