// The page's section on transfer to the PTB rows and PTB-XL.
#include <fmt/format.h>

#include <array>
#include <cmath>

#include "cli/reproduce/page_parts.h"

namespace rwave::cli {
namespace {

constexpr double close_enough = 0.005;                          // of training from scratch: half a point
constexpr std::array report_by_k = {"63", "77", "91", "99.3"};  // read off the report's plot, k = 1 to 4

bool from_scratch(const CsvTable& table, std::size_t row) {
  return table.cell(row, "mode").find("scratch") != std::string_view::npos;
}

// Accuracies of the runs with k trained layers (or from scratch, k < 0), on all target rows.
MeanSpread accuracy(const CsvTable& table, int k) {
  std::vector<double> values;
  for (std::size_t i = 0; i < table.rows.size(); ++i) {
    const double share = table.number(i, "share");
    if (!std::isnan(share) && share < 1) continue;
    const bool wanted = k < 0 ? from_scratch(table, i) : !from_scratch(table, i) && table.number(i, "k") == k;
    if (wanted) values.push_back(table.number(i, "accuracy"));
  }
  return mean_spread(values);
}

std::string text_of(const MeanSpread& score) {
  if (score.count == 0) return "-";
  return std::isnan(score.spread) ? percent(score.mean)
                                  : fmt::format("{} ± {}", percent(score.mean), percent(score.spread));
}

void show_by_k(ReportPage& report, const CsvTable& table) {
  PageTable by_k{"transfer-by-k",
                 "Accuracy on the PTB rows by the number k of linear layers trained anew, in %; mean"
                 " and standard deviation over the seeds",
                 {"trained", "the report", "here", "runs"},
                 {},
                 report.source("transfer/ptb-rows"),
                 1};
  for (int k = 0; k <= 4; ++k) {
    const MeanSpread here = accuracy(table, k);
    if (here.count == 0) continue;
    by_k.rows.push_back({fmt::format("k = {}", k),
                         k == 0 ? "-" : report_by_k.at(static_cast<std::size_t>(k) - 1), text_of(here),
                         std::to_string(here.count)});
  }
  const MeanSpread scratch = accuracy(table, -1);
  by_k.rows.push_back({"from scratch", "99.4", text_of(scratch), std::to_string(scratch.count)});
  by_k.rows.push_back({"always the majority class", "72", "-", "-"});
  report.page.table(by_k);
}

void judge_scratch(ReportPage& report, const CsvTable& table) {
  const MeanSpread four = accuracy(table, 4), scratch = accuracy(table, -1);
  const bool known = four.count > 0 && scratch.count > 0;
  const bool reached = known && four.mean >= scratch.mean - close_enough;
  report.page.verdict(
      !known    ? Verdict::unknown
      : reached ? Verdict::reached
                : Verdict::not_reached,
      fmt::format("k = 4 is to come within 0.5 points of training from scratch: {} % against {} %.",
                  text_of(four), text_of(scratch)));
}

void judge_order(ReportPage& report, const CsvTable& table) {
  std::string order;
  bool rising = true;
  double before = 0;
  for (int k = 1; k <= 4; ++k) {
    const MeanSpread here = accuracy(table, k);
    if (here.count == 0) {
      report.page.verdict(Verdict::unknown,
                          fmt::format("The report's order of k = 1 to 4 (each better than the one"
                                      " before): there are no runs with k = {}.",
                                      k));
      return;
    }
    rising = rising && here.mean > before;
    before = here.mean;
    order += fmt::format("{}k = {}: {}", order.empty() ? "" : ", ", k, text_of(here));
  }
  report.page.verdict(
      rising ? Verdict::reached : Verdict::not_reached,
      fmt::format("The report's order of k = 1 to 4, each better than the one before, {} here: {}.",
                  rising ? "is the order" : "is not the order", order));
}

void add_variants(ReportPage& report) {
  report.page.subsection("Kept weights, drifting batch norm, fine-tuned convolutions");
  report.page.paragraph(
      "In the report the last layers were drawn anew, and the running means of the frozen batch norms still "
      "followed"
      " the new rows. Here frozen means frozen; the report's drift, layers that keep their weights, and "
      "convolutions"
      " that train at a rate of their own are shown beside it.");
  struct Variant {
    const char* step;
    const char* caption;
  };
  for (const Variant& one :
       {Variant{"transfer/ptb-rows-kept", "Linear layers begin with the weights they had."},
        Variant{"transfer/ptb-rows-drifting", "Batch norms drift, as in the report."},
        Variant{"transfer/ptb-rows-tuned", "Convolutions train at a rate of their own."}}) {
    if (report.has(one.step, one.caption)) report.figure(one.step, "by_k", one.caption);
  }
}

}  // namespace

void add_transfer_section(ReportPage& report) {
  report.page.section("Transfer to infarction");
  report.page.paragraph(
      "The network trained on the arrhythmia rows is given to another task: PTB rows, normal or infarction. "
      "The last k"
      " linear layers are trained, the convolutions stay. 3,068 of the 14,552 published rows are at hand; "
      "their"
      " patients are not known, so both sides share them. PTB-XL, with patients apart, is the harder "
      "question.");
  if (report.has("transfer/ptb-rows", "Accuracy and time by k on the PTB rows")) {
    const CsvTable table = report.csv("transfer/ptb-rows", "transfer.csv");
    report.figure("transfer/ptb-rows", "by_k", "Accuracy and training time by k, PTB rows.");
    show_by_k(report, table);
    judge_scratch(report, table);
    judge_order(report, table);
  }
  add_variants(report);
  report.page.subsection("New patients: PTB-XL");
  if (report.has("transfer/ptbxl", "Accuracy and time by k on PTB-XL, lead II, patients apart"))
    report.figure("transfer/ptbxl", "by_k", "The same on PTB-XL, lead II, patients apart.");
  report.page.subsection("How few target beats are needed");
  for (const char* data : {"ptb-rows", "ptbxl"}) {
    const std::string step = fmt::format("transfer/{}-share", data);
    if (report.has(step, fmt::format("Accuracy by the share of target beats, {}", data)))
      report.figure(step, "by_share", fmt::format("Accuracy by the share of target beats, {}.", data));
  }
}

}  // namespace rwave::cli
