// A study in SQLite: what is written is read, several processes share it, the lost ones are found.

#include "study/study.h"

#include <gmock/gmock.h>
#include <signal.h>
#include <soci/soci.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <limits>
#include <set>
#include <thread>

#include "base/output_file.h"
#include "study/heartbeat.h"
#include "study/spooled_trials.h"
#include "study/toy.h"
#include "support/support.h"

namespace rwave::study {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::ThrowsMessage;

class InSqlite : public ::testing::Test {
 protected:
  StorageUrl url() const { return parse_storage_url((folder_ / "study.sqlite3").string()); }

  Study open(Database& database) const {
    return Study::create_or_load(database, "s", Direction::maximize, {{"of", "toys"}}, "rwave");
  }

  const rwave::testing::TemporaryFolder folder_;
};

TEST_F(InSqlite, WhatIsWrittenIsReadToTheLastBit) {
  Database database(url(), {});
  Study study = open(database);
  EXPECT_EQ(study.user().at("of"), "toys");
  Trial trial = *study.begin(toy_space(), always(toy_parameters), {{"worker", "me"}});
  study.report(trial, 1, 0.1 + 0.2);
  EXPECT_EQ(study.trials().at(0).state, TrialState::running);
  trial.intermediate = {{1, 0.1 + 0.2}, {2, std::numeric_limits<double>::quiet_NaN()}, {3, 1e-300}};
  trial.value = 1.0 / 3;
  trial.state = TrialState::complete;
  trial.finished = utc_now();
  trial.user["words"] = "gr\u00fc\u00df' \"x\"; --";
  study.write(trial);

  const Trial read = study.trials().at(0);
  EXPECT_EQ(read.state, TrialState::complete);
  EXPECT_EQ(read.parameters, toy_parameters);
  EXPECT_EQ(read.distributions, trial.distributions);
  EXPECT_EQ(read.value, 1.0 / 3);
  EXPECT_EQ(read.intermediate.at(1), 0.1 + 0.2);
  EXPECT_TRUE(std::isnan(read.intermediate.at(2)));
  EXPECT_EQ(read.intermediate.at(3), 1e-300);
  EXPECT_EQ(read.user, trial.user);
  EXPECT_EQ(read.started, trial.started);
  EXPECT_EQ(read.finished, trial.finished);
  EXPECT_EQ(study.reports_at(3).complete, 1);
  EXPECT_THAT(study.reports_at(3).values, ElementsAre(1e-300));
  EXPECT_TRUE(study.reports_at(4).values.empty());
}

TEST_F(InSqlite, AStudyThatIsNotThereIsSaidWithThoseThatAre) {
  Database database(url(), {});
  open(database);
  EXPECT_THAT([&] { Study::load(database, "t"); },
              ThrowsMessage<Error>(HasSubstr("no study is called 't' (there are: s)")));
  EXPECT_THROW(Database(parse_storage_url("/nowhere/at/all.sqlite3"), {}), DatabaseGone);
}

TEST_F(InSqlite, NothingIsBegunWhereNothingIsProposed) {
  Database database(url(), {});
  Study study = open(database);
  EXPECT_FALSE(study.begin(toy_space(), [](const auto&, int) { return std::nullopt; }, {}).has_value());
  EXPECT_TRUE(study.trials().empty());
}

// A process that runs `work` and ends with its result.
pid_t in_process(const std::function<bool()>& work) {
  const pid_t pid = ::fork();
  if (pid == 0) ::_exit(work() ? 0 : 1);
  return pid;
}

TEST_F(InSqlite, FourProcessesMakeOneStudyAndShareItsNumbers) {
  std::vector<pid_t> workers;
  for (int i = 0; i < 4; ++i) {
    workers.push_back(in_process([&] {
      Database database(url(), {});
      Study study = open(database);
      for (int t = 0; t < 10; ++t) {
        Trial trial = *study.begin(toy_space(), always(toy_parameters), {});
        trial.state = TrialState::complete;
        trial.value = t;
        study.write(trial);
      }
      return true;
    }));
  }
  for (const pid_t worker : workers) {
    int status = -1;
    ::waitpid(worker, &status, 0);
    EXPECT_EQ(status, 0);
  }
  Database database(url(), {});
  const std::vector<Trial> trials = open(database).trials();
  ASSERT_EQ(trials.size(), 40U);
  for (int i = 0; i < 40; ++i) EXPECT_EQ(trials[static_cast<std::size_t>(i)].number, i);
}

TEST_F(InSqlite, AKilledWorkersTrialFails) {
  int ready[2];
  ASSERT_EQ(::pipe(ready), 0);
  const pid_t worker = in_process([&] {
    Database database(url(), {});
    open(database).begin(toy_space(), always(toy_parameters), {{worker_attribute, this_worker()}});
    const bool told = ::write(ready[1], "x", 1) == 1;
    ::pause();
    return told;
  });
  char byte = 0;
  ASSERT_EQ(::read(ready[0], &byte, 1), 1);
  Database database(url(), {});
  Study study = open(database);
  const auto dead = [](const Trial& trial) { return is_dead(trial.user.at(worker_attribute)); };
  EXPECT_TRUE(study.fail_stale(3600, dead).empty()) << "it lives";
  ::kill(worker, SIGKILL);
  ::waitpid(worker, nullptr, 0);
  EXPECT_THAT(study.fail_stale(3600, dead), ElementsAre(0));
  EXPECT_EQ(study.trials().at(0).state, TrialState::fail);
  EXPECT_TRUE(study.fail_stale(3600, dead).empty()) << "once is enough";
}

// Of another machine only the heart can be heard.
TEST_F(InSqlite, AHeartThatStopsIsMissed) {
  Database database(url(), {});
  Study study = open(database);
  const Trial trial =
      *study.begin(toy_space(), always(toy_parameters), {{worker_attribute, "elsewhere 1 2 3"}});
  const auto unknown = [](const Trial& one) { return is_dead(one.user.at(worker_attribute)); };
  EXPECT_TRUE(study.fail_stale(60, unknown).empty());
  std::this_thread::sleep_for(std::chrono::milliseconds(30));
  EXPECT_THAT(study.fail_stale(0.01, unknown), ElementsAre(0));
}

TEST(Worker, OnlyOneOfThisMachineCanBeKnownDead) {
  EXPECT_FALSE(is_dead(this_worker()));
  EXPECT_FALSE(is_dead("another machine altogether 1 2"));
  EXPECT_FALSE(is_dead(""));
  std::string reused = this_worker();
  reused += "0";  // this number, but begun at another time
  EXPECT_TRUE(is_dead(reused));
}

TEST_F(InSqlite, AKeptTrialIsStoredOnceAndOnlyInItsOwnStudy) {
  Database database(url(), {});
  Study study = open(database);
  Trial trial = *study.begin(toy_space(), always(toy_parameters), {{worker_attribute, "me"}});
  trial.state = TrialState::complete;
  trial.value = 0.7;
  trial.intermediate = {{1, 0.5}, {2, 0.7}};
  trial.finished = utc_now();
  const auto path = spool_trial(folder_.path(), study, trial);
  EXPECT_EQ(path.filename(), "spooled-trial-0.json");
  Study other = Study::create_or_load(database, "other", Direction::maximize, {}, "rwave");
  EXPECT_TRUE(store_spooled(folder_.path(), other).empty());
  EXPECT_THAT(store_spooled(folder_.path(), study), ElementsAre(0));
  EXPECT_FALSE(std::filesystem::exists(path));
  const Trial stored = study.trials().at(0);
  EXPECT_EQ(stored.state, TrialState::complete);
  EXPECT_EQ(stored.value, 0.7);
  EXPECT_EQ(stored.intermediate, trial.intermediate);

  trial.number = 5;
  spool_trial(folder_.path(), study, trial);
  EXPECT_THAT(
      [&] { store_spooled(folder_.path(), study); },
      ThrowsMessage<Error>(HasSubstr("is of trial 5 of a study 's' that this database does not hold")));
}

TEST_F(InSqlite, ASpooledFileThatIsNoneIsNamed) {
  Database database(url(), {});
  Study study = open(database);
  for (const char* text :
       {"[]", "{}", "{\"study\": \"s\"}", "{\"study\": \"s\", \"trial\": {\"id\": \"x\"}}", "{"}) {
    write_file(folder_ / "spooled-trial-7.json", text);
    EXPECT_THAT([&] { store_spooled(folder_.path(), study); },
                ThrowsMessage<Error>(HasSubstr("spooled-trial-7.json")))
        << text;
  }
  // Of another study it is left alone, whatever it holds.
  write_file(folder_ / "spooled-trial-7.json", R"({"study": "another", "trial": 3})");
  EXPECT_TRUE(store_spooled(folder_.path(), study).empty());
}

// SQLite itself would begin an empty study in the file's place.
TEST_F(InSqlite, AFileThatIsMovedAwayIsWaitedFor) {
  Database database(url(), {.seconds = 0});
  database.transaction([](soci::session& sql) { sql << "CREATE TABLE kept (number INTEGER)"; });
  const std::filesystem::path file = folder_ / "study.sqlite3", elsewhere = folder_ / "elsewhere";
  std::filesystem::rename(file, elsewhere);
  const auto insert = [](soci::session& sql) { sql << "INSERT INTO kept VALUES (1)"; };
  EXPECT_THAT([&] { database.transaction(insert); },
              ThrowsMessage<DatabaseGone>(HasSubstr("the file is no longer there")));
  EXPECT_FALSE(std::filesystem::exists(file));
  std::filesystem::rename(elsewhere, file);
  EXPECT_NO_THROW(database.transaction(insert));
}

}  // namespace
}  // namespace rwave::study
