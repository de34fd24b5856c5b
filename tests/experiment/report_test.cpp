// The plan of a report, its stamps and states, and transfer tables, as functions.
#include "experiment/reproduce/report.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <set>

#include "base/output_file.h"
#include "experiment/compare/transfer_table.h"
#include "experiment/reproduce/folder_lock.h"
#include "experiment/score_dataset.h"
#include "rwave/error.h"
#include "support/support.h"

namespace rwave::experiment {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using ::testing::Not;

TEST(ReportPlan, EachStepNeedsOnlyThoseBeforeIt) {
  for (const bool quick : {false, true}) {
    std::set<std::string> before;
    for (const Step& step : make_plan(quick)) {
      for (const std::string& needed : step.needs)
        EXPECT_TRUE(before.contains(needed)) << step.name << " " << needed;
      EXPECT_TRUE(before.insert(step.name).second) << step.name << " is there twice";
      EXPECT_GT(step.seconds, 0) << step.name;
      EXPECT_THAT(step.arguments, Not(::testing::Contains("kaggle")))
          << step.name << ": the split is official";
    }
  }
}

TEST(ReportPlan, StepsAreSelectedByNameOrFirstPart) {
  const auto plan = make_plan(true);
  EXPECT_EQ(select_steps(plan, {"rows/official"}).size(), 1U);
  EXPECT_EQ(select_steps(plan, {"rows"}).size(), 2U);
  EXPECT_EQ(select_steps(plan, {}).size(), plan.size());
  EXPECT_THROW(select_steps(plan, {"nothing"}), UsageError);
}

TEST(ReportProgress, AStepIsDoneAsLongAsItsCommandStays) {
  const testing::TemporaryFolder folder;
  const Progress progress(folder.path(), make_plan(true));
  const Step& step = progress.plan().front();
  EXPECT_EQ(progress.state(step), StepState::absent);
  make_folder(progress.folder(step));
  Stamp stamp;
  stamp.arguments = progress.command(step);
  write_stamp(progress.folder(step), stamp);
  EXPECT_EQ(progress.state(step), StepState::done);
  stamp.arguments.emplace_back("--seed");
  write_stamp(progress.folder(step), stamp);
  EXPECT_EQ(progress.state(step), StepState::changed);
  ReportOptions options;
  options.quick = true;
  options.only = {step.name};
  EXPECT_THAT(plan_text(options, progress), HasSubstr("changed"));
  EXPECT_THAT(plan_text(options, progress), HasSubstr("1 steps (quick: smaller budgets); about "));
}

TEST(ReportProgress, AStepWhoseInputWasMadeAgainIsOutOfDate) {
  const testing::TemporaryFolder folder;
  const Progress progress(folder.path(), make_plan(false));
  const auto stamped = [&](const std::string& name, Stamp stamp) -> const Step& {
    const Step& step = *progress.find(name);
    stamp.arguments = progress.command(step);
    make_folder(progress.folder(step));
    write_stamp(progress.folder(step), stamp);
    return step;
  };
  const std::string run = "runs/seed-official-unweighted";
  const Step& input = stamped(run, {});
  Stamp stamp;
  stamp.inputs[run] = stamp_checksum(progress.folder(input));
  const Step& step = stamped("explain/ablation", stamp);
  EXPECT_EQ(progress.state(step), StepState::done);
  Stamp again;
  again.seconds = 3;
  stamped(run, again);
  EXPECT_EQ(progress.state(input), StepState::done);
  EXPECT_EQ(progress.state(step), StepState::changed);
  EXPECT_EQ(stamp_checksum(folder / "nowhere"), "");
}

TEST(Report, AFullReportsFolderIsNotAQuickOnes) {
  const testing::TemporaryFolder folder;
  write_file(folder / "report.json", R"({"format": "rwave report", "version": 1, "quick": false})");
  ReportOptions options;
  options.quick = true;
  options.page_only = true;
  options.output = folder.path().string();
  EXPECT_THROW(make_report(options), Error);
}

// A report of which these steps are done: the page states what their products say, and what is not there.
TEST(Report, ThePageJudgesWhatTheProductsSay) {
  const testing::TemporaryFolder folder;
  const Progress progress(folder.path(), make_plan(false));
  const auto finish = [&](const std::string& name) {
    const Step* step = progress.find(name);
    EXPECT_NE(step, nullptr) << name;
    Stamp stamp;
    stamp.arguments = progress.command(*step);
    make_folder(progress.folder(*step));
    write_stamp(progress.folder(*step), stamp);
    return progress.folder(*step);
  };
  TransferTable table;
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    const double jitter = 0.001 * static_cast<double>(seed);
    for (int k = 1; k <= 4; ++k) {
      table.rows.push_back({{"frozen", k, 1, seed}, 0.6 + 0.09 * k + jitter, 0.5, 0.5, 10});
      table.rows.push_back({{"fine-tuned", k, 1, seed}, 0.97 + jitter, 0.9, 0.9, 20});
      table.rows.push_back({{"frozen-bn-updated", k, 1, seed}, 0.99 - 0.09 * k + jitter, 0.5, 0.5, 10});
    }
    table.rows.push_back({{"scratch", -1, 1, seed}, 0.97 + jitter, 0.9, 0.9, 30});
  }
  write_transfer_table(finish("transfer/ptb-rows"), table);
  for (const std::string sampler : {"tpe", "random"}) {
    nlohmann::json best;
    for (int trial = 1; trial <= 14; ++trial)
      best.push_back(0.5 + 0.02 * std::min(trial, 10) + (sampler == "tpe" && trial > 10 ? 0.05 : 0));
    write_file(finish("tune/small-" + sampler + "-1") / "study.json",
               nlohmann::json({{"best_so_far", best}}).dump());
  }
  write_file(finish("rows/official") / "stdout.txt",
             R"({"files": {"train": {"rows": 87554, "classes": {"N": 72471}}, "test": {"rows": 21891}}})");
  const fs::path ablation = finish("explain/ablation");
  write_file(ablation / "ablation.json", R"({"sentence": "Without the R peak nothing is left."})");
  write_file(ablation / "ablation.csv", "change,model,class,macro_f1\nnone,seed,all,0.912345\n");
  const fs::path study = finish("tune/report");
  write_file(study / "study.json", R"({"best_params": {"lr": 0.0003}, "best_value": 0.98765})");
  write_file(study / "trials.csv", "model,number,state,value,lr\nseed,7,COMPLETE,0.98765,0.0003\n");
  write_file(finish("explain/tsne") / "tsne.json", R"({"n": 2000, "perplexity": 30, "kl": 1.2345})");
  ReportOptions options;
  options.page_only = true;
  options.output = folder.path().string();
  const std::string page = read_file(make_report(options).page);
  EXPECT_THAT(page, HasSubstr("<b>Not reached.</b> k = 4, the rest frozen, is to come within 0.5 points"));
  EXPECT_THAT(page, HasSubstr("<b>Reached.</b> k = 4, the rest trained at a tenth of the rate"));
  EXPECT_THAT(page, HasSubstr("better than the one before, is found (fresh weights, rest frozen; seeds: 5)"));
  EXPECT_THAT(page, HasSubstr("is not found (fresh weights, batch-norm statistics updated; seeds: 5)"));
  EXPECT_THAT(page, HasSubstr("After 14 trials the mean best validation score of TPE (75.00 %, 1 studies)"));
  EXPECT_THAT(page,
              HasSubstr("After 10 trials, the report&#39;s budget: TPE 70.00 %, random search 70.00 %"));
  EXPECT_THAT(page,
              HasSubstr("<b>Not reached.</b> The published Kaggle data set has 109,446 rows; here 109,445"));
  EXPECT_THAT(page, HasSubstr("Without the R peak nothing is left."));
  EXPECT_THAT(page, HasSubstr(">0.9123<")) << "four digits on the page";
  EXPECT_THAT(page, HasSubstr("2000 rows, perplexity 30, Kullback-Leibler divergence 1.234"));
  EXPECT_THAT(page, HasSubstr("Layer pictures: not run"));
  EXPECT_THAT(page, HasSubstr("<code>{&quot;lr&quot;:0.0003}</code>, with 98.77 %"));
  EXPECT_THAT(page, ::testing::ContainsRegex("<tr>[^\n]*7</t[dh]><t[dh][^>]*>COMPLETE</t[dh]>"));
}

