// Multi-segment records (header(5), "Multi-segment records"): segments follow each other without overlap.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "record/amplitude_unit.h"
#include "record/slices.h"
#include "record/voltage_unit.h"
#include "record/wfdb/wfdb_recording.h"
#include "rwave/error.h"

namespace rwave {
namespace {

constexpr std::string_view gap = "~";

// ADC units of the whole record in one of a segment, where their gains differ (libwfdb does the same) or
// their units of voltage (libwfdb leaves uV among mV, a thousand times too large).
double segment_ratio(const SignalInfo& from, const SignalInfo& to) {
  const VoltageUnit of_from = unit_of(from.units), of_to = unit_of(to.units);
  const bool volts = of_from.kind == UnitKind::voltage && of_to.kind == UnitKind::voltage;
  return to.gain / from.gain * (volts ? of_from.millivolts / of_to.millivolts : 1);
}

// A value of a segment in the whole record's ADC units.
std::int32_t rescale(std::int32_t adc, double ratio, const SignalInfo& from, const SignalInfo& to) {
  if (adc == missing_sample) return missing_sample;
  const double value = std::round((adc - from.baseline) * ratio + to.baseline);
  constexpr double limit = std::numeric_limits<std::int32_t>::max();
  return std::abs(value) <= limit ? static_cast<std::int32_t>(value) : missing_sample;
}

class SegmentedRecording : public Recording {
 public:
  SegmentedRecording(const std::filesystem::path& header_file, WfdbHeader header)
      : folder_(header_file.parent_path()), segments_(std::move(header.segments)) {
    info_.name = header.name;
    info_.source = header_file.string();
    info_.rate = header.rate;
    info_.frames = header.frames.value_or(0);
    info_.comments = std::move(header.comments);
    info_.start = std::move(header.start);
    // header(5): a first segment of length 0 is a layout header. It lists all signals that occur,
    // and each later segment may hold any of them.
    variable_layout_ = segments_.front().frames == 0;
    std::int64_t start = 0;
    for (const SegmentLine& segment : segments_) {
      starts_.push_back(start);
      start += segment.frames;
    }
    pass_over_absent();
    if (variable_layout_) {
      read_layout();
    } else {
      read_fixed_signals();
    }
    if (static_cast<int>(info_.signals.size()) != header.signal_count) {
      throw Error::at_line(info_.source, 1,
                           fmt::format("the record has {} signals, its segments have {}", header.signal_count,
                                       info_.signals.size()));
    }
    stated_ = info_.signals;
    doubt_whole();
  }

  void read(std::int64_t first, std::int64_t frames, std::span<const SignalSlice> slices) override {
    check_slices(info_, first, frames, slices);
    // A binary search: records of intensive care have thousands of segments, and a page of a viewer
    // asks for one.
    const auto after = std::ranges::upper_bound(starts_, first);
    for (auto s = static_cast<std::size_t>(after - starts_.begin()) - 1; s < segments_.size(); ++s) {
      const std::int64_t begin = std::max(first, starts_[s]);
      const std::int64_t end = std::min(first + frames, starts_[s] + segments_[s].frames);
      if (starts_[s] >= first + frames) break;
      if (begin < end) read_segment(s, begin - starts_[s], end - begin, begin - first, slices);
    }
  }

  void verify() override {
    for (std::size_t s = 0; s < segments_.size(); ++s) {
      if (segments_[s].frames > 0 && segments_[s].record != gap) open_segment(s).verify();
    }
  }

 private:
  // The header of a segment; a segment that has segments is refused, which leaves no way to refer in a
  // circle.
  WfdbHeader segment_header(const SegmentLine& segment) const {
    WfdbHeader header = read_header(segment_file(segment));
    if (!header.segments.empty()) throw fault(segment, "a segment cannot have segments itself");
    // The record's own line says the number of signals a second time.
    header.signals.resize(static_cast<std::size_t>(header.signal_count));
    return header;
  }

  std::filesystem::path segment_file(const SegmentLine& segment) const {
    return folder_ / (segment.record + ".hea");
  }

  Error fault(const SegmentLine& segment, std::string_view message) const {
    return Error::at_line(info_.source, segment.line, fmt::format("segment {}: {}", segment.record, message));
  }

  // Segments that were not downloaded with the others.
  void pass_over_absent() {
    const auto absent = [&](const SegmentLine& segment) {
      std::error_code ignored;
      return segment.record != gap && segment.frames > 0 &&
             !std::filesystem::exists(segment_file(segment), ignored);
    };
    // Where none is there, reading the first one says so.
    if (std::ranges::none_of(segments_, [&](const SegmentLine& segment) {
          return segment.record != gap && segment.frames > 0 && !absent(segment);
        }))
      return;
    std::int64_t count = 0, frames = 0;
    std::string first;
    for (SegmentLine& segment : segments_) {
      if (!absent(segment)) continue;
      if (count++ == 0) first = fmt::format("{} (line {})", segment_file(segment).string(), segment.line);
      frames += segment.frames;
      segment.record = gap;
    }
    if (count > 0)
      info_.warnings.push_back(
          fmt::format("{} of {} segments are not there, the first {}: {} missing samples", count,
                      segments_.size(), first, frames));
  }

