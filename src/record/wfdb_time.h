#pragma once
// Times as the WFDB programs take them on their command lines.

#include <optional>
#include <string_view>

namespace rwave {

// A time from the beginning of a record. Told in samples, it needs the sampling rate to become seconds.
class WfdbTime {
 public:
  // "90" and "90.5" (seconds), "1:30.5", "1:02:30", "s32400" (samples). Nothing for any other text, and for
  // times below 0 or above 2^40.
  static std::optional<WfdbTime> parse(std::string_view text);

  // `rate` in Hz, read only where the time was told in samples.
  double seconds(double rate) const { return in_samples_ ? amount_ / rate : amount_; }

 private:
  double amount_ = 0;
  bool in_samples_ = false;
};

}  // namespace rwave
