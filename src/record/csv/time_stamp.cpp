#include "record/csv/time_stamp.h"
#include "record/csv/cells.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <chrono>
#include <cmath>
#include <string>

#include "record/text.h"

namespace rwave {
namespace {

// Cuts the digits at the beginning off `rest`; nothing where there are none or too many for a clock or a
// year.
std::optional<int> take_digits(std::string_view& rest) {
  std::size_t length = 0;
  int value = 0;
  while (length < rest.size() && is_digit(rest[length]) && length < 5)
    value = 10 * value + (rest[length++] - '0');
  if (length == 0 || length > 4) return std::nullopt;
  rest.remove_prefix(length);
  return value;
}

bool take(std::string_view& rest, char c) {
  if (rest.empty() || rest.front() != c) return false;
  rest.remove_prefix(1);
  return true;
}

void skip_blanks(std::string_view& rest) {
  while (!rest.empty() && (rest.front() == ' ' || rest.front() == '[')) rest.remove_prefix(1);
}

// The fraction of a second behind '.' or ','.
double take_fraction(std::string_view& rest) {
  if (rest.size() < 2 || (rest[0] != '.' && rest[0] != ',') || !is_digit(rest[1])) return 0;
  rest.remove_prefix(1);
  double value = 0, digit = 0.1;
  for (; !rest.empty() && is_digit(rest.front()); rest.remove_prefix(1), digit /= 10)
    value += digit * (rest.front() - '0');
  return value;
}

// [HH:]MM:SS[.fff] [AM|PM], seconds.
std::optional<double> take_time(std::string_view& rest) {
  std::string_view at = rest;
  const auto first = take_digits(at);
  if (!first || !take(at, ':')) return std::nullopt;
  const auto second = take_digits(at);
  if (!second || *second > 59) return std::nullopt;
  double seconds = 0;
  if (at.size() > 1 && at[0] == ':' && is_digit(at[1])) {
    at.remove_prefix(1);
    const auto third = take_digits(at);
    // A leap second has the number 60.
    if (!third || *third > 60) return std::nullopt;
    seconds = 3600.0 * *first + 60.0 * *second + *third;
  } else {
    seconds = 60.0 * *first + *second;  // MM:SS, as rdsamp prints
  }
  if (at.size() > 3 && at[0] == ':') {  // "21:56:26:004": some put a colon before the milliseconds
    std::string_view fraction = at.substr(1);
    double value = 0, digit = 0.1;
    for (; !fraction.empty() && is_digit(fraction.front()); fraction.remove_prefix(1), digit /= 10)
      value += digit * (fraction.front() - '0');
    seconds += value;
    at = fraction;
  } else {
    seconds += take_fraction(at);
  }
  skip_blanks(at);
  const auto half = [&](char letter) {
    return at.size() >= 2 && std::toupper(static_cast<unsigned char>(at[0])) == letter &&
           std::toupper(static_cast<unsigned char>(at[1])) == 'M';
  };
  if (half('A') || half('P')) {
    // 12 AM is midnight and 12 PM is noon.
    if (half('P') && *first < 12) seconds += 43200;
    if (half('A') && *first == 12) seconds -= 43200;
    at.remove_prefix(2);
  }
  rest = at;
  return seconds;
}

// Three numbers of a date in their order.
std::optional<std::array<int, 3>> take_date_numbers(std::string_view& at) {
  const auto first = take_digits(at);
  if (!first || at.empty() || std::string_view("-./").find(at.front()) == std::string_view::npos)
    return std::nullopt;
  // The same mark must stand in both places: "3-4.5" is no date.
  const char separator = at.front();
  at.remove_prefix(1);
  const auto second = take_digits(at);
  if (!second || !take(at, separator)) return std::nullopt;
  const auto third = take_digits(at);
  if (!third) return std::nullopt;
  return std::array{*first, *second, *third};
}

double days_of(const std::chrono::year_month_day& date) {
  return static_cast<double>(std::chrono::sys_days(date).time_since_epoch().count());
}

// YYYY-MM-DD, DD.MM.YYYY, DD/MM/YYYY or MM/DD/YYYY (told apart where a number is above 12; else by
// `month_first`), days since 1970.
std::optional<double> take_date(std::string_view& rest, bool month_first) {
  std::string_view at = rest;
  const auto numbers = take_date_numbers(at);
  if (!numbers) return std::nullopt;
  auto [year, month, day] = *numbers;
  // A first number of at most 31 is a day or a month, so the year stands last.
  if (year <= 31) {
    std::swap(year, day);
    if (year < 100) year += 2000;
    if (month_first) std::swap(month, day);
    if (month > 12) std::swap(month, day);
  }
  const std::chrono::year_month_day date{std::chrono::year(year),
                                         std::chrono::month(static_cast<unsigned>(month)),
                                         std::chrono::day(static_cast<unsigned>(day))};
  if (!date.ok() || year < 1900 || year > 2200) return std::nullopt;
  rest = at;
  return days_of(date);
}

// "Z", "+02:00", "-0700", " UTC"; seconds, 0 where there is none. Nothing where something else follows.
std::optional<double> take_offset(std::string_view rest) {
  skip_blanks(rest);
  if (rest.empty() || rest == "Z" || rest == "]" || rest == "UTC" || rest == "GMT") return 0;
  const bool negative = rest.front() == '-';
  if (rest.front() != '+' && rest.front() != '-') return std::nullopt;
  rest.remove_prefix(1);
  auto hours = take_digits(rest);
  if (!hours) return std::nullopt;
  int minutes = 0;
  if (take(rest, ':')) {
    const auto value = take_digits(rest);
    if (!value) return std::nullopt;
    minutes = *value;
  } else if (*hours >= 100) {
    minutes = *hours % 100;
    hours = *hours / 100;
  }
  if (!rest.empty() && rest != "]") return std::nullopt;
  return (negative ? -60.0 : 60.0) * (60 * *hours + minutes);
}

}  // namespace

std::optional<double> parse_clock(std::string_view cell, bool month_first) {
  std::string_view rest = cell;
  skip_blanks(rest);
  if (rest.size() < 4) return std::nullopt;
  // A date must be followed by a time: a date alone cannot be a clock of samples.
  if (auto days = take_date(rest, month_first)) {
    if (!take(rest, 'T') && !take(rest, ' ') && !take(rest, '_')) return std::nullopt;
    skip_blanks(rest);
    const auto seconds = take_time(rest);
    if (!seconds) return std::nullopt;
    const auto offset = take_offset(rest);
    if (!offset) return std::nullopt;
    return 86400 * *days + *seconds - *offset;
  }
  const bool negative = take(rest, '-');
  const auto seconds = take_time(rest);
  if (!seconds) return std::nullopt;
  skip_blanks(rest);
  if (auto days = take_date(rest, month_first)) return 86400 * *days + *seconds;  // WFDB puts the date behind
  if (!take_offset(rest)) return std::nullopt;
  return negative ? -*seconds : *seconds;
}

std::optional<DateOrder> date_order(std::string_view cell) {
  skip_blanks(cell);
  const auto numbers = take_date_numbers(cell);
  if (!numbers || (*numbers)[0] > 31) return std::nullopt;
  if ((*numbers)[0] > 12) return DateOrder::day_first;
  return (*numbers)[1] > 12 ? std::optional(DateOrder::month_first) : std::nullopt;
}

std::optional<double> exchange_day_and_month(double seconds) {
  constexpr double day = 86400;
  const double days = std::floor(seconds / day);
  if (std::abs(days) > 1e6) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::sys_days(std::chrono::days(static_cast<int>(days)))};
  const std::chrono::year_month_day other{date.year(), std::chrono::month(static_cast<unsigned>(date.day())),
                                          std::chrono::day(static_cast<unsigned>(date.month()))};
  if (!other.ok()) return std::nullopt;
  return days_of(other) * day + seconds - days * day;
}

