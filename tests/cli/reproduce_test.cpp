// rwave reproduce as a user types it: the plan, what is done of it, and the page.
#ifdef RWAVE_LEARN
#include <gmock/gmock.h>

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>

#include "base/output_file.h"
#include "cli/finished_run.h"
#include "support/support.h"

namespace rwave::testing {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using ::testing::MatchesRegex;
using ::testing::Not;

class ReproduceCommand : public ::testing::Test {
 protected:
  CommandResult reproduce(const std::string& options, const std::string& first = "") const {
    return run_command(first + "rwave reproduce " + options + " -o '" + out().string() + "'");
  }
  fs::path out() const { return folder_ / "report"; }

  // As if the step had been run with the command that the plan has for it.
  void stamp(const std::string& step, const std::string& options = "") const {
    const CommandResult list = reproduce(options + " --list --only " + step);
    const std::size_t begin = list.out.find("rwave ") + 6;
    std::string line = list.out.substr(begin, list.out.find('\n') - begin);
    nlohmann::json words = nlohmann::json::array();
    for (std::size_t at = 0; at < line.size();) {
      const std::size_t end = std::min(line.find(' ', at), line.size());
      words.push_back(line.substr(at, end - at));
      at = end + 1;
    }
    write_file(out() / step / "command.json", nlohmann::json({{"arguments", words}}).dump());
  }

