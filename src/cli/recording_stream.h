#pragma once
// A recording played as the stream that it was.

#include <functional>
#include <span>
#include <string>

#include "rwave/recording.h"

namespace rwave::cli {

// Gives each frame of the lead that is labelled, and of another one of its rate where there is one, in mV to
// `take`, with the rate in Hz, as read_table_stream() does of a table; NaN = not recorded. Warnings go to
// standard error. Throws Error where the recording cannot be read, has no ECG or no sample that was recorded.
void read_recording_stream(const std::string& path, const OpenOptions& options,
                           const std::function<void(double, std::span<const float>)>& take);

}  // namespace rwave::cli
