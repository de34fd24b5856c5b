#pragma once
// The tables of a study: Optuna's relational schema, version 12 (Optuna 3.2 to 5.0), in its SQLite and its
// PostgreSQL form.

#include "study/database.h"

namespace rwave::study {

inline constexpr int schema_version = 12;
inline constexpr const char* alembic_version = "v3.2.0.a";  // the revision that Optuna's migrations end at

// Makes the tables where there are none; several processes may do so at once. Error where the database holds
// a schema of another version.
void make_schema(Database& database, const std::string& program);

}  // namespace rwave::study
