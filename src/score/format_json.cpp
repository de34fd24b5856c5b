// The JSON form of format.h. nlohmann-json writes NaN as null, which is what an undefined figure is.

#include "score/format.h"

namespace rwave {
namespace {

using Json = nlohmann::ordered_json;

// The same object for all rows and for each group, so that a reader needs one function for both.
Json scores_object(const Confusion& confusion) {
  const Scores scores = scores_of(confusion);
  Json object = {{"beats", scores.total},
                 {"accuracy", scores.accuracy},
                 {"balanced_accuracy", scores.balanced_accuracy},
                 {"macro_f1", scores.macro_f1}};
  Json& classes = object["classes"] = Json::array();
  for (std::size_t c = 0; c < scores.classes.size(); ++c) {
    const ClassScore& score = scores.classes[c];
    classes.push_back({{"name", confusion.classes()[c]},
                       {"beats", score.support},
                       {"sensitivity", score.sensitivity},
                       {"positive_predictivity", score.positive_predictivity},
                       {"f1", score.f1}});
  }
  return object;
}

// Counts and shares both: shares cannot be turned back into counts, and counts alone are hard to read.
Json confusion_object(const Confusion& confusion) {
  Json counts = Json::array(), shares = Json::array();
  for (int t = 0; t < confusion.size(); ++t) {
    Json count_row = Json::array(), share_row = Json::array();
    for (int p = 0; p < confusion.size(); ++p) {
      count_row.push_back(confusion.count(t, p));
      share_row.push_back(confusion.share(t, p));
    }
    counts.push_back(count_row);
    shares.push_back(share_row);
  }
  return {{"classes", confusion.classes()}, {"counts", counts}, {"normalised", shares}};
}

// A pair, not an object: [low, high].
Json bounds(const Interval& interval) {
  return Json::array({interval.low, interval.high});
}

Json intervals_object(const ScoreIntervals& intervals, const std::vector<std::string>& names) {
  Json object = {{"level", intervals.level},
                 {"replicates", intervals.replicates},
                 {"seed", intervals.seed},
                 {"drawn", intervals.unit},
                 {"units", intervals.units},
                 {"accuracy", bounds(intervals.accuracy)},
                 {"balanced_accuracy", bounds(intervals.balanced_accuracy)},
                 {"macro_f1", bounds(intervals.macro_f1)}};
  Json& classes = object["classes"] = Json::array();
  for (std::size_t c = 0; c < intervals.classes.size(); ++c) {
    const ClassIntervals& of_class = intervals.classes[c];
    classes.push_back({{"name", names.at(c)},
                       {"sensitivity", bounds(of_class.sensitivity)},
                       {"positive_predictivity", bounds(of_class.positive_predictivity)},
                       {"f1", bounds(of_class.f1)}});
  }
  return object;
}

// Thresholds are given with what they keep, so that a user can set one.
Json certainty_object(const std::vector<Answer>& answers) {
  Json points = Json::array();
  for (const RiskPoint& point : risk_by_coverage(answers, stated_coverages))
    points.push_back({{"threshold", point.threshold}, {"coverage", point.coverage}, {"risk", point.risk}});
  return {{"calibration_error", expected_calibration_error(answers)}, {"kept", points}};
}

}  // namespace

// What the figures are of comes first, for people who look at the file.
nlohmann::ordered_json score_json(const ScoreReport& report) {
  require_complete(report.provenance);
  Json object = {{"model", report.provenance.model},
                 {"data", report.provenance.data},
                 {"split", report.provenance.split},
                 {"seeds", report.provenance.seeds}};
  object.update(scores_object(report.confusion));
  object["confusion"] = confusion_object(report.confusion);
  if (report.intervals) object["intervals"] = intervals_object(*report.intervals, report.confusion.classes());
  if (!report.answers.empty()) object["certainty"] = certainty_object(report.answers);
  for (const GroupConfusion& group : report.groups) {
    Json of_group = {{"name", group.name}};
    of_group.update(scores_object(group.confusion));
    object["groups"].push_back(of_group);
  }
  return object;
}

}  // namespace rwave
