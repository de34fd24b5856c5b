#include "record/wfdb_write.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "record/wfdb/header.h"
#include "record/wfdb/signal_formats.h"
#include "rwave/error.h"

namespace rwave {
namespace {

// A line break within a name or comment would begin a new line of the header, which other readers
// take for another signal.
bool has_line_break(const std::string& text) {
  return text.find_first_of("\r\n") != std::string::npos;
}

// The info, or an Error about what a header's lines cannot hold; before any file is opened by its name.
RecordingInfo checked(RecordingInfo info, const std::string& file) {
  if (!is_plain_name(info.name) || info.name.find_first_of(" \t") != std::string::npos) {
    throw Error(file,
                fmt::format("'{}' is not a record name: one word without a path was expected", info.name));
  }
  if (!(info.rate > 0) || !std::isfinite(info.rate)) {
    throw Error(file, fmt::format("{} Hz is not a sampling rate", info.rate));
  }
  if (info.signals.empty()) throw Error(file, "a record to be written needs a signal");
  for (const SignalInfo& signal : info.signals) {
    if (has_line_break(signal.name) || signal.units.find_first_of(" \t\r\n") != std::string::npos) {
      throw Error(file,
                  fmt::format("signal '{}' in '{}': a header holds names of one line and units of one word",
                              signal.name, signal.units));
    }
    if (signal.baseline != std::round(signal.baseline)) {
      throw Error(file, fmt::format("signal {}: a header holds whole baselines, this is {}", signal.name,
                                    signal.baseline));
    }
  }
  for (const std::string& comment : info.comments) {
    if (has_line_break(comment)) throw Error(file, "a comment of several lines: one line each was expected");
  }
  return info;
}

}  // namespace

WfdbWriter::WfdbWriter(const std::filesystem::path& folder, RecordingInfo info, int format)
    : header_file_(folder / (info.name + ".hea")),
      info_(checked(std::move(info), header_file_.string())),
      format_(format),
      data_(folder / (info_.name + ".dat")) {
  if (format_ != 16 && format_ != 212) {
    throw Error(header_file_.string(), fmt::format("format {} is not written, 16 and 212 are", format_));
  }
  for (std::size_t s = 0; s < info_.signals.size(); ++s) {
    // One entry for each sample of a frame, so that writing needs no arithmetic on samples per
    // frame.
    signal_of_.insert(signal_of_.end(), static_cast<std::size_t>(info_.signals[s].samples_per_frame), s);
  }
  initial_.assign(info_.signals.size(), 0);
  sums_.assign(info_.signals.size(), 0);
}

std::int32_t WfdbWriter::stored_value(std::int32_t sample, std::size_t signal) const {
  const PackedFormat& format = *packed_format(format_);
  if (sample == missing_sample) return format.invalid;
  if (sample >= format.lowest && sample <= format.highest) return sample;
  throw Error(
      header_file_.string(),
      fmt::format("signal {}, frame {}: {} is outside format {}'s range, {} to {}",
                  info_.signals[signal].name, frames_, sample, format_, format.lowest, format.highest));
}

// Format 212 packs pairs, so a first sample waits for its partner, across frames and calls too.
void WfdbWriter::put(std::int32_t value) {
  const auto bits = static_cast<std::uint32_t>(value);
  if (format_ == 16) {
    const std::uint8_t bytes[2] = {static_cast<std::uint8_t>(bits), static_cast<std::uint8_t>(bits >> 8)};
    data_.write(bytes, sizeof bytes);
    return;
  }
  if (!holding_) {
    held_ = value;
    holding_ = true;
    return;
  }
  const auto first = static_cast<std::uint32_t>(held_);
  const std::uint8_t bytes[3] = {static_cast<std::uint8_t>(first),
                                 static_cast<std::uint8_t>((first >> 8 & 0x0f) | (bits >> 4 & 0xf0)),
                                 static_cast<std::uint8_t>(bits)};
  data_.write(bytes, sizeof bytes);
  holding_ = false;
}

void WfdbWriter::write(std::span<const std::int32_t> frames) {
  if (frames.size() % signal_of_.size() != 0) {
    throw Error(header_file_.string(), fmt::format("{} samples are no whole number of frames of {}",
                                                   frames.size(), signal_of_.size()));
  }
  for (std::size_t i = 0; i < frames.size(); i += signal_of_.size(), ++frames_) {
    for (std::size_t position = 0; position < signal_of_.size(); ++position) {
      const std::size_t signal = signal_of_[position];
      const std::int32_t value = stored_value(frames[i + position], signal);
      // header(5) wants the first sample of each signal in its line, which is known only after
      // writing: so the header comes last.
      const bool first = frames_ == 0 && (position == 0 || signal_of_[position - 1] != signal);
      if (first) initial_[signal] = value;
      sums_[signal] += static_cast<std::uint32_t>(value);
      put(value);
    }
  }
}

std::string WfdbWriter::header() const {
  std::string text = fmt::format("{} {} {} {}", info_.name, info_.signals.size(), info_.rate, frames_);
  if (!info_.start.empty()) text += " " + info_.start;
  text += '\n';
  for (std::size_t s = 0; s < info_.signals.size(); ++s) {
    const SignalInfo& signal = info_.signals[s];
    text += fmt::format("{}.dat {}", info_.name, format_);
    if (signal.samples_per_frame != 1) text += fmt::format("x{}", signal.samples_per_frame);
    text += fmt::format(" {}({:.0f})/{} {} 0 {} {} 0 {}\n", signal.calibrated ? signal.gain : 0,
                        signal.baseline, signal.units, signal.adc_resolution, initial_[s],
                        // The sum is stated as a signed 16-bit number, as the reference writer
                        // prints it.
                        static_cast<std::int16_t>(sums_[s]), signal.name);
  }
  for (const std::string& comment : info_.comments) text += "# " + comment + "\n";
  return text;
}

void WfdbWriter::commit() {
  if (holding_) {  // an odd number of samples ends with two bytes, as the reference writer has it
    const auto bits = static_cast<std::uint32_t>(held_);
    const std::uint8_t bytes[2] = {static_cast<std::uint8_t>(bits),
                                   static_cast<std::uint8_t>(bits >> 8 & 0x0f)};
    data_.write(bytes, sizeof bytes);
    holding_ = false;
  }
  // The header is the record: its bytes are written first, and signals it could not be named for do not stay.
  OutputFile header_file(header_file_);
  header_file.write(header());
  data_.commit();
  try {
    header_file.commit();
  } catch (...) {
    std::error_code ignored;
    std::filesystem::remove(std::filesystem::path(header_file_).replace_extension(".dat"), ignored);
    throw;
  }
}

}  // namespace rwave
