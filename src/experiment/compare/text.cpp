// The terminal's form of a comparison.
#include <fmt/format.h>

#include <cmath>

#include "base/text.h"
#include "experiment/compare/output.h"
#include "score/format.h"
#include "score/published_scores.h"

namespace rwave::experiment {
namespace {

// Shares in %, large numbers with their thousands; "-" where unknown.
std::string cell_text(const RunFigure& figure, double value) {
  if (std::isnan(value)) return "-";
  return figure.share ? fmt::format("{:.2f}", 100 * value) : grouped(std::llround(value));
}

// "98.80±.03" with several seeds.
std::string group_cell(const RunGroup& group, const RunFigure& figure) {
  const SeedFigure value = group.figure(figure);
  const std::string mean = cell_text(figure, value.mean);
  // Only scores have their spread here; that of seconds and epochs is in the files.
  if (std::isnan(value.spread) || !figure.share) return mean;
  return fmt::format("{}±{:.2f}", mean, 100 * value.spread);
}

// Costs are means of one measurement, so they have no spread.
std::vector<std::string> group_line(const RunGroup& group, const std::string& mark) {
  std::vector<std::string> line = {group.first().network + mark, group.first().treatment,
                                   group.first().split};
  for (const RunFigure& figure : run_figures()) line.push_back(group_cell(group, figure));
  line.push_back(std::isnan(group.multiply_adds) ? "-" : fmt::format("{:.2f}", group.multiply_adds / 1e6));
  line.push_back(
      std::isnan(group.inference_microseconds) ? "-" : fmt::format("{:.1f}", group.inference_microseconds));
  return line;
}

// Under a head of its own: published test sets differ, and one column would invite a ranking.
std::string published_text(const std::string& data) {
  std::vector<std::vector<std::string>> lines = {
      {"published", "treatment", "split", "acc", "bal", "mF1", "S F1", "V F1"}};
  const auto percent = [](double value) {
    return std::isnan(value) ? std::string("-") : fmt::format("{:.2f}", 100 * value);
  };
  for (const PublishedScore& one : published_scores()) {
    if (one.data != data) continue;
    lines.push_back({one.source, one.treatment.empty() ? "-" : one.treatment, one.split_kind,
                     percent(one.accuracy), percent(one.balanced_accuracy), percent(one.macro_f1),
                     percent(one.s_f1), percent(one.v_f1)});
  }
  return lines.size() > 1 ? aligned(lines, 3) : "No published figures on these data are known.\n";
}

}  // namespace

// Notes are numbered: what a variant has otherwise would not fit into a table cell.
std::string compare_text(const std::vector<RunGroup>& groups, const std::vector<SplitGap>& gaps) {
  std::vector<std::vector<std::string>> lines = {{"network", "treatment", "split"}};
  for (const RunFigure& figure : run_figures()) lines[0].emplace_back(figure.head);
  lines[0].insert(lines[0].end(), {"M mul-add", "us a beat"});
  std::string notes;
  int noted = 0;
  for (const RunGroup& group : groups) {
    std::string mark;
    if (!group.variant.empty() || !group.note.empty()) {
      mark = fmt::format(" [{}]", ++noted);
      notes += fmt::format("[{}] {}{}{}\n", noted, group.variant,
                           group.variant.empty() || group.note.empty() ? "" : "; ", group.note);
    }
    lines.push_back(group_line(group, mark));
  }
  std::string text = fmt::format("data {} | test rows of each split | seeds {}\n\n",
                                 groups.front().first().data, groups.front().seeds());
  text += aligned(lines, 3) + notes;
  text += "NSVF: mean F1 of these four, as DS2 has next to no Q; mF1: of all classes. All in %.\n\n";
  text += published_text(groups.front().first().published_data());
  for (const std::string& sentence : split_gap_sentences(gaps)) text += "\n" + sentence + "\n";
  return text;
}

}  // namespace rwave::experiment
