#include "ec57/record_clock.h"

#include <fmt/format.h>

#include <chrono>
#include <cmath>
#include <vector>

#include "record/text.h"
#include "record/wfdb_time.h"

namespace rwave::ec57 {
namespace {

namespace chrono = std::chrono;

constexpr std::int64_t seconds_per_day = 24 * 60 * 60;

// "dd/mm/yyyy" as days since 1970.
// The calendar is the standard library's, so that 29/02/1999 is no date.
std::optional<std::int64_t> parse_day(std::string_view text) {
  const auto day = parse_integer(take_until(text, '/'));
  const auto month = parse_integer(take_until(text, '/'));
  const auto year = parse_integer(text);
  if (!day || !month || !year || *day < 1 || *day > 31 || *month < 1 || *month > 12 || *year < 0 ||
      *year > 9999)
    return std::nullopt;
  const chrono::year_month_day date{chrono::year{static_cast<int>(*year)},
                                    chrono::month{static_cast<unsigned>(*month)},
                                    chrono::day{static_cast<unsigned>(*day)}};
  if (!date.ok()) return std::nullopt;
  return chrono::sys_days{date}.time_since_epoch().count();
}

// Whole seconds and the rest in milliseconds, rounded to the nearest.
struct SplitTime {
  std::int64_t seconds = 0, milliseconds = 0;
};
// In floating point: rates need not be whole numbers.
SplitTime split(double samples, double rate) {
  SplitTime time;
  time.seconds = static_cast<std::int64_t>(samples / rate);
  time.milliseconds =
      static_cast<std::int64_t>((samples - static_cast<double>(time.seconds) * rate) * 1000 / rate + 0.5);
  if (time.milliseconds == 1000) {
    ++time.seconds;
    time.milliseconds = 0;
  }
  return time;
}

// Hours appear only when there are any; the blanks keep the columns.
std::string clock_text(std::int64_t seconds) {
  const std::int64_t hours = seconds / 3600, minutes = seconds / 60 % 60;
  return hours > 0 ? fmt::format("{:2}:{:02}:{:02}", hours, minutes, seconds % 60)
                   : fmt::format("   {:2}:{:02}", minutes, seconds % 60);
}

}  // namespace

RecordClock::RecordClock(const WfdbHeader& header) : rate_(header.rate), frames_(header.frames) {
  std::string_view rest = header.start;
  const std::string_view time = take_word(rest), date = take_word(rest);
  if (const auto seconds = WfdbTime::parse(time)) start_seconds_ = seconds->seconds(rate_);
  start_day_ = parse_day(date);
}

// A time of day before the record's start is refused; the reference programs drop its sign and take a time
// within the record.
std::optional<std::int64_t> RecordClock::parse(std::string_view text) const {
  text = trim(text);
  if (text == "e") return frames_.value_or(0);
  if (text == "i") return 0;
  if (text.starts_with('[')) {
    text.remove_prefix(1);
    if (text.ends_with(']')) text.remove_suffix(1);
    const std::string_view clock = take_word(text), date = take_word(text);
    const auto time = WfdbTime::parse(clock);
    if (!time || !start_seconds_) return std::nullopt;
    double seconds = time->seconds(rate_) - *start_seconds_;
    if (!date.empty()) {
      const auto day = parse_day(date);
      if (!day || !start_day_) return std::nullopt;
      seconds += static_cast<double>((*day - *start_day_) * seconds_per_day);
    }
    if (seconds < 0) return std::nullopt;
    return static_cast<std::int64_t>(seconds * rate_ + 0.5);
  }
  const auto time = WfdbTime::parse(text);
  if (!time) return std::nullopt;
  return static_cast<std::int64_t>(time->seconds(rate_) * rate_ + 0.5);
}

std::string interval_text(std::int64_t samples, double rate) {
  const SplitTime time = split(std::abs(static_cast<double>(samples)), rate);
  return fmt::format("{}.{:03}", clock_text(time.seconds), time.milliseconds);
}

std::string RecordClock::interval(std::int64_t samples) const {
  return interval_text(samples, rate_);
}

std::string RecordClock::interval_in_seconds(std::int64_t samples) const {
  return clock_text(static_cast<std::int64_t>(std::abs(static_cast<double>(samples)) / rate_));
}

std::string RecordClock::time_of_day(std::int64_t sample) const {
  if (!start_seconds_) return interval(sample);
  const double start_samples = std::floor(*start_seconds_ * rate_);
  const SplitTime time = split(start_samples + static_cast<double>(sample), rate_);
  const std::int64_t days = time.seconds / seconds_per_day, second = time.seconds % seconds_per_day;
  std::string date;
  if (start_day_) {
    const chrono::year_month_day day{chrono::sys_days{chrono::days{*start_day_ + days}}};
    date = fmt::format(" {:02}/{:02}/{:04}", static_cast<unsigned>(day.day()),
                       static_cast<unsigned>(day.month()), static_cast<int>(day.year()));
  } else if (days > 0) {
    date = fmt::format(" {}", days);
  }
  return fmt::format("[{:02}:{:02}:{:02}.{:03}{}]", second / 3600, second / 60 % 60, second % 60,
                     time.milliseconds, date);
}

}  // namespace rwave::ec57