// The comparison as `rwave compare` writes it: a variant with a note, a network without costs, a published
// one.
TEST(Report, ThePageTellsOurRunsFromPublishedFigures) {
  const testing::TemporaryFolder folder;
  const Progress progress(folder.path(), make_plan(false));
  const auto stamped = [&](const std::string& name, const std::string& state) -> const Step& {
    const Step& step = *progress.find(name);
    Stamp stamp;
    stamp.arguments = progress.command(step);
    stamp.state = state;
    make_folder(progress.folder(step));
    write_stamp(progress.folder(step), stamp);
    return step;
  };
  const fs::path compare = progress.folder(stamped("compare", "done"));
  write_file(compare / "compare.csv",
             "source,network,treatment,split,split_description,variant,accuracy,macro_f1,s_f1,parameters,"
             "multiply_adds,training_seconds,inference_microseconds,note\n"
             "this program,seed,weighted,ds1ds2,,--lr 0.0003,0.9123,0.5678,0.25,5125125,13658880,90,184.4,no "
             "beats of Q among the test rows\n"
             "this program,mlp,,official,,,0.98765,,,81669,,30,,\n"
             "Somebody 2018,cnn,,random,beats drawn,,0.9712,,,,,,,\n");
  write_file(compare / "compare.json", R"({"sentences": ["On new patients seed loses 7.5 points.", 3]})");
  std::string gap = "network,figure,distance\n";
  for (int line = 0; line < 61; ++line) gap += "seed,macro_f1,0.123456\n";
  write_file(compare / "gap.csv", gap);
  const Step& failed = stamped("explain/ablation", "failed");
  make_folder(progress.log(failed).parent_path());
  write_file(progress.log(failed), "begun\nrwave: the disk is full\n");
  stamped("explain/tsne", "interrupted");
  ReportOptions options;
  options.page_only = true;
  options.output = folder.path().string();
  const std::string page = read_file(make_report(options).page);
  const auto row = [](const std::vector<std::string>& cells) {
    return ::testing::ContainsRegex(fmt::format("<tr>[^\n]*{}", fmt::join(cells, "</t[dh]><t[dh][^>]*>")));
  };
  EXPECT_THAT(page, row({"seed \\(--lr 0.0003; no beats of Q among the test rows\\)", "weighted", "DS1/DS2",
                         "91.23", "-", "56.78"}));
  EXPECT_THAT(page, row({"5125.1", "13.66", "1.5", "184.4"}));
  EXPECT_THAT(page, row({"mlp", "-", "official", "98.77"}));
  EXPECT_THAT(page, row({"Somebody 2018", "-", "random: beats drawn", "97.12"}));
  EXPECT_THAT(page, HasSubstr("On new patients seed loses 7.5 points."));
  EXPECT_THAT(page, HasSubstr("The distance, as shares of 1 (the first 60 of 61 lines)"));
  EXPECT_THAT(page, HasSubstr("this step failed: rwave: the disk is full"));
  EXPECT_THAT(page, HasSubstr("this step was interrupted"));

  write_file(compare / "compare.json", "{}");
  EXPECT_THAT(read_file(make_report(options).page),
              HasSubstr("no network is there that was trained on both"));
}

