#include "study/study.h"

#include <fmt/format.h>
#include <soci/soci.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "study/database.h"
#include "study/table_rows.h"

namespace rwave::study {
namespace {

// By name: ids differ from database to database, names are what people type.
std::optional<long long> find_study(soci::session& sql, const std::string& name) {
  long long id = 0;
  execute((sql.prepare << "SELECT study_id FROM studies WHERE study_name = :name", soci::into(id),
           soci::use(name)));
  return sql.got_data() ? std::optional(id) : std::nullopt;
}

Direction read_direction(soci::session& sql, long long study, const std::string& name) {
  std::string direction;
  int objectives = 0;
  execute((sql.prepare << "SELECT COUNT(*) FROM study_directions WHERE study_id = :id",
           soci::into(objectives), soci::use(study)));
  // Optuna's studies may have several; a table of this program has one value per trial.
  if (objectives != 1)
    throw Error(
        fmt::format("the study '{}' has {} objectives, where one is searched here", name, objectives));
  execute((sql.prepare << "SELECT direction FROM study_directions WHERE study_id = :id",
           soci::into(direction), soci::use(study)));
  return direction_from(direction);
}

// Writers of one study go one after another: in SQLite every writing transaction does, in PostgreSQL the
// study's row is the lock, which Optuna's own workers take too.
void lock(soci::session& sql, Dialect dialect, long long study) {
  if (dialect == Dialect::postgresql)
    execute((sql.prepare << "SELECT study_id FROM studies WHERE study_id = :id FOR UPDATE", soci::into(study),
             soci::use(study)));
}

// The database's clock as Optuna takes it for heartbeats.
const char* now_of(Dialect dialect) {
  return dialect == Dialect::sqlite ? "strftime('%Y-%m-%d %H:%M:%f000', 'now')" : "LOCALTIMESTAMP";
}

// The database's clock: those of several machines need not agree.
void write_beat(soci::session& sql, Dialect dialect, long long trial) {
  execute((sql.prepare << fmt::format("INSERT INTO trial_heartbeats (trial_id, heartbeat) VALUES (:id, {0}) "
                                      "ON CONFLICT (trial_id) DO UPDATE SET heartbeat = {0}",
                                      now_of(dialect)),
           soci::use(trial)));
}

// The running trials of the study that have a heart; only those older than `grace` where it is not negative.
std::set<long long> with_heart(soci::session& sql, Dialect dialect, long long study, double grace) {
  const std::string limit =
      dialect == Dialect::sqlite
          ? fmt::format("strftime('%Y-%m-%d %H:%M:%f000', 'now', '-{:.3f} seconds')", std::max(grace, 0.0))
          : fmt::format("LOCALTIMESTAMP - INTERVAL '{:.3f} seconds'", std::max(grace, 0.0));
  long long id = 0;
  soci::statement rows =
      (sql.prepare
           << "SELECT t.trial_id FROM trials t JOIN trial_heartbeats h ON h.trial_id = t.trial_id WHERE "
              "t.study_id = :study AND t.state = 'RUNNING'" +
                  (grace < 0 ? "" : " AND h.heartbeat < " + limit),
       soci::into(id), soci::use(study));
  rows.execute();
  std::set<long long> found;
  while (rows.fetch()) found.insert(id);
  return found;
}

// Running from the first moment: another worker must not take the same number.
long long insert_trial(soci::session& sql, long long study, const Trial& trial) {
  long long id = 0;
  execute((sql.prepare << "INSERT INTO trials (number, study_id, state, datetime_start) VALUES (:number, "
                          ":study, 'RUNNING', "
                          ":now) "
                          "RETURNING trial_id",
           soci::into(id), soci::use(trial.number), soci::use(study), soci::use(trial.started)));
  return id;
}

void set_state(soci::session& sql, const Trial& trial) {
  const long long id = trial.id;
  const std::string state(name_of(trial.state));
  std::string at = trial.finished;
  // A running trial has no end: NULL, as Optuna leaves it.
  soci::indicator finished = trial.finished.empty() ? soci::i_null : soci::i_ok;
  execute(
      (sql.prepare << "UPDATE trials SET state = :state, datetime_complete = :finished WHERE trial_id = :id",
       soci::use(state), soci::use(at, finished), soci::use(id)));
}

}  // namespace

Study Study::create_or_load(Database& database, const std::string& name, Direction direction,
                            const std::map<std::string, nlohmann::json>& user, const std::string& program) {
  // First the tables, in a transaction of their own, then the study in them.
  make_schema(database, program);
  Study study(database, name);
  database.transaction([&](soci::session& sql) {
    execute(
        (sql.prepare << "INSERT INTO studies (study_name) VALUES (:name) ON CONFLICT (study_name) DO NOTHING",
         soci::use(name)));
    study.id_ = *find_study(sql, name);
    lock(sql, database.dialect(), study.id_);
    int there = 0;
    execute((sql.prepare << "SELECT COUNT(*) FROM study_directions WHERE study_id = :id", soci::into(there),
             soci::use(study.id_)));
    if (there == 0) {  // made just now: the first of several workers comes here
      const std::string word(name_of(direction));
      execute(
          (sql.prepare
               << "INSERT INTO study_directions (direction, study_id, objective) VALUES (:direction, :id, 0)",
           soci::use(word), soci::use(study.id_)));
      for (const auto& [key, value] : user) write_study_attribute(sql, study.id_, key, value);
    }
    study.direction_ = read_direction(sql, study.id_, name);
    study.user_ = read_study_attributes(sql, study.id_);
  });
  return study;
}

Study Study::load(Database& database, const std::string& name) {
  Study study(database, name);
  database.transaction([&](soci::session& sql) {
    const auto id = find_study(sql, name);
    if (!id) {
      std::string known, one;
      soci::statement rows =
          (sql.prepare << "SELECT study_name FROM studies ORDER BY study_name", soci::into(one));
      rows.execute();
      while (rows.fetch()) known += (known.empty() ? "" : ", ") + one;
      throw Error(database.url().shown, fmt::format("no study is called '{}' (there are: {})", name, known));
    }
    study.id_ = *id;
    study.direction_ = read_direction(sql, study.id_, name);
    study.user_ = read_study_attributes(sql, study.id_);
  });
  return study;
}

std::vector<Trial> Study::trials() const {
  std::vector<Trial> found;
  database_->transaction([&](soci::session& sql) { found = read_trials(sql, id_); });
  return found;
}

Study::Reports Study::reports_at(int step) const {
  Reports found;
  database_->transaction([&](soci::session& sql) {
    // The transaction may run again: what the first attempt read is dropped.
    found = {};
    execute((sql.prepare << "SELECT COUNT(*) FROM trials WHERE study_id = :study AND state = 'COMPLETE'",
             soci::into(found.complete), soci::use(id_)));
    StoredValue value;
    soci::statement rows =
        (sql.prepare
             << "SELECT v.intermediate_value, v.intermediate_value_type FROM trial_intermediate_values v "
                "JOIN trials t ON t.trial_id = v.trial_id WHERE t.study_id = :study AND t.state = "
                "'COMPLETE' AND v.step = :step",
         soci::into(value.number, value.known), soci::into(value.type), soci::use(id_), soci::use(step));
    rows.execute();
    while (rows.fetch()) found.values.push_back(restored(value));
  });
  return found;
}

std::optional<Trial> Study::begin(const Space& space, const Propose& propose,
                                  const std::map<std::string, nlohmann::json>& user) {
  std::optional<Trial> begun;
  database_->transaction([&](soci::session& sql) {
    // Again from nothing, as the transaction may run more than once.
    begun.reset();
    lock(sql, database_->dialect(), id_);
    // All trials are read inside the transaction, under the lock: read before it, two workers could
    // take the same number or fill the budget twice.
    const std::vector<Trial> known = read_trials(sql, id_);
    Trial trial{.number = known.empty() ? 0 : known.back().number + 1, .started = utc_now()};
    const auto parameters = propose(known, trial.number);
    if (!parameters) return;
    trial.parameters = *parameters;
    for (const Parameter& parameter : space) trial.distributions[parameter.name] = parameter.distribution;
    trial.user = user;
    trial.id = insert_trial(sql, id_, trial);
    write_parameters(sql, trial);
    write_attributes(sql, trial);
    // The first beat with the trial itself: without one it would count as a trial without a heart,
    // and would never be failed if its worker died before the first 15 s had gone.
    write_beat(sql, database_->dialect(), trial.id);
    begun = std::move(trial);
  });
  return begun;
}

void Study::report(const Trial& trial, int step, double value) {
  database_->transaction([&](soci::session& sql) { write_report(sql, trial.id, step, value); });
}

void Study::write(const Trial& trial) {
  database_->transaction([&](soci::session& sql) {
    lock(sql, database_->dialect(), id_);
    write_parameters(sql, trial);
    for (const auto& [step, value] : trial.intermediate) write_report(sql, trial.id, step, value);
    // A value that is not a number has no place in Optuna's table; such a trial is FAIL without one.
    if (trial.value && !std::isnan(*trial.value)) write_value(sql, trial.id, *trial.value);
    write_attributes(sql, trial);
    set_state(sql, trial);
  });
}

// Tried once: a beat that comes late says nothing more than the next one will.
void Study::beat(const Trial& trial) {
  database_->transaction_once([&](soci::session& sql) { write_beat(sql, database_->dialect(), trial.id); });
}

std::vector<int> Study::fail_stale(double grace, const std::function<bool(const Trial&)>& is_dead) {
  std::vector<int> failed;
  database_->transaction([&](soci::session& sql) {
    failed.clear();
    lock(sql, database_->dialect(), id_);
    // A trial of Optuna's without a heartbeat is never stale: nobody promised one.
    const std::set<long long> beating = with_heart(sql, database_->dialect(), id_, -1);
    const std::set<long long> stale = with_heart(sql, database_->dialect(), id_, grace);
    for (Trial& trial : read_trials(sql, id_)) {
      // It may have ended between the two questions.
      if (trial.state != TrialState::running) continue;
      if (!stale.contains(trial.id) && !(beating.contains(trial.id) && is_dead(trial))) continue;
      trial.state = TrialState::fail;
      trial.finished = utc_now();
      set_state(sql, trial);
      failed.push_back(trial.number);
    }
  });
  return failed;
}

Space space_of(const std::vector<Trial>& trials) {
  // A range may have been changed between two runs; what is drawn next is drawn from the last.
  std::map<std::string, Distribution> latest;
  for (const Trial& trial : trials) {
    for (const auto& [name, distribution] : trial.distributions) latest[name] = distribution;
  }
  Space space;
  for (const auto& [name, distribution] : latest) space.push_back({name, distribution});
  return space;
}

}  // namespace rwave::study
