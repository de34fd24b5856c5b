// The tables in SQLite, against those that Optuna 5.0 made (golden/optuna/study.sqlite3).

#include "study/database.h"

#include <gmock/gmock.h>
#include <soci/soci.h>

#include <filesystem>
#include <map>

#include "study/toy.h"
#include "support/support.h"

namespace rwave::study {
namespace {

namespace fs = std::filesystem;
using rwave::testing::TemporaryFolder;

// "CREATE TABLE ..." by name, with one blank wherever there is white space.
std::map<std::string, std::string> schema_of(Database& database) {
  std::map<std::string, std::string> schema;
  database.transaction([&](soci::session& sql) {
    std::string name, text;
    soci::statement rows = (sql.prepare << "SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL",
                            soci::into(name), soci::into(text));
    rows.execute();
    while (rows.fetch()) {
      std::string plain;
      for (const char c : text) {
        const bool blank = c == ' ' || c == '\n' || c == '\t';
        if (!blank || (!plain.empty() && plain.back() != ' ')) plain += blank ? ' ' : c;
      }
      schema[name] = plain;
    }
  });
  return schema;
}

// A copy, as reading in a transaction takes a lock next to the file.
std::string golden_copy(const fs::path& golden, const TemporaryFolder& folder) {
  fs::copy_file(golden, folder / "golden.sqlite3");
  return (folder / "golden.sqlite3").string();
}

TEST(Schema, EveryTableKeyAndIndexIsOptunas) {
  RWAVE_NEED_GOLDEN(golden, "optuna/study.sqlite3");
  const TemporaryFolder folder;
  Database theirs(parse_storage_url(golden_copy(golden, folder)), {0, nullptr});
  Database ours(parse_storage_url((folder / "ours.sqlite3").string()), {0, nullptr});
  make_schema(ours, "rwave");
  const auto expected = schema_of(theirs);
  EXPECT_EQ(expected.size(), 15U);  // 13 tables, 2 indexes
  EXPECT_EQ(schema_of(ours), expected);
  make_schema(ours, "rwave");  // nothing to do
  EXPECT_EQ(schema_of(ours), expected);
}

TEST(Schema, StatesItsVersionAsOptunaReadsIt) {
  const TemporaryFolder folder;
  Database database(parse_storage_url((folder / "a.sqlite3").string()), {0, nullptr});
  make_schema(database, "rwave 0.1.0");
  database.transaction([](soci::session& sql) {
    int version = 0;
    std::string program, revision;
    sql << "SELECT schema_version, library_version FROM version_info WHERE version_info_id = 1",
        soci::into(version), soci::into(program);
    sql << "SELECT version_num FROM alembic_version", soci::into(revision);
    EXPECT_EQ(version, 12);
    EXPECT_EQ(program, "rwave 0.1.0");
    EXPECT_EQ(revision, "v3.2.0.a");
  });
}

TEST(Schema, OfAnotherVersionIsRefused) {
  const TemporaryFolder folder;
  Database database(parse_storage_url((folder / "a.sqlite3").string()), {0, nullptr});
  make_schema(database, "rwave");
  database.transaction([](soci::session& sql) { sql << "UPDATE version_info SET schema_version = 11"; });
  EXPECT_THROW(make_schema(database, "rwave"), Error);
}

// Values and parameters as `sqlite3 study.sqlite3 .dump` shows them.
TEST(Schema, OptunasOwnStudyReads) {
  RWAVE_NEED_GOLDEN(golden, "optuna/study.sqlite3");
  const TemporaryFolder folder;
  Database database(parse_storage_url(golden_copy(golden, folder)), {0, nullptr});
  const Study study = Study::load(database, "s");
  EXPECT_EQ(study.direction(), Direction::maximize);
  const std::vector<Trial> trials = study.trials();
  ASSERT_EQ(trials.size(), 4U);
  const double values[] = {0.53825384753381710911, 0.14509468173331938056, 0.090361612467268384585,
                           0.22190643779080687636};
  const double rates[] = {0.0033431915995889263833, 0.00078429557693686152361, 0.00071715565450213003811,
                          0.0014695790582172640632};
  const double batches[] = {161, 185, 126, 151}, optimizers[] = {1, 0, 0, 1};
  for (std::size_t i = 0; i < 4; ++i) {
    EXPECT_EQ(trials[i].number, static_cast<int>(i));
    EXPECT_EQ(trials[i].state, TrialState::complete);
    EXPECT_EQ(trials[i].value, values[i]);
    EXPECT_EQ(trials[i].parameters,
              (Parameters{{"lr", rates[i]}, {"batch", batches[i]}, {"optimizer", optimizers[i]}}));
    EXPECT_EQ(trials[i].intermediate, (std::map<int, double>{{0, 0.0}, {1, rates[i]}, {2, 2 * rates[i]}}));
  }
  EXPECT_EQ(trials[0].started, "2026-11-22 11:32:05.309322");
  EXPECT_EQ(difference(space_of(trials), {{"lr", real(1e-4, 1e-2, true)},
                                          {"batch", whole(64, 256)},
                                          {"optimizer", choice({"Adam", "RMSprop", "SGD"})}}),
            "");
}

// A trial that goes on a study of Optuna's.
TEST(Schema, OptunasOwnStudyGoesOn) {
  RWAVE_NEED_GOLDEN(golden, "optuna/study.sqlite3");
  const TemporaryFolder folder;
  Database database(parse_storage_url(golden_copy(golden, folder)), {0, nullptr});
  Study study = Study::create_or_load(database, "s", Direction::maximize, {}, "rwave");
  auto trial = study.begin(toy_space(), always(toy_parameters), {});
  ASSERT_TRUE(trial.has_value());
  EXPECT_EQ(trial->number, 4);
  EXPECT_EQ(study.trials().size(), 5U);
}

}  // namespace
}  // namespace rwave::study