TEST(Report, AFolderIsOneProcessesAtATime) {
  const testing::TemporaryFolder folder;
  const FolderLock lock(folder.path());
  EXPECT_THROW(FolderLock second(folder.path()), Error);
}

TEST(TransferTable, KeepsItsRowsAndTheirMeans) {
  const testing::TemporaryFolder folder;
  const nlohmann::json options = {{"model", "seed"}};
  TransferTable table = open_transfer_table(folder.path(), options);
  EXPECT_TRUE(table.rows.empty());
  table.rows.push_back({{"scratch", -1, 1, 1}, 0.90, 0.8, 0.7, 10});
  table.rows.push_back({{"scratch", -1, 1, 2}, 0.94, 0.8, 0.7, 20});
  write_transfer_table(folder.path(), table);
  const TransferTable again = open_transfer_table(folder.path(), options);
  EXPECT_TRUE(again.has({"scratch", -1, 1, 2}));
  EXPECT_FALSE(again.has({"frozen", 1, 1, 1}));
  const auto means = means_of(again);
  ASSERT_EQ(means.size(), 1U);
  EXPECT_EQ(means[0].seeds, 2);
  EXPECT_NEAR(means[0].accuracy, 0.92, 1e-12);
  EXPECT_NEAR(means[0].accuracy_spread, 0.0282843, 1e-6);
  EXPECT_EQ(means[0].seconds, 15);
  try {
    open_transfer_table(folder.path(), {{"model", "small"}});
    FAIL() << "no error";
  } catch (const Error& fault) {
    EXPECT_THAT(fault.what(), HasSubstr("model"));
  }
}

