// Studies in a PostgreSQL server that runs for the test alone.

#include "study/postgresql.h"

#include <gmock/gmock.h>
#include <sys/wait.h>
#include <unistd.h>

#include <limits>
#include <sstream>

#include "study/database.h"
#include "study/study.h"
#include "study/toy.h"

namespace rwave::study {
namespace {

using rwave::testing::run_command;
using ::testing::ElementsAre;

// What declares tables, types, keys, indexes and sequences in a dump: no data, no settings, no remarks.
std::string declarations(const std::string& dump) {
  std::istringstream lines(dump);
  std::string line, kept;
  while (std::getline(lines, line)) {
    const bool other = line.empty() || line.starts_with("--") || line.starts_with("SET ") ||
                       line.starts_with("SELECT ") || line.starts_with("INSERT ") || line.starts_with("\\");
    if (!other) kept += line + "\n";
  }
  return kept;
}

TEST(Postgresql, EveryTableTypeKeyAndIndexIsOptunas) {
  RWAVE_NEED_GOLDEN(golden, "optuna/study.postgresql.sql");
  RWAVE_NEED_POSTGRESQL(server);
  Database database(parse_storage_url(server.url()), {0, nullptr});
  make_schema(database, "rwave");
  make_schema(database, "rwave");
  const auto dump = run_command(
      "PATH=$(printf '%s:' /usr/lib/postgresql/*/bin)$PATH pg_dump --schema-only --no-owner --no-privileges "
      "'" +
      server.url() + "'");
  ASSERT_EQ(dump.status, 0) << dump.err;
  const std::string expected = declarations(read_file(golden));
  EXPECT_EQ(declarations(dump.out), expected);
  EXPECT_EQ(std::count(expected.begin(), expected.end(), ';'), 84);
}

TEST(Postgresql, HoldsAStudyAsSqliteDoes) {
  RWAVE_NEED_POSTGRESQL(server);
  Database database(parse_storage_url(server.url()), {0, nullptr});
  Study study = Study::create_or_load(database, "s", Direction::minimize, {{"of", "toys"}}, "rwave");
  Trial trial = *study.begin(toy_space(), always(toy_parameters), {{"worker", "elsewhere"}});
  study.report(trial, 1, 0.1 + 0.2);
  trial.intermediate = {{1, 0.1 + 0.2}, {2, std::numeric_limits<double>::quiet_NaN()}, {3, 1e-300}};
  trial.value = std::numeric_limits<double>::infinity();
  trial.state = TrialState::complete;
  trial.finished = utc_now();
  study.write(trial);
  study.write(trial);  // as after a connection that broke while the first was confirmed
  const Trial read = study.trials().at(0);
  EXPECT_EQ(study.direction(), Direction::minimize);
  EXPECT_EQ(read.parameters, toy_parameters);
  EXPECT_EQ(read.value, trial.value);
  EXPECT_EQ(read.intermediate.at(1), 0.1 + 0.2);
  EXPECT_TRUE(std::isnan(read.intermediate.at(2)));
  EXPECT_EQ(read.intermediate.at(3), 1e-300);
  EXPECT_EQ(read.user.at("worker"), "elsewhere");

  study.begin(toy_space(), always(toy_parameters), {});
  const auto unknown = [](const Trial&) { return false; };
  EXPECT_TRUE(study.fail_stale(60, unknown).empty());
  EXPECT_THAT(study.fail_stale(0, unknown), ElementsAre(1));
}

TEST(Postgresql, FourProcessesMakeOneStudyAndShareItsNumbersWhileAFifthReads) {
  RWAVE_NEED_POSTGRESQL(server);
  std::vector<pid_t> workers;
  for (int i = 0; i < 4; ++i) {
    const pid_t pid = ::fork();
    if (pid == 0) {
      Database database(parse_storage_url(server.url()), {0, nullptr});
      Study study = Study::create_or_load(database, "s", Direction::maximize, {}, "rwave");
      for (int t = 0; t < 5; ++t) study.begin(toy_space(), always(toy_parameters), {});
      ::_exit(0);
    }
    workers.push_back(pid);
  }
  // Each query of a reader sees what was committed until then: also parameters of trials that were begun
  // since the reader's first query.
  Database database(parse_storage_url(server.url()), {0, nullptr});
  Study study = Study::create_or_load(database, "s", Direction::maximize, {}, "rwave");
  for (const pid_t worker : workers) {
    int status = -1;
    while (::waitpid(worker, &status, WNOHANG) == 0) EXPECT_NO_THROW(study.trials());
    EXPECT_EQ(status, 0);
  }
  const std::vector<Trial> trials = study.trials();
  ASSERT_EQ(trials.size(), 20U);
  for (int i = 0; i < 20; ++i) EXPECT_EQ(trials[static_cast<std::size_t>(i)].number, i);
}

}  // namespace
}  // namespace rwave::study
