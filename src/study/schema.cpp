#include "study/database.h"

#include <fmt/format.h>
#include <soci/soci.h>

#include <array>
#include <string_view>

#include "study/table_rows.h"

namespace rwave::study {
namespace {

// Statement by statement as Optuna's own tables are declared. In capitals and braces what the two databases
// call differently.
// The schema is Optuna's to the letter, so that its dashboard and its own workers can open a study
// that was made here, and this program one of theirs.
constexpr std::array<std::string_view, 14> tables = {
    R"(CREATE TABLE studies (
  study_id {ID} NOT NULL,
  study_name VARCHAR(512) NOT NULL,
  PRIMARY KEY (study_id)
))",
    "CREATE UNIQUE INDEX ix_studies_study_name ON studies (study_name)",
    R"(CREATE TABLE version_info (
  version_info_id INTEGER NOT NULL,
  schema_version INTEGER,
  library_version VARCHAR(256),
  PRIMARY KEY (version_info_id),
  CHECK (version_info_id=1)
))",
    R"(CREATE TABLE study_directions (
  study_direction_id {ID} NOT NULL,
  direction {DIRECTION} NOT NULL,
  study_id INTEGER NOT NULL,
  objective INTEGER NOT NULL,
  PRIMARY KEY (study_direction_id),
  UNIQUE (study_id, objective),
  FOREIGN KEY(study_id) REFERENCES studies (study_id)
))",
    R"(CREATE TABLE study_user_attributes (
  study_user_attribute_id {ID} NOT NULL,
  study_id INTEGER,
  "key" VARCHAR(512),
  value_json TEXT,
  PRIMARY KEY (study_user_attribute_id),
  UNIQUE (study_id, "key"),
  FOREIGN KEY(study_id) REFERENCES studies (study_id)
))",
    R"(CREATE TABLE study_system_attributes (
  study_system_attribute_id {ID} NOT NULL,
  study_id INTEGER,
  "key" VARCHAR(512),
  value_json TEXT,
  PRIMARY KEY (study_system_attribute_id),
  UNIQUE (study_id, "key"),
  FOREIGN KEY(study_id) REFERENCES studies (study_id)
))",
    R"(CREATE TABLE trials (
  trial_id {ID} NOT NULL,
  number INTEGER,
  study_id INTEGER,
  state {STATE} NOT NULL,
  datetime_start {DATETIME},
  datetime_complete {DATETIME},
  PRIMARY KEY (trial_id),
  FOREIGN KEY(study_id) REFERENCES studies (study_id)
))",
    "CREATE INDEX ix_trials_study_id ON trials (study_id)",
    R"(CREATE TABLE trial_user_attributes (
  trial_user_attribute_id {ID} NOT NULL,
  trial_id INTEGER,
  "key" VARCHAR(512),
  value_json TEXT,
  PRIMARY KEY (trial_user_attribute_id),
  UNIQUE (trial_id, "key"),
  FOREIGN KEY(trial_id) REFERENCES trials (trial_id)
))",
    R"(CREATE TABLE trial_system_attributes (
  trial_system_attribute_id {ID} NOT NULL,
  trial_id INTEGER,
  "key" VARCHAR(512),
  value_json TEXT,
  PRIMARY KEY (trial_system_attribute_id),
  UNIQUE (trial_id, "key"),
  FOREIGN KEY(trial_id) REFERENCES trials (trial_id)
))",
    R"(CREATE TABLE trial_params (
  param_id {ID} NOT NULL,
  trial_id INTEGER,
  param_name VARCHAR(512),
  param_value FLOAT,
  distribution_json TEXT,
  PRIMARY KEY (param_id),
  UNIQUE (trial_id, param_name),
  FOREIGN KEY(trial_id) REFERENCES trials (trial_id)
))",
    R"(CREATE TABLE trial_values (
  trial_value_id {ID} NOT NULL,
  trial_id INTEGER NOT NULL,
  objective INTEGER NOT NULL,
  value FLOAT,
  value_type {VALUE_TYPE} NOT NULL,
  PRIMARY KEY (trial_value_id),
  UNIQUE (trial_id, objective),
  FOREIGN KEY(trial_id) REFERENCES trials (trial_id)
))",
    R"(CREATE TABLE trial_intermediate_values (
  trial_intermediate_value_id {ID} NOT NULL,
  trial_id INTEGER NOT NULL,
  step INTEGER NOT NULL,
  intermediate_value FLOAT,
  intermediate_value_type {STEP_TYPE} NOT NULL,
  PRIMARY KEY (trial_intermediate_value_id),
  UNIQUE (trial_id, step),
  FOREIGN KEY(trial_id) REFERENCES trials (trial_id)
))",
    R"(CREATE TABLE trial_heartbeats (
  trial_heartbeat_id {ID} NOT NULL,
  trial_id INTEGER NOT NULL,
  heartbeat {DATETIME} NOT NULL,
  PRIMARY KEY (trial_heartbeat_id),
  UNIQUE (trial_id),
  FOREIGN KEY(trial_id) REFERENCES trials (trial_id)
))"};

