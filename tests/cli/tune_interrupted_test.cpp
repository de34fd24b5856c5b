// rwave tune that is interrupted, killed, or loses its database.
#ifdef RWAVE_LEARN
#include <gmock/gmock.h>

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>

#include "base/output_file.h"
#include "cli/tune_command.h"

namespace rwave::testing {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using ::testing::StartsWith;

constexpr int tune_skipped = 77;

// Trials long enough that the next one is under way when the shell has seen the first one's line.
constexpr const char* long_trials = "--model small --epochs 40 --pruner none --trials ";

std::string until_first_line(const std::string& log) {
  return "until grep -q '^trial 0 ' '" + log + "' 2>/dev/null || ! kill -0 $pid; do sleep 0.02; done; ";
}

TEST_F(TuneCommand, CtrlCMarksTheTrialAndTheSameCommandGoesOn) {
  const std::string slow = line(long_trials + std::string("2"));
  const CommandResult result =
      run_command(slow + " 2>'" + path("log") + "' & pid=$!; " + until_first_line(path("log")) +
                  "sleep 0.2; kill -INT $pid; wait $pid");
  EXPECT_EQ(result.status, 130);
  EXPECT_THAT(read_file(folder_ / "log"),
              HasSubstr("rwave: interrupted; the same command resumes the study 'rwave'"));
  EXPECT_EQ(study().at("trials"), nlohmann::json({{"COMPLETE", 1}, {"FAIL", 1}}));
  const CommandResult rest = run_command(slow);
  ASSERT_EQ(rest.status, 0) << rest.err;
  EXPECT_EQ(study().at("trials"), nlohmann::json({{"COMPLETE", 2}, {"FAIL", 1}}));
}

TEST_F(TuneCommand, AKilledStudyGoesOnAndTwoWorkersShareIt) {
  const std::string slow = line(long_trials + std::string("3"));
  const CommandResult killed =
      run_command(slow + " 2>'" + path("log") + "' & pid=$!; " + until_first_line(path("log")) +
                  "sleep 0.2; kill -KILL $pid; wait $pid");
  EXPECT_EQ(killed.status, 128 + 9);
  const CommandResult both = run_command(slow + " & " + slow + " & wait");
  EXPECT_THAT(both.err, HasSubstr("trial 1 lost its worker and counts as failed"));
  EXPECT_EQ(study().at("trials"), nlohmann::json({{"COMPLETE", 3}, {"FAIL", 1}}));
}

// A trial that the database broke off is made up for: its parameters were not at fault.
TEST_F(TuneCommand, ATrialThatADatabaseBrokeOffDoesNotCount) {
  const auto sql = [&](const std::string& statement) {
    return run_command(
               "python3 -c \"import sqlite3, sys; sqlite3.connect(sys.argv[1]).execute(sys.argv[2])\" '" +
               path("out/study.sqlite3") + "' '" + statement + "'")
        .status;
  };
  const std::string one = "--epochs 1 --optimizer adam --batch 32 --trials ";
  ASSERT_EQ(run_command(line(one + "1")).status, 0);
  ASSERT_EQ(sql("CREATE TRIGGER full BEFORE INSERT ON trial_intermediate_values "
                "BEGIN SELECT RAISE(FAIL, \"no room\"); END"),
            0);
  const CommandResult broken = run_command(line(one + "2"));
  EXPECT_EQ(broken.status, 1) << broken.err;
  EXPECT_THAT(broken.err, HasSubstr("no room"));
  ASSERT_EQ(sql("DROP TRIGGER full"), 0);
  const CommandResult again = run_command(line(one + "2"));
  EXPECT_EQ(again.status, 0) << again.err;
  EXPECT_EQ(study().at("trials"), nlohmann::json({{"COMPLETE", 2}, {"FAIL", 1}}));
}

// The server is stopped when the second trial has reported something, and started again before the study is
// taken up.
TEST_F(TuneCommand, ADatabaseThatGoesAwayLosesNothing) {
  const std::string command = line(long_trials + std::string("2 --retry 1 --storage \"$RWAVE_POSTGRESQL\""));
  const std::string reported =
      "SELECT COUNT(*) FROM trial_intermediate_values v JOIN trials t ON t.trial_id = v.trial_id WHERE "
      "number = 1";
  write_file(folder_ / "script", command + " 2>'" + path("log") + "' & pid=$!; " +
                                     until_first_line(path("log")) + "until [ \"$(psql -Atc '" + reported +
                                     "' \"$RWAVE_POSTGRESQL\")\" -gt 0 ] || ! kill -0 $pid; do :; done; "
                                     "\"$RWAVE_POSTGRESQL_CONTROL\" stop; wait $pid; echo "
                                     "status $?; ls '" +
                                     path("out") + "'; \"$RWAVE_POSTGRESQL_CONTROL\" start; " + command);
  const CommandResult result =
      run_command("'" RWAVE_SOURCE_DIR "/tests/cluster/postgresql_here' bash '" + path("script") + "'");
  if (result.status == tune_skipped) GTEST_SKIP() << result.err;
  EXPECT_EQ(result.status, 0) << result.err;
  const std::string log = read_file(folder_ / "log");
  EXPECT_THAT(log, HasSubstr("trying again for 1 s"));
  EXPECT_THAT(log, HasSubstr("trial 1 continues without it"));
  EXPECT_THAT(log, HasSubstr("trial 1 is spooled in " + path("out/spooled-trial-1.json")));
  EXPECT_THAT(result.out, StartsWith("status 1\nspooled-trial-1.json\n"));
  EXPECT_THAT(result.err, HasSubstr("trial 1, kept while the database was away, is stored"));
  EXPECT_FALSE(fs::exists(folder_ / "out/spooled-trial-1.json"));
  EXPECT_EQ(study().at("trials"), nlohmann::json({{"COMPLETE", 2}}));
  EXPECT_THAT(read_file(folder_ / "out/trials.csv"), HasSubstr(",1,COMPLETE,macro-f1,"));
}

}  // namespace
}  // namespace rwave::testing
#endif
