#include "record/edf/edf_header.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "record/text.h"
#include "rwave/error.h"

namespace rwave {
namespace {

// EDFlib refuses larger records; it is also what a block of memory is made for.
constexpr std::int64_t most_record_bytes_edf = 10 << 20;
constexpr std::int64_t most_record_bytes_bdf = 15 << 20;

// Header fields as text with their place.
class Fields {
 public:
  Fields(std::span<const std::uint8_t> bytes, const std::string& file) : bytes_(bytes), file_(file) {}

  std::string_view text(std::int64_t offset, std::size_t width) const {
    const char* begin = reinterpret_cast<const char*>(bytes_.data()) + offset;
    return trim(std::string_view(begin, width));
  }

  std::int64_t integer(std::int64_t offset, std::size_t width, std::string_view what) const {
    const auto value = parse_integer(text(offset, width));
    if (!value) throw fault(offset, fmt::format("'{}' is not {}", text(offset, width), what));
    return *value;
  }

  double real(std::int64_t offset, std::size_t width, std::string_view what) const {
    const auto value = parse_real(text(offset, width));
    if (!value) throw fault(offset, fmt::format("'{}' is not {}", text(offset, width), what));
    return *value;
  }

  Error fault(std::int64_t offset, std::string_view message) const {
    return Error::at_offset(file_, offset, message);
  }

 private:
  std::span<const std::uint8_t> bytes_;
  const std::string& file_;
};

// EDF wants ASCII, devices write Latin-1 ("\xb5V", "\xb0"); each such byte is one code point of UTF-8.
std::string from_latin1(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<std::uint8_t>(c);
    if (byte < 0x20 || byte == 0x7f) {
      out += ' ';
    } else if (byte < 0x80) {
      out += c;
    } else {
      out += static_cast<char>(0xc0 | byte >> 6);
      out += static_cast<char>(0x80 | (byte & 0x3f));
    }
  }
  return out;
}

// The fields of signal `index`: EDF keeps all labels together, then all transducers, and so on.
struct SignalOffsets {
  SignalOffsets(std::int64_t signals, std::int64_t index)
      : label(256 + 16 * index),
        units(256 + 96 * signals + 8 * index),
        physical_minimum(256 + 104 * signals + 8 * index),
        physical_maximum(256 + 112 * signals + 8 * index),
        digital_minimum(256 + 120 * signals + 8 * index),
        digital_maximum(256 + 128 * signals + 8 * index),
        samples(256 + 216 * signals + 8 * index) {}

  std::int64_t label, units, physical_minimum, physical_maximum, digital_minimum, digital_maximum, samples;
};

EdfSignal parse_signal(const Fields& fields, const SignalOffsets& at, bool bdf, bool plus) {
  EdfSignal signal;
  const std::string_view label = fields.text(at.label, 16);
  signal.label = from_latin1(label);
  signal.units = from_latin1(fields.text(at.units, 8));
  signal.annotations = plus && label == (bdf ? "BDF Annotations" : "EDF Annotations");
  const std::int64_t samples = fields.integer(at.samples, 8, "a number of samples in a data record");
  if (samples < 1 || samples > most_record_bytes_bdf) {
    throw fields.fault(at.samples,
                       fmt::format("{} samples in a data record: 1 or more were expected", samples));
  }
  signal.samples = static_cast<int>(samples);
  const double low = fields.real(at.physical_minimum, 8, "a physical minimum");
  const double high = fields.real(at.physical_maximum, 8, "a physical maximum");
  if (low == high) {
    throw fields.fault(at.physical_maximum,
                       fmt::format("signal {}: physical minimum and maximum are both {}, so its "
                                   "scale is not known",
                                   signal.label, low));
  }
  const std::int64_t limit = bdf ? 8388607 : 32767;
  const std::int64_t digital_low = fields.integer(at.digital_minimum, 8, "a digital minimum");
  const std::int64_t digital_high = fields.integer(at.digital_maximum, 8, "a digital maximum");
  if (digital_low < -limit - 1 || digital_high > limit || digital_low >= digital_high) {
    throw fields.fault(at.digital_minimum,
                       fmt::format("signal {}: digital range {} to {}, within {} to {} was expected",
                                   signal.label, digital_low, digital_high, -limit - 1, limit));
  }
  return signal;
}

void parse_records(const Fields& fields, EdfHeader& header) {
  header.records = fields.integer(236, 8, "a number of data records");
  if (header.records < 1) {
    throw fields.fault(
        236, fmt::format("{} data records: the recording was not finished, or its header not completed",
                         header.records));
  }
  header.duration = fields.real(244, 8, "a record duration in seconds");
  // EDFlib counts time in units of 100 ns.
  if (header.duration < 1e-7 || header.duration > 1e8) {
    throw fields.fault(
        244, fmt::format("a data record lasts {} seconds: more than 0 were expected", header.duration));
  }
}

void check_size(const Fields& fields, const EdfHeader& header, std::int64_t file_bytes) {
  const std::int64_t record_bytes = header.record_bytes();
  const std::int64_t limit = header.bdf ? most_record_bytes_bdf : most_record_bytes_edf;
  if (record_bytes > limit) {
    throw fields.fault(256,
                       fmt::format("a data record takes {} bytes, at most {} are read", record_bytes, limit));
  }
  const std::int64_t held = file_bytes - header.bytes;
  if (held / record_bytes == header.records && held % record_bytes == 0) return;
  const std::string rest =
      held % record_bytes == 0 ? "" : fmt::format(" and {} bytes more", held % record_bytes);
  throw fields.fault(236, fmt::format("{} data records of {} bytes are stated, the file holds {}{}",
                                      header.records, record_bytes, held / record_bytes, rest));
}

}  // namespace

