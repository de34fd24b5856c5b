#include "record/edf/edf_header.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "record/edf/edf_fields.h"
#include "record/text.h"
#include "rwave/error.h"

namespace rwave {
namespace {

// A block of memory is made for a data record; the format's own limit is 61,440 bytes.
constexpr std::int64_t most_record_bytes = 16 << 20;

// The start as "HH:MM:SS DD/MM/YYYY". Fields of any separator are read; what is no date or time is left out
// and said.
std::string parse_start(const EdfFields& fields, std::vector<std::string>& warnings) {
  const auto three = [&](std::int64_t offset) {
    std::array<int, 3> numbers{-1, -1, -1};
    std::string_view rest = fields.text(offset, 8);
    for (int& number : numbers) {
      const std::size_t end = rest.find_first_not_of("0123456789");
      if (const auto value = parse_integer(rest.substr(0, end)); value && *value < 100)
        number = static_cast<int>(*value);
      rest = end == std::string_view::npos ? std::string_view() : rest.substr(end + 1);
    }
    return numbers;
  };
  const auto [day, month, year] = three(168);
  const auto [hour, minute, second] = three(176);
  std::string time, date;
  if (hour >= 0 && hour < 24 && minute >= 0 && minute < 60 && second >= 0 && second < 60)
    time = fmt::format("{:02}:{:02}:{:02}", hour, minute, second);
  else
    warnings.push_back(
        fmt::format("offset 176: start time '{}' is not hh.mm.ss: left out", fields.text(176, 8)));
  if (day >= 1 && day <= 31 && month >= 1 && month <= 12 && year >= 0)
    // The EDF specification's clipping date: 85 to 99 are of the last century, 00 to 84 of this
    // one.
    date = fmt::format("{:02}/{:02}/{}", day, month, year + (year > 84 ? 1900 : 2000));
  else
    warnings.push_back(
        fmt::format("offset 168: start date '{}' is not dd.mm.yy: left out", fields.text(168, 8)));
  return time + (time.empty() || date.empty() ? "" : " ") + date;
}

// Scale and samples of a signal. A channel without either is dead, which is said; it stays in the list,
// because its bytes stand in the data records.
EdfSignal parse_signal(const EdfFields& fields, const EdfSignalOffsets& at, std::int64_t index,
                       EdfHeader& header) {
  EdfSignal signal;
  const std::string_view label = fields.text(at.label, 16);
  // Labels are Latin-1 or UTF-8 in practice, whatever the specification says of ASCII.
  signal.label = printable_utf8(label);
  if (signal.label.empty()) signal.label = fmt::format("signal {}", index + 1);
  signal.transducer = printable_utf8(fields.text(at.transducer, 80));
  signal.units = printable_utf8(fields.text(at.units, 8));
  signal.annotations = label == "EDF Annotations" || label == "BDF Annotations";
  const auto samples = fields.number(at.samples, 8);
  if (!samples || *samples < 0 || *samples > static_cast<double>(most_record_bytes) ||
      *samples != std::floor(*samples))
    throw fields.fault(at.samples, fmt::format("signal {}: '{}' is not a number of samples in a data record",
                                               signal.label, fields.text(at.samples, 8)));
  signal.samples = static_cast<int>(*samples);
  const auto drop = [&](std::int64_t offset, std::string_view why) {
    signal.dead = true;
    header.warnings.push_back(
        fmt::format("offset {}: channel {} is not read: {}", offset, signal.label, why));
  };
  if (signal.samples == 0) {
    drop(at.samples, "it has 0 samples in a data record");
    return signal;
  }
  if (signal.annotations) return signal;
  double* const values[] = {&signal.physical_minimum, &signal.physical_maximum, &signal.digital_minimum,
                            &signal.digital_maximum};
  const std::int64_t offsets[] = {at.physical_minimum, at.physical_maximum, at.digital_minimum,
                                  at.digital_maximum};
  constexpr std::string_view names[] = {"physical minimum", "physical maximum", "digital minimum",
                                        "digital maximum"};
  for (std::size_t i = 0; i < 4; ++i) {
    const auto value = fields.number(offsets[i], 8);
    if (!value) {
      drop(offsets[i], fmt::format("its {} '{}' is no number", names[i], fields.text(offsets[i], 8)));
      return signal;
    }
    *values[i] = *value;
  }
  // Equal ends give a division by 0 where the gain is made.
  if (signal.physical_minimum == signal.physical_maximum)
    drop(at.physical_maximum,
         fmt::format("physical minimum and maximum are both {}, it has no scale", signal.physical_minimum));
  else if (signal.digital_minimum == signal.digital_maximum)
    drop(at.digital_maximum,
         fmt::format("digital minimum and maximum are both {}, it has no scale", signal.digital_minimum));
  else if (signal.digital_minimum > signal.digital_maximum)
    header.warnings.push_back(
        fmt::format("offset {}: channel {}: digital minimum {} is above the maximum {}; the scale "
                    "that they give is taken",
                    at.digital_minimum, signal.label, signal.digital_minimum, signal.digital_maximum));
  return signal;
}

void parse_duration(const EdfFields& fields, EdfHeader& header) {
  const auto duration = fields.number(244, 8);
  const bool samples = std::ranges::any_of(
      header.signals, [](const EdfSignal& signal) { return !signal.annotations && !signal.dead; });
  if (!samples) {
    header.duration = duration.value_or(0);
    return;
  }
  if (!duration || *duration < 1e-7 || *duration > 1e8)
    throw fields.fault(244, fmt::format("'{}' is not the duration of a data record in seconds, above 0",
                                        fields.text(244, 8)));
  header.duration = *duration;
  if (fields.text(244, 8).find(',') != std::string_view::npos)
    header.warnings.push_back(fmt::format("offset 244: record duration '{}' has a decimal comma: read as {}",
                                          fields.text(244, 8), header.duration));
}

// The number of whole data records in the file is what counts: the header's may be -1 of a recording that was
// not finished, wrong, or of a copy that was cut off.
void count_records(const EdfFields& fields, std::int64_t file_bytes, EdfHeader& header) {
  const std::int64_t record_bytes = header.record_bytes();
  if (record_bytes > most_record_bytes)
    throw fields.fault(256, fmt::format("a data record takes {} bytes, at most {} are read", record_bytes,
                                        most_record_bytes));
  if (record_bytes == 0) throw fields.fault(256, "no signal has a sample in a data record");
  const std::int64_t held = std::max<std::int64_t>(0, file_bytes - header.bytes);
  header.records = held / record_bytes;
  const std::int64_t rest = held % record_bytes;
  const std::string stated(fields.text(236, 8));
  const auto number = fields.number(236, 8);
  const bool unfinished = number && (*number == -1 || *number == 0);
  const bool cut_off = number && *number > static_cast<double>(header.records);
  // Bytes behind the last whole record are the beginning of another one only where the header
  // expects more records. Else they are what some program added, and no samples.
  if (unfinished || cut_off || stated.empty()) header.cut_bytes = rest;
  if (header.records == 0 && header.cut_bytes < header.sample_bytes())
    throw fields.fault(header.bytes,
                       fmt::format("the file ends within its first data record of {} bytes ({} held, the "
                                   "header states {} records)",
                                   record_bytes, held, stated));
  if (number && *number == static_cast<double>(header.records)) {
    header.as_long_as_stated = rest == 0;
    if (rest > 0)
      header.warnings.push_back(fmt::format("{} bytes after the last data record are not read", rest));
    return;
  }
  header.warnings.push_back(fmt::format(
      "offset 236: {} data records are stated, the file holds {}{}: {}", stated.empty() ? "no" : stated,
      header.records, rest > 0 ? fmt::format(" and {} bytes of another", rest) : "",
      unfinished ? "a recording that was not finished; those it holds are read"
      : cut_off  ? "cut off; those it holds are read"
                 : "all that it holds are read"));
}

// The header's own length, at 184, is of no use where it is wrong: signals of 256 bytes each say it.
void check_header_bytes(const EdfFields& fields, std::int64_t count, EdfHeader& header) {
  const auto stated = fields.number(184, 8);
  if (stated && *stated == static_cast<double>(header.bytes)) return;
  header.warnings.push_back(
      fmt::format("offset 184: '{}' header bytes are stated, {} signals take {}, which is used",
                  fields.text(184, 8), count, header.bytes));
}

}  // namespace

std::string_view EdfFields::text(std::int64_t offset, std::size_t width) const {
  // Blanks pad by the specification; some writers pad with NUL.
  std::string_view text(reinterpret_cast<const char*>(bytes_.data()) + offset, width);
  constexpr std::string_view padding(" \0\t\r\n", 5);
  const std::size_t first = text.find_first_not_of(padding);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(padding) - first + 1);
}

