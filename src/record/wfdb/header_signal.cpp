// Signal lines: FILE FORMAT[xSPF][:SKEW][+OFFSET] [GAIN[(BASELINE)][/UNITS] [RESOLUTION [ZERO [INITIAL
// [CHECKSUM [BLOCK [NAME]]]]]]]
#include <fmt/format.h>

#include "record/text.h"
#include "record/wfdb/header.h"
#include "record/wfdb/signal_formats.h"
#include "rwave/error.h"

namespace rwave {
namespace {

struct Place {
  const std::string& file;
  std::int64_t line;

  Error fault(std::string_view message) const { return Error::at_line(file, line, message); }
};

std::int64_t integer_between(std::string_view token, std::int64_t low, std::int64_t high,
                             std::string_view what, const Place& place) {
  const auto value = parse_integer(token);
  if (!value || *value < low || *value > high) {
    throw place.fault(fmt::format("'{}' is not {} (a whole number from {} to {})", token, what, low, high));
  }
  return *value;
}

std::int32_t adc_value(std::string_view token, std::string_view what, const Place& place) {
  return static_cast<std::int32_t>(integer_between(token, std::numeric_limits<std::int32_t>::min(),
                                                   std::numeric_limits<std::int32_t>::max(), what, place));
}

// Cuts the number after 'x', ':' or '+' off `rest`.
std::int64_t take_part(std::string_view& rest, std::int64_t low, std::int64_t high, std::string_view what,
                       const Place& place) {
  const std::string_view number = rest.substr(1, rest.find_first_of("x:+", 1) - 1);
  rest.remove_prefix(1 + number.size());
  return integer_between(number, low, high, what, place);
}

void parse_format(std::string_view token, const Place& place, SignalLine& signal) {
  std::string_view rest = token;
  const std::string_view number = rest.substr(0, rest.find_first_of("x:+"));
  rest.remove_prefix(number.size());
  const auto format = parse_integer(number);
  // Format 0 is a null signal: it is listed, has no samples, and keeps the numbers of the signals
  // after it.
  if (!format || *format < 0 || *format > 999 ||
      (*format != 0 && !is_signal_format(static_cast<int>(*format)))) {
    throw place.fault(fmt::format("format {} is not a WFDB signal format ({})",
                                  number.empty() ? token : number, signal_format_list()));
  }
  signal.info.format = static_cast<int>(*format);
  // The parts may come in any order; header(5) shows one order, and writers exist that use another.
  while (!rest.empty()) {
    if (rest[0] == 'x') {
      signal.info.samples_per_frame =
          static_cast<int>(take_part(rest, 1, most_samples_per_frame, "a number of samples a frame", place));
    } else if (rest[0] == ':') {
      signal.skew = take_part(rest, 0, most_frames, "a skew in frames", place);
    } else {
      signal.offset = take_part(rest, 0, std::int64_t{1} << 48, "a byte offset", place);
    }
  }
}

// GAIN[(BASELINE)][/UNITS]. Returns whether a baseline was given.
bool parse_gain(std::string_view token, const Place& place, SignalInfo& info) {
  std::string_view units = token;
  std::string_view baseline = take_until(units, '/');
  if (!units.empty()) info.units = printable_utf8(units);
  const bool has_baseline = baseline.find('(') != std::string_view::npos;
  const std::string_view number = take_until(baseline, '(');
  const auto gain = parse_real(number);
  if (!gain)
    throw place.fault(fmt::format("'{}' is not a gain: ADC units a physical unit were expected", token));
  // A gain of 0 says "not calibrated". WFDB's default of 200 units a mV stays, and callers are told
  // that it is an assumption.
  info.calibrated = *gain != 0;
  if (info.calibrated) info.gain = *gain;
  if (!has_baseline) return false;
  if (baseline.empty() || baseline.back() != ')') {
    throw place.fault(fmt::format("'{}' has no ')' after its baseline", token));
  }
  baseline.remove_suffix(1);
  info.baseline = adc_value(baseline, "a baseline in ADC units", place);
  return true;
}

// [GAIN [RESOLUTION [ZERO [INITIAL [CHECKSUM [BLOCK [NAME]]]]]]]: each field's default stands where the line
// ends.
void parse_calibration(std::string_view rest, const Place& place, SignalLine& signal) {
  signal.info.calibrated = false;
  const std::string_view gain = take_word(rest);
  const bool has_baseline = !gain.empty() && parse_gain(gain, place, signal.info);
  if (const auto word = take_word(rest); !word.empty()) {
    signal.info.adc_resolution =
        static_cast<int>(integer_between(word, 0, 64, "an ADC resolution in bits", place));
  }
  std::int32_t zero = 0;
  if (const auto word = take_word(rest); !word.empty()) zero = adc_value(word, "an ADC zero", place);
  // header(5): without a baseline the ADC zero is the sample value of 0 mV, and without an initial
  // value the first sample is the ADC zero too.
  if (!has_baseline) signal.info.baseline = zero;
  signal.initial = zero;
  if (const auto word = take_word(rest); !word.empty()) {
    signal.initial = adc_value(word, "an initial value", place);
    signal.initial_stated = true;
  }
  if (const auto word = take_word(rest); !word.empty()) {
    // Writers print the 16-bit sum signed or unsigned.
    signal.checksum = static_cast<std::uint16_t>(integer_between(word, -32768, 65535, "a checksum", place));
  }
  // Block sizes were for tapes. The field is read only to reach the name behind it.
  if (const auto word = take_word(rest); !word.empty()) adc_value(word, "a block size", place);
  signal.info.name = printable_utf8(trim(rest));
}

bool begins_with_format(std::string_view text) {
  const std::string_view word = take_word(text);
  const auto format = parse_integer(word.substr(0, word.find_first_of("x:+")));
  return format && *format <= 999 && (*format == 0 || is_signal_format(static_cast<int>(*format)));
}

// The file's name at the beginning of a line. It has no blanks, says header(5); "Holter 1.dat 16" is met all
// the same: where the second word is no format, the name goes on up to the word that one follows and that has
// an extension.
std::string take_file_name(std::string_view& text) {
  std::string_view rest = text;
  const std::string_view first = take_word(rest);
  if (!begins_with_format(rest)) {
    for (std::string_view longer = rest; !longer.empty();) {
      const std::string_view word = take_word(longer);
      if (word.find('.') == std::string_view::npos || !begins_with_format(longer)) continue;
      const std::string_view name(first.data(),
                                  static_cast<std::size_t>(word.data() + word.size() - first.data()));
      text = longer;
      return std::string(name);
    }
  }
  text = rest;
  return std::string(first);
}

}  // namespace

SignalLine parse_signal_line(std::string_view text, const std::string& file, std::int64_t line) {
  const Place place{file, line};
  SignalLine signal;
  signal.line = line;
  signal.file = take_file_name(text);
  if (!is_plain_name(signal.file) || signal.file == "-") {
    throw place.fault(fmt::format(
        "signal file '{}' lies outside the header's folder: a plain file name was expected", signal.file));
  }
  const std::string_view format = take_word(text);
  if (format.empty()) throw place.fault("a signal line needs a file name and a format, as in '100.dat 212'");
  parse_format(format, place, signal);
  parse_calibration(text, place, signal);
  return signal;
}

}  // namespace rwave
