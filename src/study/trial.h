#pragma once
// One trial of a study: a choice of parameters and what came of it.

#include <cstdint>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "study/space.h"

namespace rwave::study {

// Whether greater or lesser values are better.
enum class Direction { not_set, minimize, maximize };
// Optuna's states. `waiting` is of trials that another program has queued; this one queues none.
enum class TrialState { running, complete, pruned, fail, waiting };

// As Optuna's tables call them: "MAXIMIZE", "COMPLETE". The readers throw Error for other words.
std::string_view name_of(Direction direction);
std::string_view name_of(TrialState state);
Direction direction_from(const std::string& name);
TrialState state_from(const std::string& name);

// The user attribute that says why a trial's parameters do not train.
inline constexpr const char* fault_attribute = "fault";
// The one that says what of the data, the database or the machine ended a trial: its parameters were not at
// fault, and it is made up for.
inline constexpr const char* broken_off_attribute = "broken_off";

// As the database holds it.
struct Trial {
  // The database's number over all studies.
  std::int64_t id = 0;
  // Its number within the study, from 0.
  int number = 0;
  TrialState state = TrialState::running;
  // Times in UTC, "2026-11-22 11:32:05.309322"; empty: not yet.
  std::string started = {}, finished = {};
  // By name, in the form that Distribution describes.
  std::map<std::string, double> parameters = {};
  std::map<std::string, Distribution> distributions = {};
  // What was reported by step; may be infinite or NaN.
  std::map<int, double> intermediate = {};
  // Of a finished trial; of a pruned one, where it stood.
  std::optional<double> value = {};
  // Attributes: the program's own, and Optuna's.
  std::map<std::string, nlohmann::json> user = {}, system = {};

  // Whether it came to its end with a value.
  bool finished_well() const { return state == TrialState::complete && value.has_value(); }

  // Whether it came to a result, be it that its parameters do not train. Not where an interruption or a lost
  // worker ended it: such a trial is to be made up for.
  bool counts() const {
    return finished_well() || state == TrialState::pruned ||
           (state == TrialState::fail && user.contains(fault_attribute));
  }
};

// Whether `a` is a better value than `b`.
inline bool better(Direction direction, double a, double b) {
  return direction == Direction::maximize ? a > b : a < b;
}

// The time as Optuna stores it: UTC, with microseconds.
std::string utc_now();

// The whole trial as JSON and back, for what could not be stored yet. Infinite and NaN values are kept as the
// words "inf", "-inf" and "nan". Error where the text is not such a trial.
nlohmann::json to_json(const Trial& trial);
Trial trial_from_json(const nlohmann::json& json);

}  // namespace rwave::study