// German and French systems wrote decimal commas into these fields. A comma has no other meaning
// there.
std::optional<double> EdfFields::number(std::int64_t offset, std::size_t width) const {
  std::string digits(text(offset, width));
  std::ranges::replace(digits, ',', '.');
  return parse_real(digits);
}

std::int64_t EdfHeader::record_bytes() const {
  std::int64_t samples = 0;
  for (const EdfSignal& signal : signals) samples += signal.samples;
  return samples * sample_bytes();
}

int edf_signal_count(std::span<const std::uint8_t> fixed_part, const std::string& file) {
  const EdfFields fields(fixed_part, file);
  if (static_cast<std::int64_t>(fixed_part.size()) < edf_fixed_bytes) {
    throw fields.fault(static_cast<std::int64_t>(fixed_part.size()),
                       "the file ends within an EDF header of 256 bytes");
  }
  const std::string_view version(reinterpret_cast<const char*>(fixed_part.data()), 8);
  if (fields.text(0, 8) != "0" && version !=
                                      "\xff"
                                      "BIOSEMI") {
    throw fields.fault(0, "neither an EDF file ('0' and 7 blanks) nor a BDF file (byte 255 and 'BIOSEMI')");
  }
  const auto signals = fields.number(252, 4);
  if (!signals || *signals < 1 || *signals > most_edf_signals || *signals != std::floor(*signals)) {
    throw fields.fault(
        252, fmt::format("'{}' signals: 1 to {} were expected", fields.text(252, 4), most_edf_signals));
  }
  return static_cast<int>(*signals);
}

