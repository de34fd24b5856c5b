// rwave tune as a user types it, on a beat set small enough for seconds.
#ifdef RWAVE_LEARN
#include <gmock/gmock.h>

#include <algorithm>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>

#include "base/output_file.h"
#include "cli/tune_command.h"

namespace rwave::testing {
namespace {

namespace fs = std::filesystem;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

TEST_F(TuneCommand, SearchesAndPrintsTheCommandThatTrainsTheBest) {
  const CommandResult result = run_command(line("--trials 5 --epochs 2 --optimizer adam --batch 32"));
  ASSERT_EQ(result.status, 0) << result.err;
  EXPECT_THAT(result.err,
              HasSubstr("study  'rwave' in " + path("out/study.sqlite3") + ", tpe sampler, seed 1"));
  EXPECT_THAT(result.err, HasSubstr("       lr 0.0001 to 0.01, logarithmic\n"));
  EXPECT_THAT(result.err, Not(HasSubstr("       optimizer"))) << "what is given is not searched";
  EXPECT_THAT(result.err, HasSubstr("trial 4    validation macro-F1 "));
  EXPECT_THAT(result.out, StartsWith("model mlp | data "));
  EXPECT_THAT(result.out, HasSubstr("split random validation rows: "));
  EXPECT_THAT(result.out, HasSubstr("trials      5: 5 complete\n"));
  EXPECT_THAT(result.out, EndsWith("\n" + path("out") + "\n"));
  EXPECT_EQ(files("out"),
            (std::vector<std::string>{"importances.csv", "study.json", "study.sqlite3", "trials.csv"}));

  const nlohmann::json text = study();
  EXPECT_EQ(text.at("trials"), nlohmann::json({{"COMPLETE", 5}}));
  EXPECT_EQ(text.at("best_so_far").size(), 5U);
  EXPECT_EQ(text.at("best_so_far").back(), text.at("best_value"));
  EXPECT_EQ(text.at("best_params").size(), 2U);
  const std::string command = text.at("command");
  EXPECT_THAT(command, HasSubstr(" --batch 32 "));
  EXPECT_THAT(command, HasSubstr(" --lr " + text.at("best_params").at("lr").dump()));
  EXPECT_THAT(result.out, HasSubstr(command + "\n"));
  const CommandResult trained = run_command(command + " --no-pictures");
  EXPECT_EQ(trained.status, 0) << trained.err;
}

// The same study in one run and in two, to the last bit.
TEST_F(TuneCommand, GoesOnAsTheUninterruptedStudyWould) {
  const std::string options = "--epochs 1 --startup 2 --pruner none ";
  ASSERT_EQ(run_command(line(options + "--trials 5")).status, 0);
  ASSERT_EQ(run_command(line(options + "--trials 3", "parts")).status, 0);
  const CommandResult rest = run_command(line(options + "--trials 5", "parts"));
  ASSERT_EQ(rest.status, 0) << rest.err;
  EXPECT_THAT(rest.err, Not(HasSubstr("trial 2 ")));
  EXPECT_EQ(study("parts").at("best_so_far"), study().at("best_so_far"));
  EXPECT_EQ(study("parts").at("best_params"), study().at("best_params"));
  const CommandResult nothing = run_command(line(options + "--trials 5 --json", "parts"));
  EXPECT_EQ(nlohmann::json::parse(nothing.out), study("parts"));
}

TEST_F(TuneCommand, AGridIsTriedWhole) {
  const CommandResult result = run_command(line(
      "--epochs 1 --sampler grid --grid-points 2 --weight-decay 0 --batch 64 --choices optimizer=adam,sgd"));
  ASSERT_EQ(result.status, 0) << result.err;
  EXPECT_THAT(result.out, HasSubstr("trials      4: 4 complete"));
  EXPECT_THAT(read_file(folder_ / "out/trials.csv"), HasSubstr(",0.0001,"));
}

TEST_F(TuneCommand, NetworksWholeNumbersAndSwitchesAreSearchedToo) {
  const CommandResult result =
      run_command("rwave tune --data '" + path("toy.beats") +
                  "' --split random --seed 4 --threads 1 --no-pictures --sampler grid --optimizer adam "
                  "--weight-decay 0 --batch 64 --lr 0.01 --choices model=mlp,small --choices epochs=1,2 "
                  "--choices sync-batch-norm=false,true -o '" +
                  path("out") + "'");
  ASSERT_EQ(result.status, 0) << result.err;
  EXPECT_THAT(result.out, StartsWith("model several | data "));
  EXPECT_THAT(result.out, HasSubstr("trials      8: 8 complete"));
  const nlohmann::json text = study();
  const std::string command = text.at("command"), model = text.at("best_params").at("model");
  EXPECT_THAT(command, HasSubstr(" --model " + model + " --epochs "));
  EXPECT_EQ(command.find(" --sync-batch-norm") != std::string::npos,
            text.at("best_params").at("sync-batch-norm") == true);
}

TEST_F(TuneCommand, DrawsTheStudyUnlessAPictureIsInTheWay) {
  const std::string drawing =
      "rwave tune --model mlp --data '" + path("toy.beats") +
      "' --split random --seed 4 --threads 1 --epochs 1 --optimizer adam --weight-decay 0 --sampler grid "
      "--grid-points 2 -o '" +
      path("out") + "'";
  const CommandResult result = run_command(drawing);
  ASSERT_EQ(result.status, 0) << result.err;
  if (result.err.find("no pictures: gnuplot is not on PATH") != std::string::npos)
    GTEST_SKIP() << "no gnuplot here";
  for (const char* name : {"history.svg", "slices.svg", "importances.svg"})
    EXPECT_TRUE(fs::exists(folder_ / "out" / name)) << name;
  fs::remove(folder_ / "out/history.svg");
  fs::create_directories(folder_ / "out/history.svg/in the way");
  const CommandResult hindered = run_command(drawing);
  EXPECT_EQ(hindered.status, 0) << hindered.err;
  EXPECT_THAT(hindered.err, HasSubstr("rwave: no pictures: " + path("out/history.svg")));
}

// Of golden/optuna/study.sqlite3, which Optuna 5.0 made: no options are known, its parameters are compared.
TEST_F(TuneCommand, AnotherProgramsStudyIsToldByItsParameters) {
  RWAVE_NEED_GOLDEN(golden, "optuna/study.sqlite3");
  fs::copy_file(golden, folder_ / "optuna.sqlite3");
  const std::string there = "--storage '" + path("optuna.sqlite3") + "' --study s --epochs 1 --trials 5 ";
  const CommandResult other = run_command(line(there));
  EXPECT_EQ(other.status, 1);
  EXPECT_THAT(other.err, HasSubstr("the study 's' is another one: "));
  EXPECT_THAT(other.err, HasSubstr("or another --study\n"));
}

TEST_F(TuneCommand, OptionsThatDoNotTrainFailAndTheStudyGoesOn) {
  const CommandResult result =
      run_command(line("--epochs 1 --sampler grid --grid-points 2 --optimizer sgd --weight-decay 0 "
                       "--batch 16 --range lr=1e-3:1e30:log"));
  ASSERT_EQ(result.status, 0) << result.err;
  EXPECT_THAT(result.err, HasSubstr("failed: the loss is not a number in epoch 1"));
  EXPECT_THAT(result.out, HasSubstr("trials      2: 1 complete, 1 failed\n"));
  EXPECT_THAT(read_file(folder_ / "out/trials.csv"), HasSubstr(",FAIL,macro-f1,,,"));
}

// Of the first six draws the second, the fifth and the sixth do not train.
TEST_F(TuneCommand, AHopelessTrialIsEndedEarly) {
  const CommandResult result = run_command(line(
      "--epochs 3 --trials 6 --prune-after 2 --sampler random --optimizer adam --batch 16 --weight-decay 0 "
      "--choices lr=0.001,0.0011,0.0012,1e-12"));
  ASSERT_EQ(result.status, 0) << result.err;
  EXPECT_THAT(result.err, HasSubstr(" after 2 epochs, pruned  lr 1e-12"));
  EXPECT_THAT(result.out, HasSubstr("trials      6: 5 complete, 1 pruned\n"));
  const CommandResult none = run_command(line(
      "--epochs 3 --trials 6 --pruner none --sampler random --optimizer adam --batch 16 --weight-decay 0 "
      "--choices lr=0.001,0.0011,0.0012,1e-12",
      "none"));
  EXPECT_THAT(none.out, HasSubstr("trials      6: 6 complete\n"));
}

TEST_F(TuneCommand, AnotherSearchIsRefusedWithTheDifference) {
  ASSERT_EQ(run_command(line("--trials 1 --epochs 1")).status, 0);
  CommandResult result = run_command(line("--trials 2 --epochs 1 --range lr=1e-3:1"));
  EXPECT_EQ(result.status, 1);
  EXPECT_THAT(result.err,
              HasSubstr("the study 'rwave' is another one: lr 0.0001 to 0.01, logarithmic there, 0.001 to "
                        "1 here"));
  result = run_command(line("--trials 2 --epochs 2"));
  EXPECT_THAT(result.err, HasSubstr("--epochs 1 there, 2 here"));
  result = run_command(line("--trials 2 --epochs 1 --metric loss"));
  EXPECT_THAT(result.err, HasSubstr("its values are to MAXIMIZE"));
  result = run_command(line("--trials 2 --epochs 1 --sampler random"));
  EXPECT_EQ(result.status, 1);
  EXPECT_THAT(result.err, HasSubstr("--sampler tpe there, random here"));
  result = run_command(line("--trials 2 --epochs 1 --study-seed 2"));
  EXPECT_THAT(result.err, HasSubstr("--study-seed 1 there, 2 here"));
  EXPECT_EQ(study().at("sampler"), "tpe") << "what was refused relabels nothing";
  write_beat_set(folder_ / "toy.beats", two_levels(4));
  result = run_command(line("--trials 2 --epochs 1"));
  EXPECT_THAT(result.err, HasSubstr("it was on other rows"));
  EXPECT_EQ(run_command(line("--trials 1 --epochs 1 --study other")).status, 0);
}

TEST_F(TuneCommand, WrongUseIsExplained) {
  const auto complaint = [&](const std::string& more) {
    const CommandResult result = run_command(line(more));
    EXPECT_EQ(result.status, 2) << more;
    return result.err;
  };
  EXPECT_THAT(complaint("--lr 0.1 --range lr=1:2"), HasSubstr("--lr is given and searched at once"));
  EXPECT_THAT(complaint("--range pace=1:2"), HasSubstr("there is no training option --pace"));
  EXPECT_THAT(complaint("--range rate=1:2"), HasSubstr("--rate cannot be searched"));
  EXPECT_THAT(complaint("--range lr=1"), HasSubstr("--range takes NAME=LOW:HIGH"));
  EXPECT_THAT(complaint("--range lr=0:1:log"), HasSubstr("a logarithmic range begins above 0"));
  EXPECT_THAT(complaint("--range lr=-1:1"), HasSubstr("--lr takes a positive number"));
  EXPECT_THAT(complaint("--range optimizer=1:2"), HasSubstr("--optimizer is no number"));
  EXPECT_THAT(complaint("--choices optimizer=adam,lion"), HasSubstr("'lion'"));
  EXPECT_THAT(complaint("--range seed=1:9"), HasSubstr("--seed cannot be searched"));
  EXPECT_THAT(complaint("--validation 0 --keep last"), HasSubstr("judged by its validation rows"));
  EXPECT_THAT(complaint("--storage mysql://host/db"), HasSubstr("postgresql://USER@HOST:PORT/DATABASE"));
  EXPECT_THAT(complaint("--sampler cmaes"), HasSubstr("--sampler"));
  EXPECT_THAT(complaint("--range lr=1e-4:1e-3 --range lr=1e-3:1e-2"), HasSubstr("--lr is searched twice"));
  EXPECT_THAT(complaint("--range lr=low:high"), HasSubstr("'low' in 'lr=low:high' is not a number"));
  EXPECT_THAT(complaint("--range lr=1e-4:1e-3:lin"), HasSubstr("--range takes NAME=LOW:HIGH"));
  EXPECT_THAT(complaint("--choices optimizer"),
              HasSubstr("--choices takes NAME=ONE,TWO,..., not 'optimizer'"));
  EXPECT_THAT(complaint("--optimizer adam --lr 0.1 --weight-decay 0 --batch 32"),
              HasSubstr("nothing is left to search: every parameter is given"));
  EXPECT_THAT(complaint("--study ''"), HasSubstr("--study takes a name of 1 to 512 letters"));
  EXPECT_FALSE(fs::exists(folder_ / "out")) << "nothing is written before the options hold";
}

}  // namespace
}  // namespace rwave::testing
#endif
