// The rate of a table: what the user says, its times and its head must agree; what they cannot agree about is
// never guessed, since a wrong rate gives plausible, wrong heart rates.
#include <fmt/format.h>

#include <cmath>

#include "record/csv/table.h"
#include "rwave/error.h"

namespace rwave {

double settle_rate(std::optional<double> given, double clock_rate, const TableHead& head,
                   const std::string& file, std::vector<std::pair<std::string, std::string>>& understood,
                   std::vector<std::string>& warnings) {
  constexpr double agreement = 0.02;  // share: clocks of devices run a little fast or slow
  const auto agree = [&](double a, double b) { return std::abs(a / b - 1) <= agreement; };
  const std::string column = head.clock ? head.columns[*head.clock].name : "";
  const auto say = [&](std::string_view how) { understood.emplace_back("rate", how); };
  if (given && !(*given > 0 && std::isfinite(*given)))
    throw UsageError(file, fmt::format("--rate {}: a number of Hz above 0 was expected", *given));
  if (given && clock_rate > 0 && !agree(*given, clock_rate))
    throw UsageError(
        file, fmt::format("--rate says {:g} Hz, its column {} says {:g} Hz: leave --rate out, or, where the "
                          "column is wrong, give --ignore-time",
                          *given, column, clock_rate));
  if (given && clock_rate == 0 && head.stated_rate && !agree(*given, *head.stated_rate))
    throw UsageError(
        file, fmt::format(
                  "--rate says {:g} Hz, the file's head {:g} Hz ('{}'): leave --rate out, or remove the line",
                  *given, *head.stated_rate, head.stated_rate_line));
  if (given) {
    say(clock_rate > 0 ? fmt::format("--rate; column {} agrees ({:g} Hz)", column, clock_rate)
                       : std::string("--rate"));
    return *given;
  }
  // Faster than any recorder: the unit of the times was not told right.
  if (clock_rate > 1e6)
    throw UsageError(
        file, fmt::format("its column {} says {:g} Hz, which no recorder has: give --rate and --ignore-time",
                          column, clock_rate));
  if (clock_rate > 0) {
    if (head.stated_rate && agree(*head.stated_rate, clock_rate)) {
      say(fmt::format("the head's ('{}'); column {} agrees ({:g} Hz)", head.stated_rate_line, column,
                      clock_rate));
      return *head.stated_rate;
    }
    if (head.stated_rate)
      warnings.push_back(fmt::format("its head says {:g} Hz ('{}'), its column {} {:g} Hz, which is used",
                                     *head.stated_rate, head.stated_rate_line, column, clock_rate));
    say(fmt::format("column {}, {:g} Hz", column, clock_rate));
    return clock_rate;
  }
  if (head.stated_rate) {
    say(fmt::format("the head's: '{}'", head.stated_rate_line));
    return *head.stated_rate;
  }
  throw UsageError(file,
                   "states no sampling rate, in a column of times or in its head: give it with --rate HZ");
}

}  // namespace rwave