  const TemporaryFolder folder_;
};

TEST_F(ReproduceCommand, ListsThePlanAndRunsNothing) {
  const CommandResult result = reproduce("--list");
  ASSERT_EQ(result.status, 0) << result.err;
  EXPECT_THAT(
      result.out,
      HasSubstr(" rwave train --data mitdb --split ds1ds2 --validation-by-patient --model seed --optimizer "
                "adam --lr 1e-3 --weight-decay 0 --schedule one-cycle --batch 256 --epochs 8 --threads 1 "
                "--seed 1 --augment-scale 0 --augment-noise 0 --label-smoothing 0 --class-weights effective "
                "--beta 0.9999 -o runs/seed-ds1ds2-weighted\n"));
  EXPECT_THAT(result.out, HasSubstr("rwave tune "));
  EXPECT_THAT(
      result.out,
      HasSubstr("rwave explain ablation runs/seed-official-unweighted --threads 1 -o explain/ablation\n"));
  EXPECT_THAT(reproduce("--list --quick").out, HasSubstr("steps (quick: smaller budgets)"));
  EXPECT_FALSE(fs::exists(out()));
}

TEST_F(ReproduceCommand, StepsStampedElsewhereAreDoneUntilTheirCommandChanges) {
  write_run(out() / "runs/mlp-official-unweighted", {});
  stamp("runs/mlp-official-unweighted");
  const std::string only = " --list --only runs/mlp-official-unweighted";
  EXPECT_THAT(reproduce(only).out, ::testing::StartsWith("done "));
  EXPECT_THAT(reproduce("--quick" + only).out, ::testing::StartsWith("changed "));
  nlohmann::json mark = nlohmann::json::parse(read_file(out() / "runs/mlp-official-unweighted/command.json"));
  mark["arguments"].back() = "/elsewhere";  // the value of -o
  write_file(out() / "runs/mlp-official-unweighted/command.json", mark.dump());
  EXPECT_THAT(reproduce(only).out, ::testing::StartsWith("done ")) << "wherever it was written to";
  mark["state"] = "failed";
  write_file(out() / "runs/mlp-official-unweighted/command.json", mark.dump());
  EXPECT_THAT(reproduce(only).out, ::testing::StartsWith("failed "));
}

TEST_F(ReproduceCommand, PageIsMadeOfWhatThereIsAndSaysWhatIsNot) {
  write_run(out() / "runs/seed-official-unweighted", {.network = "seed", .accuracy = 0.9912});
  stamp("runs/seed-official-unweighted");
  const CommandResult result = reproduce("--page-only");
  ASSERT_EQ(result.status, 0) << result.err;
  EXPECT_EQ(result.out, (out() / "index.html").string() + "\n");
  const std::string page = read_file(out() / "index.html");
  EXPECT_THAT(
      page,
      HasSubstr("<b>Reached.</b> Against the report, an earlier run (unweighted): accuracy 98.74 % there, "
                "99.12 % here"));
  EXPECT_THAT(page, HasSubstr("TPE as commonly configured draws its first 10 trials at random"));
  EXPECT_THAT(page, HasSubstr("Comparison of the networks"));
  EXPECT_THAT(
      page,
      HasSubstr(": not run<br>Command: <code>rwave beats mitdb --split official --json -o rows/official"));
  EXPECT_THAT(page, Not(HasSubstr("quick: smaller budgets")));
  EXPECT_THAT(page, Not(HasSubstr("<script")));
  EXPECT_TRUE(fs::exists(out() / "tables" / "seed-scores.csv"));
}

TEST_F(ReproduceCommand, PageSaysWithWhichOtherOptionsTheCodesWereTrained) {
  write_run(out() / "runs/seed-official-unweighted",
            {.network = "seed", .options = {{"schedule", "one-cycle"}, {"batch", 256}}});
  stamp("runs/seed-official-unweighted");
  write_run(out() / "code/2",
            {.network = "bottleneck", .options = {{"schedule", "constant"}, {"batch", 256}, {"code", 2}}});
  stamp("code/2");
  ASSERT_EQ(reproduce("--page-only").status, 0);
  EXPECT_THAT(read_file(out() / "index.html"),
              HasSubstr("<li><code>code/2</code>: <code>--schedule constant</code>, there <code>--schedule "
                        "one-cycle</code>.</li>"));
}

TEST_F(ReproduceCommand, ADamagedProductSpoilsItsSectionOnly) {
  write_run(out() / "runs/seed-official-unweighted", {.network = "seed"});
  stamp("runs/seed-official-unweighted");
  write_file(out() / "runs/seed-official-unweighted/scores.json", "{");
  ASSERT_EQ(reproduce("--page-only").status, 0);
  const std::string page = read_file(out() / "index.html");
  EXPECT_THAT(page, HasSubstr("The rest of this section: "));
  EXPECT_THAT(page, HasSubstr("How it was made</h2>"));
}

TEST_F(ReproduceCommand, WrongUseAndMissingDataAreSaidBeforeAnythingRuns) {
  CommandResult result = reproduce("--list --only tuning");
  EXPECT_EQ(result.status, 2);
  EXPECT_THAT(result.err,
              HasSubstr("--only tuning: no step is called so; there are code compare explain rows "
                        "runs transfer tune"));
  EXPECT_THAT(reproduce("--page-only").err, HasSubstr("holds no report"));
  result = reproduce("--only rows --data '" + folder_.path().string() + "'");
  EXPECT_EQ(result.status, 1);
  EXPECT_THAT(result.err, HasSubstr("holds no mitdb: rwave fetch mitdb --to " + folder_.path().string()));
  EXPECT_FALSE(fs::exists(out()));
}

// Nothing is run: there are no data but a folder of their name.
TEST_F(ReproduceCommand, DataThatCannotBeFetchedAreSaidHowToGet) {
  make_folder(folder_ / "data" / "mitdb");
  const std::string data = (folder_ / "data").string();
  const CommandResult result = reproduce("--only transfer --data '" + data + "'");
  EXPECT_THAT(result.err, HasSubstr("steps on 'kaggle' are left out, as it is not there: download "
                                    "ptbdb_normal.csv and ptbdb_abnormal.csv"));
  EXPECT_THAT(result.err, HasSubstr("(rwave fetch ptb-xl) into the one folder " + data + "/ptbxl"));
  EXPECT_THAT(run_command("rwave fetch --help").out, HasSubstr("ptb-xl")) << "what is proposed exists";
}

TEST_F(ReproduceCommand, OneWorksInAFolderAtATime) {
  make_folder(folder_ / "data" / "mitdb");
  make_folder(out());
  const std::string rows = "--only rows --data '" + (folder_ / "data").string() + "'";
  const std::string lock = "'" + (out() / "report.lock").string() + "'";
  const CommandResult second = reproduce(rows, "flock " + lock + " ");
  EXPECT_EQ(second.status, 1);
  EXPECT_THAT(second.err, HasSubstr("rwave: " + out().string() + ": another rwave reproduce works here"));
  EXPECT_FALSE(fs::exists(out() / "logs")) << "nothing was run";
  EXPECT_EQ(reproduce("--page-only", "flock " + lock + " ").status, 0) << "a page may be made meanwhile";

  // A killed holder's lock is free.
  run_command("flock --no-fork " + lock + " sh -c 'kill -9 $$'");
  EXPECT_THAT(reproduce(rows).err, HasSubstr("step 1 of 2  rows/official\n"));
}

TEST_F(ReproduceCommand, RunsStepsOnceAndAFullReportIsNotOverwrittenByAQuickOne) {
  RWAVE_NEED_DATA(mitdb, "mitdb");
  const std::string rows = "--only rows --data '" + mitdb.parent_path().string() + "'";
  CommandResult result = reproduce(rows);
  ASSERT_EQ(result.status, 0) << result.err;
  EXPECT_THAT(result.err, HasSubstr("step 1 of 2  rows/official\n"));
  EXPECT_THAT(result.err, HasSubstr("done     rows/ds1ds2  "));
  const auto mark = nlohmann::json::parse(read_file(out() / "rows/official/command.json"));
  EXPECT_EQ(mark.at("state"), "done");
  EXPECT_TRUE(mark.contains("seconds"));
  const std::string page = read_file(out() / "index.html");
  EXPECT_THAT(page, HasSubstr("<td class=\"number\">18,118</td>"));
  EXPECT_THAT(page,
              HasSubstr("<b>Reached.</b> The published Kaggle data set has 109,446 rows; here 109,446 were"));
  EXPECT_THAT(reproduce(rows).err, Not(HasSubstr("step "))) << "nothing is left to run";

  result = reproduce("--quick " + rows);
  EXPECT_EQ(result.status, 1);
  EXPECT_THAT(result.err,
              HasSubstr("holds a full report: choose another folder with -o, or leave out --quick"));
}

// A step that fails is told of with its last words, on the page too; the rest goes on.
TEST_F(ReproduceCommand, AFailedStepStopsNoOther) {
  RWAVE_NEED_DATA(mitdb, "mitdb");
  fs::create_directories(folder_ / "data");
  fs::create_directory_symlink(mitdb, folder_ / "data" / "mitdb");
  make_folder(out() / "rows" / "official" / "train.beats");  // a folder where a file is to go
  const CommandResult result = reproduce("--only rows --jobs 1 --data '" + (folder_ / "data").string() + "'");
  EXPECT_EQ(result.status, 1);
  EXPECT_THAT(result.err, HasSubstr("FAILED   rows/official  exit status 1; its last lines ("));
  EXPECT_THAT(result.err, HasSubstr("done     rows/ds1ds2  "));
  EXPECT_THAT(result.err,
              HasSubstr("rwave: 1 of 2 steps failed (rows/official): the page says so, the same command "
                        "tries them again\n"));
  EXPECT_THAT(read_file(out() / "index.html"),
              HasSubstr("this step failed: rwave: rows/official/train.beats"));
}

// A database without records: the training fails at once, and what would be made of it is not tried.
TEST_F(ReproduceCommand, WhatNeedsAFailedStepIsNamedAndNotRun) {
  fs::create_directories(folder_ / "data" / "mitdb");
  const CommandResult result =
      reproduce("--only runs/seed-official-unweighted --only explain/ablation --only compare --data '" +
                (folder_ / "data").string() + "'");
  EXPECT_EQ(result.status, 1);
  EXPECT_THAT(result.err, HasSubstr("mitdb: holds no annotated recordings"));
  for (const char* name : {"explain/ablation", "compare"}) {
    EXPECT_THAT(result.err, HasSubstr(std::string("rwave: ") + name +
                                      " was not run: a step that it needs is not done\n"));
    EXPECT_FALSE(fs::exists(out() / name)) << name;
  }
  EXPECT_THAT(result.err, HasSubstr("rwave: 1 of 3 steps failed (runs/seed-official-unweighted)"));
}

TEST_F(ReproduceCommand, CtrlCStopsTheChildrenAndTheSameCommandGoesOn) {
  RWAVE_NEED_DATA(mitdb, "mitdb");
  const std::string line = "rwave reproduce --only runs/mlp-official-unweighted --data '" +
                           mitdb.parent_path().string() + "' -o '" + out().string() + "'";
  const fs::path run = out() / "runs/mlp-official-unweighted";
  const CommandResult stopped =
      run_command(line + " & pid=$!; until [ -e '" + (run / "checkpoint.safetensors").string() +
                  "' ] || ! kill -0 $pid; do sleep 0.05; done; kill -INT $pid; wait $pid");
  EXPECT_EQ(stopped.status, 130) << stopped.err;
  EXPECT_THAT(stopped.err, HasSubstr("interrupted; the same command resumes from " + out().string()));
  EXPECT_EQ(nlohmann::json::parse(read_file(run / "command.json")).at("state"), "interrupted");
  const CommandResult result = run_command(line);
  EXPECT_EQ(result.status, 0) << result.err;
  EXPECT_THAT(read_file(out() / "logs/runs-mlp-official-unweighted.txt"), HasSubstr("resuming from"));
  EXPECT_EQ(nlohmann::json::parse(read_file(run / "command.json")).at("state"), "done");
}

}  // namespace
}  // namespace rwave::testing
#endif