// Alembic, by which Optuna migrates its tables, notes their revision here; `optuna storage upgrade`
// begins at it.
constexpr std::string_view alembic_table = R"(CREATE TABLE alembic_version (
  version_num VARCHAR(32) NOT NULL,
  CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
))";

// In SQLite an INTEGER PRIMARY KEY counts by itself; PostgreSQL has SERIAL for it, and types for words.
struct Word {
  std::string_view place, sqlite, postgresql;
};
constexpr std::array words = {
    Word{"{ID}", "INTEGER", "SERIAL"},
    Word{"{DATETIME}", "DATETIME", "TIMESTAMP WITHOUT TIME ZONE"},
    Word{"{DIRECTION}", "VARCHAR(8)", "studydirection"},
    Word{"{STATE}", "VARCHAR(8)", "trialstate"},
    Word{"{VALUE_TYPE}", "VARCHAR(7)", "trialvaluetype"},
    Word{"{STEP_TYPE}", "VARCHAR(7)", "trialintermediatevaluetype"},
};

// Optuna declares its enums as types of PostgreSQL; a study made here must be the same.
constexpr std::array<std::string_view, 4> postgresql_types = {
    "CREATE TYPE studydirection AS ENUM ('NOT_SET', 'MINIMIZE', 'MAXIMIZE')",
    "CREATE TYPE trialstate AS ENUM ('RUNNING', 'COMPLETE', 'PRUNED', 'FAIL', 'WAITING')",
    "CREATE TYPE trialvaluetype AS ENUM ('FINITE', 'INF_POS', 'INF_NEG')",
    "CREATE TYPE trialintermediatevaluetype AS ENUM ('FINITE', 'INF_POS', 'INF_NEG', 'NAN')"};

// The statements are written once; words in braces are each database's own.
std::string in_words_of(Dialect dialect, std::string_view statement) {
  std::string text(statement);
  for (const Word& word : words) {
    const std::string_view own = dialect == Dialect::sqlite ? word.sqlite : word.postgresql;
    for (std::size_t at = 0; (at = text.find(word.place, at)) != std::string::npos; at += own.size())
      text.replace(at, word.place.size(), own);
  }
  return text;
}

bool has_tables(soci::session& sql, Dialect dialect) {
  int tables_found = 0;
  // Each database keeps the list of its tables elsewhere.
  if (dialect == Dialect::sqlite) {
    execute(
        (sql.prepare << "SELECT COUNT(*) FROM sqlite_master WHERE type = 'table' AND name = 'version_info'",
         soci::into(tables_found)));
  } else {
    execute((sql.prepare << "SELECT CASE WHEN to_regclass('version_info') IS NULL THEN 0 ELSE 1 END",
             soci::into(tables_found)));
  }
  return tables_found > 0;
}

// An older schema is Optuna's to bring up to date: its migrations know what each revision changed.
void check_version(soci::session& sql, const std::string& where) {
  int found = 0;
  soci::indicator known = soci::i_null;
  execute((sql.prepare << "SELECT MAX(schema_version) FROM version_info", soci::into(found, known)));
  if (known == soci::i_ok && found == schema_version) return;
  throw Error(where,
              fmt::format("holds studies of schema {}, expected {}: `optuna storage upgrade` brings older "
                          "ones up to date",
                          known == soci::i_ok ? std::to_string(found) : "unknown", schema_version));
}

}  // namespace

void make_schema(Database& database, const std::string& program) {
  const Dialect dialect = database.dialect();
  database.transaction([&](soci::session& sql) {
    // Of several processes the first makes the tables. PostgreSQL has no lock on what is not there yet: any
    // number, the same for all.
    if (dialect == Dialect::postgresql) sql << "SELECT pg_advisory_xact_lock(7705112)";
    if (has_tables(sql, dialect)) return check_version(sql, database.url().shown);
    if (dialect == Dialect::postgresql) {
      for (const std::string_view type : postgresql_types) sql << std::string(type);
    }
    for (const std::string_view table : tables) sql << in_words_of(dialect, table);
    sql << std::string(alembic_table);
    execute((sql.prepare << "INSERT INTO version_info (version_info_id, schema_version, library_version) "
                            "VALUES (1, :s, :p)",
             soci::use(schema_version), soci::use(program)));
    const std::string revision = alembic_version;
    execute((sql.prepare << "INSERT INTO alembic_version (version_num) VALUES (:v)", soci::use(revision)));
  });
}

}  // namespace rwave::study
