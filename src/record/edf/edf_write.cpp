#include "record/edf/edf_write.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "record/restored_recording.h"
#include "record/text.h"
#include "rwave/error.h"

namespace rwave {
namespace {

constexpr std::int64_t advised_record_bytes = 61440;  // the format's advice
constexpr std::array durations = {1.0, 0.5, 0.25, 0.2, 0.1,  0.05, 0.02, 0.01,
                                  2.0, 4.0, 5.0,  8.0, 10.0, 20.0, 50.0, 100.0};  // s

// Text of a header field: ASCII, cut and padded.
std::string field(const std::string& text, std::size_t width) {
  std::string out;
  for (const char c : text) out += c >= 0x20 && c < 0x7f ? c : '?';
  out.resize(width, ' ');
  return out;
}

// A number of at most eight characters, as exact as they allow.
std::string number8(double value) {
  for (int digits = 17; digits > 0; --digits) {
    std::string text = fmt::format("{:.{}g}", value, digits);
    if (text.find('e') != std::string::npos) text = fmt::format("{:.{}f}", value, std::min(digits, 6));
    if (text.size() <= 8) return text;
  }
  return fmt::format("{:.0f}", value);
}

double physical(const SignalInfo& signal, int digital) {
  return (digital - signal.baseline) / signal.gain;
}

// The digital value nearest to the end of the range, within a few thousand steps, whose physical value eight
// characters hold exactly; the end itself where there is none.
int exact_end(const SignalInfo& signal, int end, int step) {
  for (int i = 0; i < 4000; ++i) {
    const int digital = end + i * step;
    const double stated = parse_real(number8(physical(signal, digital))).value_or(0);
    if (std::abs(stated * signal.gain + signal.baseline - digital) < 1e-9 * 65536) return digital;
  }
  return end;
}

std::string clock_fields(const std::string& start, std::string& date) {
  // "HH:MM:SS[.sss] DD/MM/YYYY"; EDF's date has two digits of a year from 1985 to 2084.
  const std::size_t blank = start.find(' ');
  const std::string clock = start.substr(0, 8),
                    day = blank == std::string::npos ? "" : start.substr(blank + 1);
  date = "X";
  // 01.01.85 is the date that the specification gives for "not known".
  if (clock.size() != 8 || clock[2] != ':' || clock[5] != ':') return "01.01.8500.00.00";
  const std::string time = clock.substr(0, 2) + "." + clock.substr(3, 2) + "." + clock.substr(6, 2);
  const auto number = [&](std::size_t at, std::size_t width) {
    return parse_integer(std::string_view(day).substr(at, width)).value_or(0);
  };
  if (day.size() != 10) return "01.01.85" + time;
  const auto month = number(3, 2), year = number(6, 4);
  constexpr std::string_view months = "JANFEBMARAPRMAYJUNJULAUGSEPOCTNOVDEC";
  if (month < 1 || month > 12) return "01.01.85" + time;
  if (year < 1985 || year > 2084)
    return "01.01.85" + time;  // what two digits cannot say is unknown to other readers
  date = fmt::format("{}-{}-{}", day.substr(0, 2), months.substr(static_cast<std::size_t>(month - 1) * 3, 3),
                     year);
  return fmt::format("{}.{}.{:02}", day.substr(0, 2), day.substr(3, 2), year % 100) + time;
}

// An EDF+ time-stamped annotation list; onsets have as many digits as give the sample back.
std::string annotation_list(double onset, const std::string& text) {
  return fmt::format("+{:.7f}\x14{}\x14", onset, text) + '\0';
}

}  // namespace

EdfWriter::EdfWriter(const std::filesystem::path& file, const RecordingInfo& info,
                     std::span<const Annotation> annotations)
    : file_(file), info_(info), out_(file) {
  if (info_.signals.empty()) throw Error(file.string(), "a recording without signals is not written as EDF+");
  for (const SignalInfo& signal : info_.signals) {
    frame_samples_ += signal.samples_per_frame;
    if (signal.name.size() > 16)
      losses_.push_back(fmt::format("label '{}' is cut to 16 characters", signal.name));
    if (signal.units.size() > 8)
      losses_.push_back(fmt::format("unit '{}' is cut to 8 characters", signal.units));
  }
  choose_record();
  place_annotations(annotations);
  write_header();
}

// EDF states a rate as samples in a data record over its duration in eight characters. So the
// duration must make both exact: 1 s where it can, else the first of the list that gives whole
// samples and stays within the advised size.
void EdfWriter::choose_record() {
  for (const double seconds : durations) {
    const double frames = info_.rate * seconds;
    if (frames < 1 || std::abs(frames - std::round(frames)) > 1e-9 * frames) continue;
    record_frames_ = std::llround(frames);
    duration_ = number8(seconds);
    if (record_frames_ * frame_samples_ * 2 <= advised_record_bytes) break;
  }
  if (record_frames_ == 0) {
    record_frames_ = std::max<std::int64_t>(1, std::llround(info_.rate));
    duration_ = number8(static_cast<double>(record_frames_) / info_.rate);
    losses_.push_back(fmt::format(
        "other programs will read a rate of {:.9g} Hz for {:.9g}: no duration of a data record in 8 "
        "characters gives it",
        static_cast<double>(record_frames_) / parse_real(duration_).value_or(1), info_.rate));
  }
  records_ = (info_.frames + record_frames_ - 1) / record_frames_;
}

// All annotations lie in one signal "EDF Annotations", whose room in each data record is the same.
// Room for the mean plus the longest list is enough: a list that does not fit goes into the next
// record, and its onset says when it was.
void EdfWriter::place_annotations(std::span<const Annotation> annotations) {
  std::vector<std::string> lists;
  for (const std::string& text : fact_texts(facts_of(info_))) lists.push_back(annotation_list(0, text));
  for (const Annotation& annotation : annotations) {
    // These bytes end a text or a list in EDF+.
    std::string text = annotation_text(annotation);
    std::ranges::replace_if(
        text, [](char c) { return c == '\x14' || c == '\x15' || c == '\0'; }, ' ');
    lists.push_back(annotation_list(static_cast<double>(annotation.sample) / info_.rate, text));
  }
  std::size_t total = 0, longest = 0;
  for (const std::string& list : lists) {
    total += list.size();
    longest = std::max(longest, list.size());
  }
  constexpr std::size_t clock_bytes = 24;  // each data record begins with its own time
  const auto records = static_cast<std::size_t>(std::max<std::int64_t>(records_, 1));
  // Lists go on in the next record where one is full; what is to hold the greatest holds a little more than
  // the mean.
  list_bytes_ = (clock_bytes + longest + total / records + 2) / 2 * 2;
  lists_.resize(records);
  std::size_t next = 0;
  for (std::size_t r = 0; r < records; ++r) {
    lists_[r] = fmt::format("+{:.7f}\x14\x14",
                            static_cast<double>(static_cast<std::int64_t>(r) * record_frames_) / info_.rate) +
                '\0';
    while (next < lists.size() && lists_[r].size() + lists[next].size() <= list_bytes_)
      lists_[r] += lists[next++];
    lists_[r].resize(list_bytes_, '\0');
  }
  if (next < lists.size())
    throw Error(file_.string(), "the annotations do not fit the data records");  // records_ is 0
}

void EdfWriter::write_header() {
  const std::size_t signals = info_.signals.size() + 1;
  std::string date;
  const std::string clock = clock_fields(info_.start, date);
  std::string header =
      // "X" is EDF+ for a field that is not given. The patient's name is never written, so that a
      // converted file can be passed on.
      field("0", 8) + field("X X X X", 80) + field("Startdate " + date + " X X rwave", 80) + clock;
  header += field(std::to_string(256 * (signals + 1)), 8) + field("EDF+C", 44) +
            field(std::to_string(records_), 8) + field(duration_, 8) + field(std::to_string(signals), 4);
  struct Range {
    int low, high;
  };
  std::vector<Range> ranges;
  for (const SignalInfo& signal : info_.signals)
    ranges.push_back({exact_end(signal, -32768, 1), exact_end(signal, 32767, -1)});
  const auto each = [&](auto text, const std::string& of_lists, std::size_t width) {
    for (std::size_t s = 0; s + 1 < signals; ++s) header += field(text(s), width);
    header += field(of_lists, width);
  };
  each([&](std::size_t s) { return info_.signals[s].name; }, "EDF Annotations", 16);
  each([](std::size_t) { return std::string(); }, "", 80);
  each([&](std::size_t s) { return info_.signals[s].units; }, "", 8);
  // Readers make the gain from the two ends. Ends whose eight characters are exact give them the
  // gain exactly.
  each([&](std::size_t s) { return number8(physical(info_.signals[s], ranges[s].low)); }, "-1", 8);
  each([&](std::size_t s) { return number8(physical(info_.signals[s], ranges[s].high)); }, "1", 8);
  each([&](std::size_t s) { return std::to_string(ranges[s].low); }, "-32768", 8);
  each([&](std::size_t s) { return std::to_string(ranges[s].high); }, "32767", 8);
  each([](std::size_t) { return std::string(); }, "", 80);
  each([&](std::size_t s) { return std::to_string(record_frames_ * info_.signals[s].samples_per_frame); },
       std::to_string(list_bytes_ / 2), 8);
  each([](std::size_t) { return std::string(); }, "", 32);
  out_.write(header);
}

void EdfWriter::write(std::span<const std::int32_t> frames) {
  const auto record_samples = static_cast<std::size_t>(record_frames_ * frame_samples_);
  while (!frames.empty()) {
    const std::size_t taken = std::min(frames.size(), record_samples - pending_.size());
    pending_.insert(pending_.end(), frames.begin(), frames.begin() + static_cast<std::ptrdiff_t>(taken));
    frames = frames.subspan(taken);
    if (pending_.size() == record_samples) write_record();
  }
}

// Signal after signal, as EDF has it; the frames came signal by signal within each frame.
void EdfWriter::write_record() {
  std::string bytes;
  std::size_t position = 0;
  for (const SignalInfo& signal : info_.signals) {
    const auto per_frame = static_cast<std::size_t>(signal.samples_per_frame);
    for (std::size_t at = position; at < pending_.size(); at += static_cast<std::size_t>(frame_samples_)) {
      for (std::size_t i = 0; i < per_frame; ++i) {
        const std::int32_t sample = pending_[at + i];
        const bool missing = sample == missing_sample;
        // EDF has no code for a missing sample, so convert takes -32768 for it and leaves that
        // value out of the signal's range; the facts tell rwave, other programs show a spike.
        if (!missing && (sample <= edf_missing_sample || sample > 32767))
          throw Error(file_.string(),
                      fmt::format("signal {}: {} is outside EDF's 16 bits", signal.name, sample));
        const auto bits = static_cast<std::uint32_t>(missing ? edf_missing_sample : sample);
        bytes += static_cast<char>(bits);
        bytes += static_cast<char>(bits >> 8);
      }
    }
    position += per_frame;
  }
  out_.write(bytes);
  out_.write(lists_[static_cast<std::size_t>(written_records_++)]);
  pending_.clear();
}

void EdfWriter::commit() {
  if (!pending_.empty()) {
    // A data record has a fixed length, so the last one is padded with missing samples; the facts
    // in the annotations state the true length.
    pending_.resize(static_cast<std::size_t>(record_frames_ * frame_samples_), missing_sample);
    write_record();
  }
  if (written_records_ != records_)
    throw Error(file_.string(),
                fmt::format("{} data records were written, {} were announced", written_records_, records_));
  out_.commit();
}

}  // namespace rwave
