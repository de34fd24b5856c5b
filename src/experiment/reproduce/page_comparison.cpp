// The page's sections on the networks compared, and on the two splits.
#include <fmt/format.h>

#include <cmath>
#include <filesystem>

#include "experiment/reproduce/report_page.h"

namespace rwave::experiment {
namespace {

std::string number(const CsvTable& table, std::size_t row, const char* name, double scale, int decimals) {
  const double value = table.number(row, name);
  return std::isnan(value) ? "-" : fmt::format("{:.{}f}", value * scale, decimals);
}

std::string split_words(std::string_view split) {
  if (split == "ds1ds2") return "DS1/DS2";
  return std::string(split);
}

// "seed (--lr 0.0003; no beats of Q among the test rows)".
std::string name_of(const CsvTable& table, std::size_t row, const char* column) {
  std::string name(table.cell(row, column)), more(table.cell(row, "variant"));
  const std::string_view note = table.cell(row, "note");
  if (!note.empty()) more += fmt::format("{}{}", more.empty() ? "" : "; ", note);
  return more.empty() ? name : fmt::format("{} ({})", name, more);
}

std::string treatment_of(const CsvTable& table, std::size_t row) {
  const std::string_view treatment = table.cell(row, "treatment");
  return treatment.empty() ? "-" : std::string(treatment);
}

// Variants stand in lines of their own, with what they have otherwise. Recall and precision of S
// and F next to their F1: these classes are rare, and a network that calls too many beats S looks
// the same in F1 as one that calls too few.
void add_own(ReportPage& report, const CsvTable& content) {
  PageTable table{
      "networks",
      "Our runs; scores in %, of the test rows of each split; training time on one thread; inference:"
      " processor time of one thread, 256 beats at a time",
      {"network", "training", "split", "acc.", "bal. acc.", "macro-F1", "S rec.", "S prec.", "S F1", "F rec.",
       "F prec.", "F F1", "V F1", "weights (1,000)", "M mult.-adds", "training (min)", "µs a beat"},
      {},
      report.source("compare"),
      3};
  for (std::size_t i = 0; i < content.rows.size(); ++i) {
    if (content.cell(i, "source") != "this program") continue;
    std::vector<std::string> line = {name_of(content, i, "network"), treatment_of(content, i),
                                     split_words(content.cell(i, "split"))};
    for (const char* key : {"accuracy", "balanced_accuracy", "macro_f1", "s_recall", "s_precision", "s_f1",
                            "f_recall", "f_precision", "f_f1", "v_f1"})
      line.push_back(number(content, i, key, 100, 2));
    line.push_back(number(content, i, "parameters", 1e-3, 1));
    line.push_back(number(content, i, "multiply_adds", 1e-6, 2));
    line.push_back(number(content, i, "training_seconds", 1.0 / 60, 1));
    line.push_back(number(content, i, "inference_microseconds", 1, 1));
    table.rows.push_back(line);
  }
  report.page.table(table);
}

// Published figures come after ours and under another head: their test sets differ, and a ranking would lie.
void add_published(ReportPage& report, const CsvTable& content) {
  PageTable table{"published",
                  "Published figures on MIT-BIH, in %, each with the split that it is of",
                  {"published by", "training", "split", "acc.", "bal. acc.", "macro-F1", "S F1", "V F1"},
                  {},
                  {"data/published_scores.csv, part of the program", ""},
                  3};
  for (std::size_t i = 0; i < content.rows.size(); ++i) {
    if (content.cell(i, "source") == "this program") continue;
    std::vector<std::string> line = {
        name_of(content, i, "source"), treatment_of(content, i),
        fmt::format("{}: {}", content.cell(i, "split"), content.cell(i, "split_description"))};
    for (const char* key : {"accuracy", "balanced_accuracy", "macro_f1", "s_f1", "v_f1"})
      line.push_back(number(content, i, key, 100, 2));
    table.rows.push_back(line);
  }
  report.page.table(table);
}

}  // namespace

void add_comparison_section(ReportPage& report) {
  report.page.section("Networks compared");
  report.page.paragraph(fmt::format(
      "The report's Table 1 from our own runs: each network trained alike (Adam, one-cycle rate up to 1e-3,"
      " batch {}, one seed; Romdhane's with its focal loss), for fewer epochs than its authors gave it, "
      "without class weights, with them (effective number), and with rows shifted,"
      " stretched, scaled and made noisy; on the official split and on DS1/DS2. Published figures stand "
      "apart,"
      " each with its split: those on other splits than ours are not to be ranked with ours.",
      report.quick ? 64 : 256));
  if (!report.has("compare", "Comparison of the networks")) return;
  report.figure("compare", "compare",
                "Accuracy and macro-F1 by network, treatment and split; hollow: published.");
  // Of comparisons without costs there is none.
  if (std::filesystem::exists(report.file("compare", "front.svg")))
    report.figure("compare", "front",
                  "Accuracy and macro-F1 on the official split against multiply-adds a beat.");
  const CsvTable content = report.csv("compare", "compare.csv");
  add_own(report, content);
  add_published(report, content);
}

// The sentences are those of compare.json, so that page and terminal cannot disagree.
void add_split_section(ReportPage& report) {
  report.page.section("The two splits");
  report.page.paragraph(
      "The official split has beats of the same patients on both sides. DS1/DS2 asks what matters for use: "
      "new"
      " patients. The mean F1 of N, S, V and F stands for the whole, as DS2 has next to no Q beats.");
  if (!report.has("compare", "The distance between the splits")) return;
  const nlohmann::json result = report.json("compare", "compare.json");
  const nlohmann::json sentences = result.value("sentences", nlohmann::json::array());
  if (sentences.empty()) {
    report.page.not_run("The distance between the splits", "no network is there that was trained on both",
                        "");
    return;
  }
  report.figure("compare", "gap", "From the official split's figure to that on new patients.");
  for (const nlohmann::json& sentence : sentences)
    if (sentence.is_string()) report.page.paragraph(sentence.get<std::string>());
  report.table("compare", "gap.csv", "The distance, as shares of 1", 3);
}

}  // namespace rwave::experiment
