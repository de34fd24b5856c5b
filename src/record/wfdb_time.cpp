#include "record/wfdb_time.h"

#include "record/text.h"

namespace rwave {

std::optional<WfdbTime> WfdbTime::parse(std::string_view text) {
  constexpr double most = 1099511627776.0;  // samples; as seconds it is more than enough
  WfdbTime time;
  // "s12345" counts samples, everything else is [[H:]M:]S. The caller knows the rate, so the
  // conversion is left to it.
  if (text.starts_with('s')) {
    const auto samples = parse_integer(text.substr(1));
    if (!samples || *samples < 0 || static_cast<double>(*samples) > most) return std::nullopt;
    time.amount_ = static_cast<double>(*samples);
    time.in_samples_ = true;
    return time;
  }
  int parts = 0;
  for (bool last = false; !last; ++parts) {
    last = text.find(':') == std::string_view::npos;
    const std::string_view part = take_until(text, ':');
    const auto value = parse_real(part);
    // At most hours, minutes and seconds; of more parts nobody can say which is which.
    if (!value || *value < 0 || parts == 3) return std::nullopt;
    time.amount_ = 60 * time.amount_ + *value;
  }
  if (time.amount_ > most) return std::nullopt;
  return time;
}

}  // namespace rwave
