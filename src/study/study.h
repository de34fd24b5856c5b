#pragma once
// A study in its database: what several workers on several machines read and write at once.

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "study/database.h"
#include "study/trial.h"

namespace rwave::study {

using Parameters = std::map<std::string, double>;

// What a worker tries next, given every trial there is and the number that its own will have; nothing where
// there is nothing left to do. Called within the transaction that begins the trial, so no two workers see the
// same state; must do nothing but compute, as it is called again where the database went away.
using Propose = std::function<std::optional<Parameters>(const std::vector<Trial>& trials, int number)>;

// One study, as the database holds it. Its functions are transactions; where the database goes away they wait
// and throw as Database::transaction() does.
class Study {
 public:
  // The study of that name, made with direction and user attributes where there is none; several workers may
  // do so at once, and all get the one study. `program` is noted as the writer where tables are made.
  static Study create_or_load(Database& database, const std::string& name, Direction direction,
                              const std::map<std::string, nlohmann::json>& user, const std::string& program);

  // A study that exists; Error listing those that do where it does not.
  static Study load(Database& database, const std::string& name);

  // As it was made or loaded; none of these changes later.
  const std::string& name() const { return name_; }
  Direction direction() const { return direction_; }
  const std::map<std::string, nlohmann::json>& user() const { return user_; }

  // All trials by number.
  std::vector<Trial> trials() const;

  // How many trials are complete and what they reported at `step`, for pruning.
  struct Reports {
    int complete = 0;
    std::vector<double> values;
  };
  Reports reports_at(int step) const;

  // Begins a trial of what `propose` wants: RUNNING, its number one more than the last, its heart beating.
  std::optional<Trial> begin(const Space& space, const Propose& propose,
                             const std::map<std::string, nlohmann::json>& user);

  // The value that the trial has reached after this step.
  void report(const Trial& trial, int step, double value);

  // The whole trial as it is in memory, over what the database holds of it: parameters, reports, attributes,
  // state, value. So whatever could not be stored before is stored with it.
  void write(const Trial& trial);

  // Notes that the trial's worker lives. One try, no waits.
  void beat(const Trial& trial);

  // Marks as FAIL the running trials whose worker has not been heard of for `grace` seconds, and those that
  // `is_dead` says of; gives their numbers. Trials without a heart, as Optuna leaves them unless asked, are
  // not touched. The clock is the database's, so the machines' own need not agree.
  std::vector<int> fail_stale(double grace, const std::function<bool(const Trial&)>& is_dead);

 private:
  Study(Database& database, std::string name) : database_(&database), name_(std::move(name)) {}

  // The connection that it was made with, which must outlive it.
  Database* database_;
  std::string name_;
  // The database's number of the study.
  long long id_ = 0;
  Direction direction_ = Direction::not_set;
  std::map<std::string, nlohmann::json> user_;
};

// The parameters of a study by what its trials hold: of each the latest distribution.
Space space_of(const std::vector<Trial>& trials);

}  // namespace rwave::study