// A colon is asked for first, as most cells are numbers and a table has millions of them.
bool is_clock_cell(std::string_view cell) {
  return cell.find(':') != std::string_view::npos && parse_clock(cell).has_value();
}

bool is_date_cell(std::string_view cell) {
  std::string_view rest = cell;
  skip_blanks(rest);
  return take_date(rest, false).has_value() && trim(rest).empty();
}

std::optional<double> seconds_of_unit(std::string_view unit) {
  std::string word;
  for (const char c : unit) {
    const auto byte = static_cast<unsigned char>(c);
    if (std::isalpha(byte) != 0) word += static_cast<char>(std::tolower(byte));
    if (byte == 0xb5 || byte == 0xbc) word += 'u';  // the micro signs, UTF-8 or Latin-1
  }
  struct Unit {
    std::string_view word;
    double seconds;
  };
  constexpr std::array<Unit, 27> units = {{{"s", 1},
                                           {"sec", 1},
                                           {"secs", 1},
                                           {"second", 1},
                                           {"seconds", 1},
                                           {"sek", 1},
                                           {"sekunden", 1},
                                           {"ms", 1e-3},
                                           {"msec", 1e-3},
                                           {"msecs", 1e-3},
                                           {"millis", 1e-3},
                                           {"millisec", 1e-3},
                                           {"millisecond", 1e-3},
                                           {"milliseconds", 1e-3},
                                           {"us", 1e-6},
                                           {"usec", 1e-6},
                                           {"micros", 1e-6},
                                           {"microsec", 1e-6},
                                           {"microseconds", 1e-6},
                                           {"ns", 1e-9},
                                           {"nsec", 1e-9},
                                           {"nanos", 1e-9},
                                           {"nanoseconds", 1e-9},
                                           {"min", 60},
                                           {"minutes", 60},
                                           {"h", 3600},
                                           {"hours", 3600}}};
  const auto found = std::ranges::find(units, word, &Unit::word);
  return found == units.end() ? std::nullopt : std::optional(found->seconds);
}

}  // namespace rwave
