// The page's section on transfer to the PTB rows and PTB-XL.
#include <fmt/format.h>

#include <array>
#include <cmath>

#include "experiment/compare/transfer_table.h"
#include "experiment/reproduce/report_page.h"
#include "score/published_scores.h"

namespace rwave::experiment {
namespace {

// For a verdict; of fewer the page says that it is not judged.
constexpr std::size_t enough_seeds = 5;

// Of training from scratch: half a point.
constexpr double close_enough = 0.005;
// Read off the report's plot, k = 1 to 4.
constexpr std::array report_by_k = {"63", "77", "91", "99.3"};

// The ways of `rwave transfer` that the page shows, as the report's reader knows them.
struct Way {
  const char* name;  // in transfer.csv
  const char* head;
};
constexpr std::array ways = {Way{"frozen", "fresh weights, rest frozen"},
                             Way{"kept", "own weights, rest frozen"},
                             Way{"frozen-bn-updated", "fresh weights, batch-norm statistics updated"},
                             Way{"fine-tuned", "fresh weights, rest fine-tuned"}};

// Accuracies of one way on all target rows, with the last k linear layers trained (k < 0: whatever).
MeanSpread accuracy(const CsvTable& table, std::string_view way, int k) {
  std::vector<double> values;
  for (std::size_t i = 0; i < table.rows.size(); ++i) {
    if (current_way(std::string(table.cell(i, "mode"))) != way || table.number(i, "share") < 1) continue;
    if (k < 0 || table.number(i, "k") == k) values.push_back(table.number(i, "accuracy"));
  }
  return mean_spread(values);
}

std::string text_of(const MeanSpread& score) {
  if (score.count == 0) return "-";
  return std::isnan(score.spread) ? percent(score.mean)
                                  : fmt::format("{} ± {}", percent(score.mean), percent(score.spread));
}

// The report gives its own figures in a plot alone: they are read off it, to the per cent.
void show_by_k(ReportPage& report, const CsvTable& table) {
  PageTable by_k{
      "transfer-by-k",
      "Accuracy on the PTB rows by the number k of last linear layers trained, in %; mean and standard"
      " deviation over the seeds. Random split, patients on both sides; the report's figures are read off "
      "its plot,"
      " of all 14,552 rows, ours of the 3,068 that are here",
      {"trained", "the report"},
      {},
      report.source("transfer/ptb-rows"),
      1};
  for (const Way& way : ways) by_k.head.emplace_back(way.head);
  for (int k = 1; k <= 4; ++k) {
    by_k.rows.push_back({fmt::format("k = {}", k), report_by_k.at(static_cast<std::size_t>(k) - 1)});
    for (const Way& way : ways) by_k.rows.back().push_back(text_of(accuracy(table, way.name, k)));
  }
  by_k.rows.push_back({"all, from scratch", "99.4", text_of(accuracy(table, "scratch", -1)), "", "", ""});
  by_k.rows.push_back(
      {"none (N told from the rest)", "-", text_of(accuracy(table, "as it is", 0)), "", "", ""});
  by_k.rows.push_back({"always the majority class", "72", "", "", "", ""});
  report.page.table(by_k);
}

// `way` of k = 4 against training from scratch.
void judge_scratch(ReportPage& report, const CsvTable& table, const char* way, const char* body) {
  const MeanSpread four = accuracy(table, way, 4), scratch = accuracy(table, "scratch", -1);
  const bool known = four.count >= enough_seeds && scratch.count >= enough_seeds;
  const bool reached = known && four.mean >= scratch.mean - close_enough;
  report.page.verdict(!known    ? Verdict::unknown
                      : reached ? Verdict::reached
                                : Verdict::not_reached,
                      fmt::format("k = 4, the rest {}, is to come within 0.5 points of training from scratch:"
                                  " {} % against {} % (seeds: {}).",
                                  body, text_of(four), text_of(scratch), four.count));
}

// The report's order: each of k = 1 to 4 better than the one before.
void judge_order(ReportPage& report, const CsvTable& table, const Way& way) {
  std::string order;
  bool rising = true;
  MeanSpread before, here;
  for (int k = 1; k <= 4; ++k) {
    before = here;
    here = accuracy(table, way.name, k);
    if (here.count == 0) return;
    rising = rising && (k == 1 || here.mean > before.mean);
    order += fmt::format("{}k = {}: {}", order.empty() ? "" : ", ", k, text_of(here));
  }
  // The bar is the order, or that it is shown to be another.
  report.page.verdict(here.count < enough_seeds ? Verdict::unknown : Verdict::reached,
                      fmt::format("The report's order of k = 1 to 4, each better than the one before, {} ({};"
                                  " seeds: {}): {} %.",
                                  rising ? "is found" : "is not found", way.head, here.count, order));
}

// What others reached on the PTB rows.
void show_published(ReportPage& report) {
  PageTable table{"published-ptb",
                  "Published figures on the PTB rows, in %, each with the split that it is of",
                  {"published by", "split", "note", "acc.", "bal. acc."},
                  {},
                  {"data/published_scores.csv, part of the program", ""},
                  3};
  for (const PublishedScore& score : published_scores()) {
    if (score.data != "ptb") continue;
    table.rows.push_back({fmt::format("{} {}", score.source, score.treatment), score.split, score.note,
                          percent(score.accuracy), percent(score.balanced_accuracy)});
  }
  report.page.table(table);
}

}  // namespace

void add_transfer_section(ReportPage& report) {
  report.page.section("Transfer to infarction");
  report.page.paragraph(
      "The network trained on the arrhythmia rows is given to another task: PTB rows, normal or infarction. "
      "The last k"
      " linear layers are trained, the convolutions stay. 3,068 of the 14,552 published rows are here; "
      "their"
      " patients are not known, so both sides share them. PTB-XL, with patients apart, is the harder "
      "question;"
      " few of its recordings are here, so its spread is wide.");
  if (report.has("transfer/ptb-rows", "Accuracy and time by k on the PTB rows")) {
    const CsvTable table = report.csv("transfer/ptb-rows", "transfer.csv");
    report.figure("transfer/ptb-rows", "by_k", "Accuracy and training time by k, PTB rows.");
    show_by_k(report, table);
    judge_scratch(report, table, "frozen", "frozen");
    judge_scratch(report, table, "fine-tuned", "trained at a tenth of the rate");
    for (const Way& way : {ways[0], ways[2]}) judge_order(report, table, way);
    report.page.paragraph(
        "In the report the last layers had fresh weights, and the running means of the frozen batch norms "
        "still"
        " followed the new rows: the column \"fresh weights, batch-norm statistics updated\". Frozen means "
        "frozen elsewhere. Kept "
        "layers begin"
        " with the weights they had; fine-tuned convolutions train at a tenth of the rate.");
  }
  show_published(report);
  report.page.subsection("New patients: PTB-XL");
  if (report.has("transfer/ptbxl", "Accuracy and time by k on PTB-XL, lead II, patients apart")) {
    report.figure("transfer/ptbxl", "by_k", "The same on PTB-XL, lead II, patients apart.");
    report.table("transfer/ptbxl", "by_k.csv", "The same in figures, means over the seeds, as shares of 1", 2,
                 {"way", "layers", "seeds", "accuracy", "accuracy_spread", "balanced_accuracy", "macro_f1",
                  "seconds"});
  }
  report.page.subsection("How few target beats are needed");
  for (const char* data : {"ptb-rows", "ptbxl"}) {
    const std::string step = fmt::format("transfer/{}-share", data);
    if (!report.has(step, fmt::format("Accuracy by the share of target beats, {}", data))) continue;
    report.figure(step, "by_share", fmt::format("Accuracy by the share of target beats, {}.", data));
    report.table(
        step, "by_share.csv", fmt::format("The same in figures, {}, as shares of 1", data), 1,
        {"way", "share", "seeds", "accuracy", "accuracy_spread", "balanced_accuracy", "macro_f1", "seconds"});
  }
}

}  // namespace rwave::experiment
