// The CSV forms of format.h (RFC 4180). In long form, one figure per line with its provenance, so that the
// files of many runs can be laid end to end and filtered; a wide table would change its columns with the
// classes.

#include <fmt/format.h>

#include <cmath>
#include <span>
#include <string_view>

#include "base/csv_table.h"
#include "score/format.h"

namespace rwave {
namespace {

// As many digits as give the same number when read again.
std::string number(double value) {
  return std::isnan(value) ? "" : fmt::format("{}", value);
}

// Repeated in every line, since lines of many files are joined.
std::string provenance_fields(const Provenance& provenance) {
  require_complete(provenance);
  return fmt::format("{},{},{},{}", csv_cell(provenance.model), csv_cell(provenance.data),
                     csv_cell(provenance.split), csv_cell(provenance.seeds));
}

// The lines of one confusion matrix's figures.
class FigureLines {
 public:
  FigureLines(const Provenance& provenance, const std::string& group)
      : head_(provenance_fields(provenance) + "," + csv_cell(group)) {}

  void figure(std::string_view class_name, std::string_view name, double value,
              const Interval* bounds = nullptr) {
    text_ += fmt::format("{},{},{},{},{},{}\n", head_, csv_cell(class_name), name, number(value),
                         bounds ? number(bounds->low) : "", bounds ? number(bounds->high) : "");
  }

  void all(const Confusion& confusion, const ScoreIntervals* intervals) {
    const Scores scores = scores_of(confusion);
    figure("", "beats", static_cast<double>(scores.total));
    figure("", "accuracy", scores.accuracy, intervals ? &intervals->accuracy : nullptr);
    figure("", "balanced_accuracy", scores.balanced_accuracy,
           intervals ? &intervals->balanced_accuracy : nullptr);
    figure("", "macro_f1", scores.macro_f1, intervals ? &intervals->macro_f1 : nullptr);
    for (std::size_t c = 0; c < scores.classes.size(); ++c) {
      const ClassScore& score = scores.classes[c];
      const std::string& name = confusion.classes()[c];
      const ClassIntervals* bounds = intervals ? &intervals->classes.at(c) : nullptr;
      figure(name, "beats", static_cast<double>(score.support));
      figure(name, "sensitivity", score.sensitivity, bounds ? &bounds->sensitivity : nullptr);
      figure(name, "positive_predictivity", score.positive_predictivity,
             bounds ? &bounds->positive_predictivity : nullptr);
      figure(name, "f1", score.f1, bounds ? &bounds->f1 : nullptr);
    }
  }

  const std::string& text() const { return text_; }

 private:
  std::string head_;
  std::string text_;
};

}  // namespace

std::string score_csv(const ScoreReport& report) {
  FigureLines lines(report.provenance, "");
  lines.all(report.confusion, report.intervals ? &*report.intervals : nullptr);
  if (!report.answers.empty())
    lines.figure("", "calibration_error", expected_calibration_error(report.answers));
  const auto stated = std::span(stated_coverages).subspan(1);
  const auto points = risk_by_coverage(report.answers, stated);
  for (std::size_t i = 0; i < points.size(); ++i)
    lines.figure("", fmt::format("accuracy_of_most_probable_{:g}", std::round(100 * stated[i])),
                 1 - points[i].risk);
  std::string text = "model,data,split,seeds,group,class,figure,value,low,high\n" + lines.text();
  for (const GroupConfusion& group : report.groups) {
    FigureLines of_group(report.provenance, group.name);
    of_group.all(group.confusion, nullptr);
    text += of_group.text();
  }
  return text;
}

// A line for each pair of classes, as the classes differ between data sets and a matrix in columns
// would have another head for each.
std::string confusion_csv(const ScoreReport& report) {
  const std::string head = provenance_fields(report.provenance);
  const Confusion& confusion = report.confusion;
  std::string text = "model,data,split,seeds,truth,predicted,count,share\n";
  for (int t = 0; t < confusion.size(); ++t) {
    for (int p = 0; p < confusion.size(); ++p) {
      text +=
          fmt::format("{},{},{},{},{}\n", head, csv_cell(confusion.classes()[static_cast<std::size_t>(t)]),
                      csv_cell(confusion.classes()[static_cast<std::size_t>(p)]), confusion.count(t, p),
                      number(confusion.share(t, p)));
    }
  }
  return text;
}

}  // namespace rwave