EdfHeader parse_edf_header(std::span<const std::uint8_t> bytes, std::int64_t file_bytes,
                           const std::string& file) {
  const EdfFields fields(bytes, file);
  const std::int64_t count = edf_signal_count(bytes, file);
  EdfHeader header;
  header.bytes = edf_fixed_bytes + count * edf_signal_bytes;
  if (static_cast<std::int64_t>(bytes.size()) < header.bytes) {
    throw fields.fault(static_cast<std::int64_t>(bytes.size()),
                       fmt::format("the file ends within its header of {} bytes", header.bytes));
  }
  // BDF is EDF with samples of 24 bits, and begins with byte 255 instead of "0".
  header.bdf = bytes[0] == 0xff;
  const std::string_view kind = fields.text(192, 44);
  // The reserved field says EDF+D where the data records have gaps between them.
  header.discontinuous = kind.starts_with("EDF+D") || kind.starts_with("BDF+D");
  check_header_bytes(fields, count, header);
  header.start = parse_start(fields, header.warnings);
  for (std::int64_t i = 0; i < count; ++i)
    header.signals.push_back(parse_signal(fields, EdfSignalOffsets(count, i), i, header));
  const auto lives = [](const EdfSignal& signal) { return !signal.dead; };
  if (std::ranges::none_of(header.signals, lives))
    throw Error(file, fmt::format("no channel of {} can be read: {}", count, header.warnings.back()));
  parse_duration(fields, header);
  count_records(fields, file_bytes, header);
  return header;
}

}  // namespace rwave
