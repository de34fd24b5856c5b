#pragma once
// Rows of Optuna's tables, read and written within a transaction (read_rows.cpp, write_rows.cpp).

#include <soci/soci.h>

#include <string>
#include <vector>

#include "study/trial.h"

namespace rwave::study {

// Executes a prepared statement once: execute((sql.prepare << "...", soci::into(x), soci::use(y))).
// SOCI's own `sql << "...", soci::use(y)` executes in the destructor of a temporary: where memory ends while
// a parameter is bound, that runs the statement without the parameter while the stack unwinds, and its error
// ends the process.
void execute(soci::statement statement);

// All trials of the study, by number.
std::vector<Trial> read_trials(soci::session& sql, long long study);

// The user attributes of a study.
std::map<std::string, nlohmann::json> read_study_attributes(soci::session& sql, long long study);
void write_study_attribute(soci::session& sql, long long study, const std::string& key,
                           const nlohmann::json& value);

// A value and its type, as both tables of values hold them: FINITE with the number, else INF_POS, INF_NEG or
// NAN with none.
struct StoredValue {
  // The number where it is finite.
  double number = 0;
  // Null in the table where there is no number.
  soci::indicator known = soci::i_ok;
  // The word that Optuna's column takes.
  std::string type = "FINITE";
};
// To the tables' form and back.
StoredValue stored(double value);
double restored(const StoredValue& value);

// Insert a row or, where it is there, replace it: what could not be stored before is stored with the next.
void write_parameters(soci::session& sql, const Trial& trial);
void write_report(soci::session& sql, long long trial, int step, double value);
void write_value(soci::session& sql, long long trial, double value);
void write_attributes(soci::session& sql, const Trial& trial);

}  // namespace rwave::study
