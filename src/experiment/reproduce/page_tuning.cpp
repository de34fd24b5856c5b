// The page's section on tuning: the report's study, and TPE against random search.
#include <fmt/format.h>

#include <cmath>

#include "base/output_file.h"
#include "experiment/reproduce/report_page.h"
#include "figures/gnuplot.h"
#include "figures/study_race.h"

namespace rwave::experiment {
namespace {

namespace fs = std::filesystem;
// Of TPE as commonly configured.
// These are random draws in either sampler, so up to there the two curves differ by chance alone.
constexpr int startup_trials = 10;
constexpr double not_scored = std::numeric_limits<double>::quiet_NaN();

// NaN where a trial has no value: it was pruned before its first epoch, or failed.
std::vector<double> numbers(const nlohmann::json& list) {
  std::vector<double> values;
  if (!list.is_array()) return values;
  for (const nlohmann::json& value : list)
    values.push_back(value.is_number() ? value.get<double>() : not_scored);
  return values;
}

// The finished studies "tune/small-SAMPLER-N" of the plan.
SamplerStudies studies_of(const ReportPage& report, const std::string& sampler) {
  SamplerStudies studies{sampler == "tpe" ? "TPE" : sampler, {}};
  for (const Step& step : report.progress.plan()) {
    if (!step.name.starts_with("tune/small-" + sampler + "-") || !report.progress.done(step.name)) continue;
    const auto best =
        numbers(report.json(step.name, "study.json").value("best_so_far", nlohmann::json::array()));
    if (!best.empty()) studies.best_so_far.push_back(best);
  }
  return studies;
}

// The best score of each study after N trials.
std::vector<double> after(const SamplerStudies& studies, std::size_t trials) {
  std::vector<double> values;
  for (const auto& study : studies.best_so_far)
    if (study.size() >= trials && trials > 0) values.push_back(study[trials - 1]);
  return values;
}

// Curves are compared as far as all studies go.
std::size_t shortest(const SamplerStudies& a, const SamplerStudies& b) {
  std::size_t trials = a.best_so_far.front().size();
  for (const SamplerStudies* studies : {&a, &b})
    for (const auto& study : studies->best_so_far) trials = std::min(trials, study.size());
  return trials;
}

std::string score_text(const MeanSpread& score) {
  return std::isnan(score.spread) ? percent(score.mean)
                                  : fmt::format("{} ± {}", percent(score.mean), percent(score.spread));
}

// Drawn here, of several studies, as no single step knows them all.
void draw_race(ReportPage& report, const SamplerStudies& tpe, const SamplerStudies& random) {
  if (!have_gnuplot()) return;
  const fs::path folder = report.progress.root() / "figures";
  make_folder(folder);
  std::string csv = "sampler,study,trial,best_so_far\n";
  for (const SamplerStudies* studies : {&tpe, &random})
    for (std::size_t i = 0; i < studies->best_so_far.size(); ++i)
      for (std::size_t t = 0; t < studies->best_so_far[i].size(); ++t)
        csv += fmt::format("{},{},{},{}\n", studies->sampler, i + 1, t + 1, studies->best_so_far[i][t]);
  write_file(folder / "race.csv", csv);
  const std::string provenance = fmt::format(
      "model small | data mitdb, recipe kaggle | split official validation rows | study seeds 1 to {}",
      tpe.best_so_far.size());
  write_figure(study_race({tpe, random}, startup_trials, provenance), folder / "race");
  PageSource source = report.source("tune/small-tpe-1");
  source.command += "  and the same with --sampler random and the other study seeds";
  source.seed = fmt::format("1 to {}", tpe.best_so_far.size());
  report.page.figure({folder / "race", "tpe-against-random",
                      "TPE against random search: mean of the best validation score so far, and one standard"
                      " deviation either side.",
                      source, folder / "race.csv"});
}

// The verdict is on the means; their spreads stand next to them, as few studies prove little.
void judge_race(ReportPage& report, const SamplerStudies& tpe, const SamplerStudies& random) {
  const std::size_t trials = shortest(tpe, random);
  const MeanSpread ours = mean_spread(after(tpe, trials)), theirs = mean_spread(after(random, trials));
  report.page.verdict(
      ours.mean >= theirs.mean ? Verdict::reached : Verdict::not_reached,
      fmt::format("After {} trials the mean best validation score of TPE ({} %, {} studies) is to be"
                  " no lower than that of random search ({} %, {} studies).",
                  trials, score_text(ours), ours.count, score_text(theirs), theirs.count));
  if (trials <= startup_trials) return;
  const MeanSpread early = mean_spread(after(tpe, startup_trials));
  const MeanSpread early_random = mean_spread(after(random, startup_trials));
  report.page.paragraph(fmt::format(
      "After {} trials, the report's budget: TPE {} %, random search {} %. Up to there a study by TPE is"
      " a study by random search: of one study seed the two draw the same trials.",
      startup_trials, score_text(early), score_text(early_random)));
}

// Nothing is said unless both samplers have finished studies.
void add_race(ReportPage& report) {
  report.page.subsection("TPE against random search");
  report.page.paragraph(
      "TPE as commonly configured draws its first 10 trials at random before it models anything. The "
      "report's study"
      " had 10 trials: it was a random search. Whether TPE would have helped takes longer studies of a "
      "smaller"
      " network, several of each.");
  const SamplerStudies tpe = studies_of(report, "tpe"), random = studies_of(report, "random");
  if (tpe.best_so_far.empty() || random.best_so_far.empty()) {
    report.has("tune/small-tpe-1", "Studies by TPE");
    report.has("tune/small-random-1", "Studies by random search");
    return;
  }
  draw_race(report, tpe, random);
  judge_race(report, tpe, random);
}

// What was tried and what came of it; where it was tried is said above the table.
void add_trials(ReportPage& report) {
  report.table("tune/report", "trials.csv", "The trials", 2,
               {"number", "state", "value", "epochs", "seconds", "optimizer", "lr", "weight-decay", "batch"});
}

}  // namespace

void add_tuning_section(ReportPage& report) {
  report.page.section("Tuning");
  report.page.paragraph(
      "The report's study: optimiser (Adam, RMSprop, SGD), learning rate 1e-4 to 1e-2, weight decay 1e-5 to "
      "1e-3,"
      " batch 64 to 256; 10 trials, hopeless ones pruned by the median. Its best: RMSprop, 3e-4, 2e-4, 87. "
      "Repeated on"
      " a part of the training rows; a trial's value is the score on validation rows, never on test rows.");
  if (report.has("tune/report", "The report's study")) {
    const nlohmann::json study = report.json("tune/report", "study.json");
    report.figure("tune/report", "history", "The study's history.", "trials.csv");
    report.figure("tune/report", "slices", "Score by each parameter.", "trials.csv");
    report.figure("tune/report", "importances", "What the parameters account for (fANOVA).");
    add_trials(report);
    const nlohmann::json best = study.value("best_params", nlohmann::json());
    if (best.is_object())
      report.page.paragraph(
          fmt::format("Best here: `{}`, with {} %.", best.dump(), percent(number_of(study, "best_value"))));
  }
  add_race(report);
}

}  // namespace rwave::experiment
