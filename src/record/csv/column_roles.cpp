#include "record/csv/column_roles.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>
#include <string>
#include <vector>

namespace rwave {
namespace {

// Lower-case words; "timeMs" and "time_ms" are both "time" and "ms".
std::vector<std::string> header_words(std::string_view name) {
  std::vector<std::string> words(1);
  char before = ' ';
  for (const char c : name) {
    const auto byte = static_cast<unsigned char>(c);
    const bool letter = std::isalpha(byte) != 0 || byte >= 0x80 || c == '#';
    if (std::isupper(byte) != 0 && std::islower(static_cast<unsigned char>(before)) != 0 &&
        !words.back().empty())
      words.emplace_back();
    if (letter)
      words.back() += static_cast<char>(byte < 0x80 ? std::tolower(byte) : byte);
    else if (!words.back().empty())
      words.emplace_back();
    before = c;
  }
  if (words.back().empty()) words.pop_back();
  return words;
}

// The words for time in the languages in which tables were met. A word must match as a whole:
// "temps" is French time, "temp" a temperature.
constexpr std::array<std::string_view, 36> time_words = {
    "time",  "times",    "timestamp", "timestamps",  "t",     "zeit",     "zeitstempel", "uhrzeit",
    "temps", "tiempo",   "tempo",     "tijd",        "tid",   "czas",     "время",       "时间",
    "時間",  "datetime", "date",      "datum",       "fecha", "clock",    "seconds",     "sec",
    "secs",  "second",   "ms",        "millis",      "msec",  "millisec", "micros",      "elapsed",
    "unix",  "epoch",    "timer",     "milliseconds"};
constexpr std::array<std::string_view, 24> counter_words = {
    "sample",   "samples", "index", "idx",    "counter", "count",  "seq",   "nseq",
    "sequence", "n",       "nr",    "no",     "num",     "number", "point", "points",
    "row",      "frame",   "#",     "packet", "nummer",  "punkt",  "id",    "sampleindex"};

bool contains(const auto& list, const std::string& word) {
  return std::ranges::find(list, word) != std::ranges::end(list);
}

}  // namespace

bool is_time_name(std::string_view name) {
  const std::vector<std::string> words = header_words(name);
  return std::ranges::any_of(words, [](const std::string& word) { return contains(time_words, word); });
}

bool is_counter_name(std::string_view name) {
  const std::vector<std::string> words = header_words(name);
  // All words, not any: "sample" is a counter, "sample value" is the signal.
  return !words.empty() &&
         std::ranges::all_of(words, [](const std::string& word) { return contains(counter_words, word); });
}

Rise rise_of(std::span<const double> values) {
  Rise rise;
  // Few values rise by chance.
  if (values.size() < 8) return rise;
  std::vector<double> steps;
  for (std::size_t i = 1; i < values.size(); ++i) {
    steps.push_back(values[i] - values[i - 1]);
    if (steps.back() < 0) rise.falls = true;
  }
  std::vector<double> sorted = steps;
  // The median step: one gap or one lost row changes nothing.
  const auto middle = sorted.begin() + static_cast<std::ptrdiff_t>(sorted.size() / 2);
  std::ranges::nth_element(sorted, middle);
  rise.step = *middle;
  // Times are rounded where they were written: to a thousandth of a step or so.
  const double enough = 1e-3 * std::abs(rise.step) + 1e-12 * std::abs(values.back());
  const auto equal =
      std::ranges::count_if(steps, [&](double step) { return std::abs(step - rise.step) <= enough; });
  rise.even = rise.step != 0 && static_cast<std::size_t>(equal) * 10 >= steps.size() * 9;
  // 300 rows are a heartbeat and more at most rates; numbers like those of 1970's seconds are told sooner.
  constexpr std::size_t many = 300;
  constexpr double epoch = 1e8;
  rise.steady = !rise.falls && values.back() > values.front() &&
                (values.size() >= many || (std::abs(values.front()) >= epoch && rise.step > 0));
  return rise;
}

}  // namespace rwave