std::int64_t EdfHeader::record_bytes() const {
  std::int64_t samples = 0;
  for (const EdfSignal& signal : signals) samples += signal.samples;
  return samples * (bdf ? 3 : 2);
}

int edf_signal_count(std::span<const std::uint8_t> fixed_part, const std::string& file) {
  const Fields fields(fixed_part, file);
  if (static_cast<std::int64_t>(fixed_part.size()) < edf_fixed_bytes) {
    throw fields.fault(static_cast<std::int64_t>(fixed_part.size()),
                       "the file ends within an EDF header of 256 bytes");
  }
  const std::string_view version(reinterpret_cast<const char*>(fixed_part.data()), 8);
  if (version != "0       " && version !=
                                   "\xff"
                                   "BIOSEMI") {
    throw fields.fault(0, "neither an EDF file ('0' and 7 blanks) nor a BDF file (byte 255 and 'BIOSEMI')");
  }
  const std::int64_t signals = fields.integer(252, 4, "a number of signals");
  if (signals < 1 || signals > most_edf_signals) {
    throw fields.fault(252, fmt::format("{} signals: 1 to {} were expected", signals, most_edf_signals));
  }
  return static_cast<int>(signals);
}

EdfHeader parse_edf_header(std::span<const std::uint8_t> bytes, std::int64_t file_bytes,
                           const std::string& file) {
  const Fields fields(bytes, file);
  const std::int64_t count = edf_signal_count(bytes, file);
  EdfHeader header;
  header.bytes = edf_fixed_bytes + count * edf_signal_bytes;
  if (static_cast<std::int64_t>(bytes.size()) < header.bytes) {
    throw fields.fault(static_cast<std::int64_t>(bytes.size()),
                       fmt::format("the file ends within its header of {} bytes", header.bytes));
  }
  const std::int64_t stated = fields.integer(184, 8, "a number of header bytes");
  if (stated != header.bytes) {
    throw fields.fault(
        184, fmt::format("the header states {} bytes, {} signals take {}", stated, count, header.bytes));
  }
  header.bdf = bytes[0] == 0xff;
  const std::string_view kind = fields.text(192, 44);
  header.plus = kind.starts_with(header.bdf ? "BDF+" : "EDF+");
  if (kind.starts_with(header.bdf ? "BDF+D" : "EDF+D")) {
    throw fields.fault(
        192, fmt::format("{} has gaps in time (discontinuous), which are not read: convert it to {}C",
                         kind.substr(0, 5), kind.substr(0, 4)));
  }
  parse_records(fields, header);
  for (std::int64_t i = 0; i < count; ++i) {
    header.signals.push_back(parse_signal(fields, SignalOffsets(count, i), header.bdf, header.plus));
  }
  check_size(fields, header, file_bytes);
  return header;
}

}  // namespace rwave