  // Of the whole, as one segment may be noise. What is wrong with a segment is said when it is read, and must
  // not keep the others from being opened.
  void doubt_whole() {
    try {
      if (info_.frames > 0) doubt_samples(*this, info_);
    } catch (const Error&) {
    }
  }

  void read_layout() {
    if (segments_.front().record == gap)
      throw fault(segments_.front(), "a layout header was expected, not a gap");
    for (SignalLine& signal : segment_header(segments_.front()).signals) {
      signal.info.format = 0;
      info_.signals.push_back(std::move(signal.info));
    }
  }

  // In a fixed layout all segments have the same signals in the same order, so the first one that
  // is there states them for all.
  void read_fixed_signals() {
    const auto first = std::ranges::find_if(segments_, [](const SegmentLine& s) { return s.record != gap; });
    if (first == segments_.end())
      throw Error(info_.source, "all segments are gaps: nothing states the signals");
    for (SignalLine& signal : segment_header(*first).signals) info_.signals.push_back(std::move(signal.info));
  }

  // The segment, opened; the one opened before is closed, so that thousands of segments need one open file at
  // a time.
  Recording& open_segment(std::size_t index) {
    if (open_ && open_index_ == index) return *open_;
    const SegmentLine& segment = segments_[index];
    open_.reset();
    auto opened = open_wfdb_record(segment_file(segment), segment_header(segment), true);
    const RecordingInfo& info = opened->info();
    // A segment that is longer or shorter than stated would move everything behind it in time.
    // Nothing could be trusted then, so this is an error and no warning.
    if (info.frames != segment.frames) {
      throw fault(segment, fmt::format("{} samples are stated here, its own header states {}", segment.frames,
                                       info.frames));
    }
    if (info.rate != info_.rate) {
      throw fault(segment, fmt::format("its rate is {} Hz, the record's {} Hz", info.rate, info_.rate));
    }
    if (!variable_layout_ && info.signals.size() != info_.signals.size()) {
      throw fault(segment,
                  fmt::format("{} signals, the record has {}", info.signals.size(), info_.signals.size()));
    }
    open_ = std::move(opened);
    open_index_ = index;
    return *open_;
  }

  // Which of the segment's signals is the record's signal; -1 where the segment lacks it.
  int signal_in_segment(const Recording& segment, int signal) const {
    if (!variable_layout_) return signal;
    const auto& present = segment.info().signals;
    // By name: in a variable layout the order differs from segment to segment.
    const auto found =
        std::ranges::find(present, info_.signals[static_cast<std::size_t>(signal)].name, &SignalInfo::name);
    return found == present.end() ? -1 : static_cast<int>(found - present.begin());
  }

  // Reads frames [first, first + frames) of a segment into the slices, from their frame `to` on.
  void read_segment(std::size_t index, std::int64_t first, std::int64_t frames, std::int64_t to,
                    std::span<const SignalSlice> slices) {
    std::vector<SignalSlice> wanted;
    std::vector<int> targets;
    Recording* segment = segments_[index].record == gap ? nullptr : &open_segment(index);
    for (const SignalSlice& slice : slices) {
      const SignalInfo& target = info_.signals[static_cast<std::size_t>(slice.signal)];
      const auto spf = static_cast<std::size_t>(target.samples_per_frame);
      const auto part =
          slice.out.subspan(static_cast<std::size_t>(to) * spf, static_cast<std::size_t>(frames) * spf);
      const int source = segment == nullptr ? -1 : signal_in_segment(*segment, slice.signal);
      if (source < 0) {
        fill_missing(part);
        continue;
      }
      const SignalInfo& found = segment->info().signals[static_cast<std::size_t>(source)];
      if (found.samples_per_frame != target.samples_per_frame) {
        throw fault(segments_[index],
                    fmt::format("signal {} has {} samples a frame, the record states {}", target.name,
                                found.samples_per_frame, target.samples_per_frame));
      }
      wanted.push_back({source, part});
      targets.push_back(slice.signal);
    }
    if (wanted.empty()) return;
    segment->read(first, frames, wanted);
    for (std::size_t i = 0; i < wanted.size(); ++i) {
      const SignalInfo& from = segment->info().signals[static_cast<std::size_t>(wanted[i].signal)];
      const SignalInfo& into = stated_[static_cast<std::size_t>(targets[i])];
      const double ratio = segment_ratio(from, into);
      if (ratio == 1 && from.baseline == into.baseline) continue;
      for (std::int32_t& value : wanted[i].out) value = rescale(value, ratio, from, into);
    }
  }

  std::filesystem::path folder_;
  std::vector<SegmentLine> segments_;
  std::vector<std::int64_t> starts_;  // first frame of each segment
  std::vector<SignalInfo> stated_;    // by the files: a unit that is not believed is every segment's
  bool variable_layout_ = false;
  std::unique_ptr<Recording> open_;  // the segment read last
  std::size_t open_index_ = 0;
};

}  // namespace

std::unique_ptr<Recording> open_segmented_record(const std::filesystem::path& header_file,
                                                 WfdbHeader header) {
  return std::make_unique<SegmentedRecording>(header_file, std::move(header));
}

}  // namespace rwave
