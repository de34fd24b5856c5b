#include <fmt/format.h>

#include <cmath>
#include <functional>
#include <limits>

#include "rwave/error.h"
#include "study/table_rows.h"

namespace rwave::study {
namespace {

using TrialsById = std::map<long long, Trial>;

// Calls take() with the trial of that id. Nothing where read_heads() did not meet it: in PostgreSQL each
// query sees what was committed until then, and another worker may have begun a trial since the first.
template <class Take>
void with_trial(TrialsById& trials, long long id, Take&& take) {
  if (const auto found = trials.find(id); found != trials.end()) take(found->second);
}

// Other programs write attributes too: what is no JSON is reported with its key.
nlohmann::json parse_attribute(const std::string& key, const std::string& text) {
  try {
    return nlohmann::json::parse(text);
  } catch (const nlohmann::json::exception&) {
    throw Error(fmt::format("the study's attribute '{}' is not JSON: '{}'", key, text.substr(0, 80)));
  }
}

// A table's rows that belong to trials of the study: `columns` from `table`, in the order of `order`.
std::string of_study(const std::string& columns, const std::string& table) {
  return fmt::format(
      "SELECT t.trial_id, {} FROM {} x JOIN trials t ON x.trial_id = t.trial_id WHERE t.study_id = :study",
      columns, table);
}

// Calls take() for every row that `statement` yields into what it was prepared with.
void each(soci::statement& statement, const std::function<void()>& take) {
  statement.execute();
  while (statement.fetch()) take();
}

void read_heads(soci::session& sql, long long study, TrialsById& trials) {
  // soci fetches every row into the same variables, so each is copied out before the next.
  Trial trial;
  long long id = 0;
  std::string state, started, finished;
  soci::indicator has_number = soci::i_ok, has_start = soci::i_ok, has_end = soci::i_ok;
  soci::statement rows =
      (sql.prepare << "SELECT trial_id, number, state, datetime_start, datetime_complete FROM trials WHERE "
                      "study_id = :study",
       soci::into(id), soci::into(trial.number, has_number), soci::into(state),
       soci::into(started, has_start), soci::into(finished, has_end), soci::use(study));
  each(rows, [&] {
    trial.id = id;
    trial.state = state_from(state);
    trial.started = has_start == soci::i_ok ? started : "";
    trial.finished = has_end == soci::i_ok ? finished : "";
    trials[id] = trial;
  });
}

void read_parameters(soci::session& sql, long long study, TrialsById& trials) {
  long long id = 0;
  std::string name, distribution;
  double value = 0;
  soci::statement rows =
      (sql.prepare << of_study("param_name, param_value, distribution_json", "trial_params"), soci::into(id),
       soci::into(name), soci::into(value), soci::into(distribution), soci::use(study));
  each(rows, [&] {
    with_trial(trials, id, [&](Trial& trial) {
      trial.distributions[name] = distribution_from_json(distribution);
      // A value outside its range would take a sampler's arithmetic outside its tables.
      if (!contains(trial.distributions[name], value)) {
        throw Error(fmt::format("trial {} holds {} = {}, which its own distribution does not", trial.number,
                                name, value));
      }
      trial.parameters[name] = value;
    });
  });
}

// Objective 0 alone: studies of several objectives are refused where they are opened.
void read_values(soci::session& sql, long long study, TrialsById& trials) {
  long long id = 0;
  StoredValue value;
  soci::statement rows =
      (sql.prepare << of_study("value, value_type", "trial_values") + " AND objective = 0", soci::into(id),
       soci::into(value.number, value.known), soci::into(value.type), soci::use(study));
  each(rows, [&] { with_trial(trials, id, [&](Trial& trial) { trial.value = restored(value); }); });
}

void read_reports(soci::session& sql, long long study, TrialsById& trials) {
  long long id = 0;
  int step = 0;
  StoredValue value;
  soci::statement rows = (sql.prepare << of_study("step, intermediate_value, intermediate_value_type",
                                                  "trial_intermediate_values"),
                          soci::into(id), soci::into(step), soci::into(value.number, value.known),
                          soci::into(value.type), soci::use(study));
  each(rows,
       [&] { with_trial(trials, id, [&](Trial& trial) { trial.intermediate[step] = restored(value); }); });
}

void read_attributes(soci::session& sql, long long study, const std::string& table, TrialsById& trials,
                     std::map<std::string, nlohmann::json> Trial::*attributes) {
  long long id = 0;
  std::string key, value;
  soci::statement rows = (sql.prepare << of_study("x.\"key\", x.value_json", table), soci::into(id),
                          soci::into(key), soci::into(value), soci::use(study));
  each(rows, [&] {
    with_trial(trials, id, [&](Trial& trial) { (trial.*attributes)[key] = parse_attribute(key, value); });
  });
}

}  // namespace

// Optuna's columns cannot hold what is not finite: the type says it.
double restored(const StoredValue& value) {
  const double infinite = std::numeric_limits<double>::infinity();
  if (value.type == "INF_POS") return infinite;
  if (value.type == "INF_NEG") return -infinite;
  if (value.type == "NAN" || value.known != soci::i_ok) return std::numeric_limits<double>::quiet_NaN();
  return value.number;
}

std::vector<Trial> read_trials(soci::session& sql, long long study) {
  // Table by table for the whole study, not trial by trial: the number of queries does not grow with the
  // study.
  TrialsById by_id;
  read_heads(sql, study, by_id);
  read_parameters(sql, study, by_id);
  read_values(sql, study, by_id);
  read_reports(sql, study, by_id);
  read_attributes(sql, study, "trial_user_attributes", by_id, &Trial::user);
  read_attributes(sql, study, "trial_system_attributes", by_id, &Trial::system);
  std::vector<Trial> trials;
  for (auto& [id, trial] : by_id) trials.push_back(std::move(trial));
  // Ids grow with time over all studies; numbers are the study's own order.
  std::ranges::sort(trials, {}, &Trial::number);
  return trials;
}

std::map<std::string, nlohmann::json> read_study_attributes(soci::session& sql, long long study) {
  std::map<std::string, nlohmann::json> found;
  std::string key, value;
  soci::statement rows =
      (sql.prepare << "SELECT \"key\", value_json FROM study_user_attributes WHERE study_id = :study",
       soci::into(key), soci::into(value), soci::use(study));
  each(rows, [&] { found[key] = parse_attribute(key, value); });
  return found;
}

}  // namespace rwave::study
