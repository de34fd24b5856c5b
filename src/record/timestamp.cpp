#include "record/timestamp.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <ctime>

#include "record/text.h"

namespace rwave {

double seconds_of_timestamp(std::string_view stamp) {
  // YYYYMMDD, then as much of hhmmss.fff as is known.
  const auto part = [&](std::size_t at, std::size_t width, int absent) -> int {
    if (stamp.size() < at + width) return absent;
    const auto value = parse_integer(stamp.substr(at, width));
    return value && *value >= 0 ? static_cast<int>(*value) : -1;
  };
  const int year = part(0, 4, -1), month = part(4, 2, 1), day = part(6, 2, 1);
  const int hour = part(8, 2, 0), minute = part(10, 2, 0), second = part(12, 2, 0);
  // Second 60 is a leap second and hour 24 the end of a day: ISO 8601 has both.
  if (year < 1000 || month < 1 || month > 12 || day < 1 || day > 31 || hour < 0 || hour > 24 || minute < 0 ||
      minute > 59 || second < 0 || second > 60)
    return -1;
  double fraction = 0;
  if (stamp.size() > 15 && stamp[14] == '.') {
    const std::size_t end = std::min(stamp.find_first_not_of("0123456789", 15), stamp.size());
    fraction = parse_real(std::string("0.") + std::string(stamp.substr(15, end - 15))).value_or(0);
  }
  // Days from civil date (Hinnant, "chrono-compatible low-level date algorithms").
  const int y = month <= 2 ? year - 1 : year;
  const int era = y / 400, of_era = y - era * 400;
  const int of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
  const std::int64_t days =
      std::int64_t{era} * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
  const double seconds = static_cast<double>(days * 86400 + hour * 3600 + minute * 60 + second) + fraction;
  return seconds < 0 ? -1 : seconds;
}

std::string start_text(double seconds) {
  const std::int64_t ms = std::llround(seconds * 1000);
  const std::time_t whole = ms / 1000;
  std::tm parts{};
  gmtime_r(&whole, &parts);
  const std::string fraction = ms % 1000 > 0 ? fmt::format(".{:03}", ms % 1000) : "";
  return fmt::format("{:02}:{:02}:{:02}{} {:02}/{:02}/{:04}", parts.tm_hour, parts.tm_min, parts.tm_sec,
                     fraction, parts.tm_mday, parts.tm_mon + 1, parts.tm_year + 1900);
}

}  // namespace rwave
