#include "study/trial.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <array>
#include <chrono>
#include <cmath>
#include <ctime>
#include <limits>

#include "rwave/error.h"

namespace rwave::study {
namespace {

using nlohmann::json;

// In the order of the enums.
constexpr std::array<std::string_view, 3> directions = {"NOT_SET", "MINIMIZE", "MAXIMIZE"};
constexpr std::array<std::string_view, 5> states = {"RUNNING", "COMPLETE", "PRUNED", "FAIL", "WAITING"};

template <class Enum, std::size_t n>
Enum named(const std::array<std::string_view, n>& names, const std::string& name, std::string_view what) {
  for (std::size_t i = 0; i < n; ++i) {
    if (names.at(i) == name) return static_cast<Enum>(i);
  }
  throw Error(
      fmt::format("the study holds the {} '{}', expected one of {}", what, name, fmt::join(names, " ")));
}

// JSON knows no infinite numbers; words are what Python's reader takes too.
json number_json(double value) {
  if (std::isfinite(value)) return value;
  return std::isnan(value) ? "nan" : value > 0 ? "inf" : "-inf";
}

double number_from(const json& value) {
  if (!value.is_string()) return value.get<double>();
  const double infinite = std::numeric_limits<double>::infinity();
  const std::string word = value;
  if (word == "inf") return infinite;
  if (word == "-inf") return -infinite;
  if (word == "nan") return std::numeric_limits<double>::quiet_NaN();
  throw Error(fmt::format("a spooled trial holds the value '{}', expected a number", word));
}

}  // namespace

std::string_view name_of(Direction direction) {
  return directions.at(static_cast<std::size_t>(direction));
}

std::string_view name_of(TrialState state) {
  return states.at(static_cast<std::size_t>(state));
}

Direction direction_from(const std::string& name) {
  return named<Direction>(directions, name, "direction");
}

TrialState state_from(const std::string& name) {
  return named<TrialState>(states, name, "state");
}

// UTC with microseconds and a blank in the middle: the text that SQLAlchemy stores for a DATETIME
// in SQLite. Optuna's own times are local ones; workers in several time zones would not agree on
// those.
std::string utc_now() {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  const auto microseconds = std::chrono::duration_cast<std::chrono::microseconds>(now).count();
  const std::time_t seconds = microseconds / 1'000'000;
  std::tm parts{};
  // gmtime_r: the heartbeat has a thread of its own.
  ::gmtime_r(&seconds, &parts);
  return fmt::format("{:04}-{:02}-{:02} {:02}:{:02}:{:02}.{:06}", parts.tm_year + 1900, parts.tm_mon + 1,
                     parts.tm_mday, parts.tm_hour, parts.tm_min, parts.tm_sec, microseconds % 1'000'000);
}

json to_json(const Trial& trial) {
  json text = {{"number", trial.number},        {"id", trial.id},
               {"state", name_of(trial.state)}, {"started", trial.started},
               {"finished", trial.finished},    {"user", trial.user},
               {"system", trial.system},        {"value", nullptr},
               {"intermediate", json::array()}, {"parameters", json::array()}};
  if (trial.value) text["value"] = number_json(*trial.value);
  for (const auto& [step, value] : trial.intermediate)
    text["intermediate"].push_back({step, number_json(value)});
  for (const auto& [name, value] : trial.parameters)
    text["parameters"].push_back({name, value, to_json(trial.distributions.at(name))});
  return text;
}

Trial trial_from_json(const json& text) {
  try {
    Trial trial{.id = text.at("id"),
                .number = text.at("number"),
                .state = state_from(text.at("state")),
                .started = text.at("started"),
                .finished = text.at("finished")};
    trial.user = text.at("user").get<std::map<std::string, json>>();
    trial.system = text.at("system").get<std::map<std::string, json>>();
    if (!text.at("value").is_null()) trial.value = number_from(text.at("value"));
    for (const json& row : text.at("intermediate")) trial.intermediate[row.at(0)] = number_from(row.at(1));
    for (const json& row : text.at("parameters")) {
      trial.parameters[row.at(0)] = row.at(1);
      trial.distributions[row.at(0)] = distribution_from_json(row.at(2));
    }
    return trial;
  } catch (const json::exception& fault) {
    throw Error(fmt::format("a spooled trial cannot be read: {}", fault.what()));
  }
}

}  // namespace rwave::study