// Tables of 0.1.0 say "drifting" and "tuned".
TEST(TransferTable, ReadsWaysByTheirFormerNames) {
  const testing::TemporaryFolder folder;
  TransferTable table = open_transfer_table(folder.path(), {{"model", "seed"}});
  table.rows.push_back({{"tuned", 1, 1, 1}, 0.9, 0.8, 0.7, 10});
  table.rows.push_back({{"drifting", 1, 1, 1}, 0.9, 0.8, 0.7, 10});
  write_transfer_table(folder.path(), table);
  const TransferTable again = open_transfer_table(folder.path(), {{"model", "seed"}});
  EXPECT_TRUE(again.has({"fine-tuned", 1, 1, 1}));
  EXPECT_TRUE(again.has({"frozen-bn-updated", 1, 1, 1}));
}

// Two recordings of one diagnosis each, two beats and one.
Dataset diagnosed() {
  Dataset dataset;
  dataset.set.width = 1;
  dataset.set.classes = {"normal", "abnormal"};
  dataset.set.records = {{"a", "p/1"}, {"b", "p/2"}};
  dataset.set.values = {0, 0, 0};
  dataset.set.labels = {0, 0, 1};
  dataset.set.record = {0, 0, 1};
  dataset.set.sample = {10, 20, 10};
  dataset.split.test = {0, 1, 2};
  return dataset;
}

TEST(ScoreDataset, RecordingsAreScoredByTheMeanOfTheirBeats) {
  const Recordings made = by_recording(diagnosed(), {0.9F, 0.1F, 0.3F, 0.7F, 0.4F, 0.6F});
  ASSERT_EQ(made.dataset.set.labels.size(), 2U);
  EXPECT_NEAR(made.probabilities.at(0), 0.6, 1e-6);
  EXPECT_NEAR(made.probabilities.at(3), 0.6, 1e-6);
  Dataset mixed = diagnosed();
  mixed.set.labels[1] = 1;
  EXPECT_THROW(by_recording(mixed, {0.9F, 0.1F, 0.3F, 0.7F, 0.4F, 0.6F}), Error);
}

TEST(ScoreDataset, TheReportIsByRecord) {
  const Dataset dataset = diagnosed();
  const ScoreReport report = report_on(dataset.set, dataset.split.test, {0, 1, 1}, {});
  EXPECT_EQ(report.confusion.support(0), 2);
  EXPECT_EQ(report.groups.size(), 2U);
}

}  // namespace
}  // namespace rwave::experiment
