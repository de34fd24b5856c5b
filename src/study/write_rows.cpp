#include <fmt/format.h>

#include <cmath>

#include "study/table_rows.h"

namespace rwave::study {
namespace {

// As Python's json.dumps: non-ASCII letters escaped, so that the database's encoding does not matter.
std::string attribute_text(const nlohmann::json& value) {
  return value.dump(-1, ' ', true, nlohmann::json::error_handler_t::replace);
}

// Replaced where it is there: the same transaction may run twice.
void write_attribute(soci::session& sql, const std::string& owner, const std::string& owner_id, long long id,
                     const std::string& key, const nlohmann::json& value) {
  const std::string text = attribute_text(value);
  execute(
      (sql.prepare << fmt::format("INSERT INTO {0} ({1}, \"key\", value_json) VALUES (:id, :key, :value) "
                                  "ON CONFLICT ({1}, \"key\") DO UPDATE SET value_json = excluded.value_json",
                                  owner, owner_id),
       soci::use(id), soci::use(key), soci::use(text)));
}

}  // namespace

void execute(soci::statement statement) {
  statement.execute(true);
}

StoredValue stored(double value) {
  if (std::isfinite(value)) return {value, soci::i_ok, "FINITE"};
  return {0, soci::i_null, std::isnan(value) ? "NAN" : value > 0 ? "INF_POS" : "INF_NEG"};
}

void write_study_attribute(soci::session& sql, long long study, const std::string& key,
                           const nlohmann::json& value) {
  write_attribute(sql, "study_user_attributes", "study_id", study, key, value);
}

void write_parameters(soci::session& sql, const Trial& trial) {
  const long long id = trial.id;
  for (const auto& [name, value] : trial.parameters) {
    // Bound, not written into the statement: names and choices are the user's.
    const std::string distribution = to_json(trial.distributions.at(name));
    execute((
        sql.prepare
            << "INSERT INTO trial_params (trial_id, param_name, param_value, distribution_json) VALUES (:id, "
               ":name, "
               ":value, :distribution) ON CONFLICT (trial_id, param_name) DO UPDATE SET param_value = "
               "excluded.param_value, distribution_json = excluded.distribution_json",
        soci::use(id), soci::use(name), soci::use(value), soci::use(distribution)));
  }
}

void write_report(soci::session& sql, long long trial, int step, double value) {
  StoredValue row = stored(value);
  execute((sql.prepare
               << "INSERT INTO trial_intermediate_values (trial_id, step, intermediate_value, "
                  "intermediate_value_type) "
                  "VALUES (:id, :step, :value, :type) ON CONFLICT (trial_id, step) DO UPDATE SET "
                  "intermediate_value = "
                  "excluded.intermediate_value, intermediate_value_type = excluded.intermediate_value_type",
           soci::use(trial), soci::use(step), soci::use(row.number, row.known), soci::use(row.type)));
}

// Objective 0: one value per trial.
void write_value(soci::session& sql, long long trial, double value) {
  StoredValue row = stored(value);
  execute(
      (sql.prepare << "INSERT INTO trial_values (trial_id, objective, value, value_type) VALUES (:id, 0, "
                      ":value, :type) "
                      "ON CONFLICT (trial_id, objective) DO UPDATE SET value = excluded.value, value_type = "
                      "excluded.value_type",
       soci::use(trial), soci::use(row.number, row.known), soci::use(row.type)));
}

void write_attributes(soci::session& sql, const Trial& trial) {
  for (const auto& [key, value] : trial.user)
    write_attribute(sql, "trial_user_attributes", "trial_id", trial.id, key, value);
  for (const auto& [key, value] : trial.system)
    write_attribute(sql, "trial_system_attributes", "trial_id", trial.id, key, value);
}

}  // namespace rwave::study
