// The text form of format.h.

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <span>

#include "base/text.h"
#include "score/format.h"

namespace rwave {
namespace {

using Rows = std::vector<std::vector<std::string>>;

// A share as "98.74", an F1 as "0.912": the two ways in which the field prints them.
std::string percent(double share) {
  return std::isnan(share) ? "-" : fmt::format("{:.2f}", 100 * share);
}
std::string fraction(double value) {
  return std::isnan(value) ? "-" : fmt::format("{:.3f}", value);
}

// "98.74 (98.59-98.88)", or the figure alone where it has no interval. `unit` stands between figure and
// interval.
std::string with_interval(double value, const Interval* interval, std::string (*shown)(double),
                          const char* unit = "") {
  std::string text = shown(value) + unit;
  if (interval != nullptr && !std::isnan(interval->low)) {
    text += fmt::format(" ({}-{})", shown(interval->low), shown(interval->high));
  }
  return text;
}

// Accuracy comes with balanced accuracy and macro-F1 always: where nine beats of ten are N, accuracy alone
// says nothing.
std::string overall_line(const ScoreReport& report, const Scores& scores) {
  const ScoreIntervals* intervals = report.intervals ? &*report.intervals : nullptr;
  const auto bounds = [&](Interval ScoreIntervals::*figure) {
    return intervals ? &(intervals->*figure) : nullptr;
  };
  return fmt::format(
      "{} {}   accuracy {}   balanced accuracy {}   macro-F1 {}\n", grouped(scores.total), report.unit,
      with_interval(scores.accuracy, bounds(&ScoreIntervals::accuracy), percent, " %"),
      with_interval(scores.balanced_accuracy, bounds(&ScoreIntervals::balanced_accuracy), percent, " %"),
      with_interval(scores.macro_f1, bounds(&ScoreIntervals::macro_f1), fraction));
}

// "calibration error 0.0036   accuracy of the most probable 99 %: 99.27, 98 %: 99.56, ...": with the coverage
// reached, which is greater than the one stated where many answers are equally probable.
std::string certainty_line(const std::vector<Answer>& answers) {
  std::string text = fmt::format("calibration error {:.4f}   accuracy of the most probable",
                                 expected_calibration_error(answers));
  const char* between = " ";
  double last = -1;
  for (const RiskPoint& point : risk_by_coverage(answers, std::span(stated_coverages).subspan(1))) {
    if (point.coverage == last) continue;
    last = point.coverage;
    text += fmt::format("{}{:.0f} %: {}", between, 100 * point.coverage, percent(1 - point.risk));
    between = ", ";
  }
  return text + "\n";
}

// Sensitivity and positive predictivity in percent, as the field prints them; F1 as a fraction, as machine
// learning does.
std::string class_table(const ScoreReport& report, const Scores& scores) {
  Rows rows = {{"class", report.unit, "Se %", "+P %", "F1"}};
  for (std::size_t c = 0; c < scores.classes.size(); ++c) {
    const ClassScore& score = scores.classes[c];
    const ClassIntervals* bounds = report.intervals ? &report.intervals->classes.at(c) : nullptr;
    rows.push_back({report.confusion.classes()[c], grouped(score.support),
                    with_interval(score.sensitivity, bounds ? &bounds->sensitivity : nullptr, percent),
                    with_interval(score.positive_predictivity,
                                  bounds ? &bounds->positive_predictivity : nullptr, percent),
                    with_interval(score.f1, bounds ? &bounds->f1 : nullptr, fraction)});
  }
  return aligned(rows);
}

// Says what was drawn: an interval over rows and one over patients are not comparable.
std::string interval_line(const ScoreIntervals& intervals) {
  return fmt::format("in brackets: {:g} % intervals, {} bootstrap draws of {} {}s, seed {}\n",
                     100 * intervals.level, grouped(intervals.replicates), grouped(intervals.units),
                     intervals.unit, intervals.seed);
}

// Counts and shares of each true class next to each other.
std::string confusion_table(const Confusion& confusion) {
  Rows rows = {{"truth"}};
  for (const std::string& name : confusion.classes()) rows[0].push_back("called " + name);
  for (const std::string& name : confusion.classes()) rows[0].push_back(name + " %");
  for (int t = 0; t < confusion.size(); ++t) {
    std::vector<std::string> row = {confusion.classes()[static_cast<std::size_t>(t)]};
    for (int p = 0; p < confusion.size(); ++p) row.push_back(grouped(confusion.count(t, p)));
    for (int p = 0; p < confusion.size(); ++p) row.push_back(percent(confusion.share(t, p)));
    rows.push_back(row);
  }
  return aligned(rows);
}

// The classes that a group's line shows: S and V where they exist, else all but the first (which is
// "normal").
std::vector<std::size_t> classes_shown(const std::vector<std::string>& classes) {
  std::vector<std::size_t> shown;
  for (const char* name : {"S", "V"}) {
    const auto found = std::find(classes.begin(), classes.end(), name);
    if (found != classes.end()) shown.push_back(static_cast<std::size_t>(found - classes.begin()));
  }
  for (std::size_t c = 1; shown.empty() && c < classes.size(); ++c) shown.push_back(c);
  return shown;
}

// A group without beats of a class has "-", not 0.
std::vector<std::string> group_row(const std::string& name, const Confusion& confusion,
                                   const std::vector<std::size_t>& shown) {
  const Scores scores = scores_of(confusion);
  std::vector<std::string> row = {name, grouped(scores.total), percent(scores.accuracy)};
  for (const std::size_t c : shown) {
    const ClassScore& score = scores.classes[c];
    row.insert(row.end(),
               {grouped(score.support), percent(score.sensitivity), percent(score.positive_predictivity)});
  }
  return row;
}

}  // namespace

std::string score_text(const ScoreReport& report) {
  const Scores scores = scores_of(report.confusion);
  std::string text = head_line(report.provenance) + "\n" + overall_line(report, scores);
  if (!report.answers.empty()) text += certainty_line(report.answers);
  text += "\n";
  text += class_table(report, scores);
  if (report.intervals) text += interval_line(*report.intervals);
  text += "\n" + confusion_table(report.confusion);
  if (!report.groups.empty()) text += "\n" + group_text(report);
  return text;
}

std::string group_text(const ScoreReport& report, const std::string& group_name) {
  const std::vector<std::size_t> shown = classes_shown(report.confusion.classes());
  Rows rows = {{group_name, "beats", "accuracy %"}};
  for (const std::size_t c : shown) {
    const std::string& name = report.confusion.classes()[c];
    rows[0].insert(rows[0].end(), {name + " beats", name + " Se %", name + " +P %"});
  }
  for (const GroupConfusion& group : report.groups)
    rows.push_back(group_row(group.name, group.confusion, shown));
  rows.push_back(group_row("all", report.confusion, shown));
  return head_line(report.provenance) + "\n" + aligned(rows);
}

}  // namespace rwave
