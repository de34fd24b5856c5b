#pragma once
// Times of a record as the WFDB programs read and print them.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "record/wfdb/header.h"

namespace rwave::ec57 {

// Converts between samples and times. Made from a record's header: its sampling rate, length and start.
class RecordClock {
 public:
  explicit RecordClock(const WfdbHeader& header);

  // Hz.
  double rate() const { return rate_; }
  // Nothing where the header gives no length.
  std::optional<std::int64_t> frames() const { return frames_; }

  // Samples for [[h:]m:]s, rounded to the nearest; "sN" is sample N, "e" the record's end (0 where unknown),
  // "i" its begin, and "[h:m:s]" or "[h:m:s dd/mm/yyyy]" a time of day, if the header states the start.
  // Nothing for other text.
  std::optional<std::int64_t> parse(std::string_view text) const;

  // An interval: "   mm:ss.mmm", from an hour on "hh:mm:ss.mmm". 12 wide.
  std::string interval(std::int64_t samples) const;
  // The same without its milliseconds, cut off: "   mm:ss".
  std::string interval_in_seconds(std::int64_t samples) const;
  // The time of day at a sample, "[hh:mm:ss.mmm dd/mm/yyyy]" (without a date where the header has none); as
  // interval() where the header does not state the start.
  std::string time_of_day(std::int64_t sample) const;

 private:
  double rate_;
  std::optional<std::int64_t> frames_;
  // Since midnight.
  std::optional<double> start_seconds_;
  // Days since 1970.
  std::optional<std::int64_t> start_day_;
};

// An interval of samples at a rate, as RecordClock::interval prints it.
std::string interval_text(std::int64_t samples, double rate);

}  // namespace rwave::ec57
