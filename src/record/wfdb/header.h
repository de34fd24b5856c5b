#pragma once
// WFDB header files (header(5) of the WFDB manual): what they say, checked; nothing is opened or allocated
// for it.

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "rwave/recording.h"

namespace rwave {

// One signal line.
struct SignalLine {
  SignalInfo info;
  // A plain name: the file lies in the header's folder. A path out of that folder is refused, as headers
  // come from anywhere.
  std::string file;
  // Frames by which the stored signal lags; sample i stands in stored frame i + skew.
  std::int64_t skew = 0;
  // Bytes before the first sample of the file.
  std::int64_t offset = 0;
  // Format 8: the value before the first difference. Of others the first sample, where the line states it.
  std::int32_t initial = 0;
  bool initial_stated = false;
  // The sum of all samples modulo 2^16, where the line states it: `rwave info --verify` compares.
  std::optional<std::uint16_t> checksum;
  // Its line in the header, from 1, for messages.
  std::int64_t line = 0;
};

// One segment line of a multi-segment record. The name "~" is a gap without signals.
struct SegmentLine {
  std::string record;
  std::int64_t frames = 0;
  std::int64_t line = 0;
};

// Either `signals` or `segments` is filled; `segments` makes it a multi-segment record.
struct WfdbHeader {
  // Record name: the header's file name without .hea.
  std::string name;
  // As the record line has it: another one where the header was renamed.
  std::string stated_name;
  // Frames per second; 250 where the header states none, as header(5) has it.
  double rate = 250;
  // Nothing where the header leaves it to the size of the signal files.
  std::optional<std::int64_t> frames;
  // As RecordingInfo::start.
  std::string start;
  // As the first line states it.
  int signal_count = 0;
  // These, and behind them lines that are not counted and name the file of the last one: whether the file
  // holds them is for its size to say (WfdbRecording).
  std::vector<SignalLine> signals;
  std::vector<SegmentLine> segments;
  std::vector<std::string> comments;
  // As RecordingInfo::warnings: what the header leaves open, and what was taken for it.
  std::vector<std::string> warnings;
};

// The greatest number of frames a header may state: 35 years at 1000 Hz. It keeps products of counts within
// 64 bits.
inline constexpr std::int64_t most_frames = std::int64_t{1} << 40;
// A hundred times the fastest recorder, Hz, whatever the format: lengths in samples stay numbers.
inline constexpr double most_hertz = 1e7;
// Of one signal; more is taken for a damaged header.
inline constexpr int most_samples_per_frame = 1 << 16;

// Parses a header's text. `file` is its name for messages. Throws Error naming the line at fault.
WfdbHeader parse_header(std::string_view text, const std::string& file);

// Reads and parses DIR/NAME.hea.
WfdbHeader read_header(const std::filesystem::path& file);

// Parses one signal line (header_signal.cpp). Throws Error at that line.
SignalLine parse_signal_line(std::string_view text, const std::string& file, std::int64_t line);

// True for a name that stays in its folder: not empty, no '/', no '\', no control character, not "." or "..".
bool is_plain_name(std::string_view name);

}  // namespace rwave
