#pragma once
// Scores as people and programs read them: an aligned text table, CSV in long form, JSON. Every form names
// the model, the data, the split and the seed; an empty one is an Error. Undefined figures are "-" in text,
// empty in CSV, null in JSON.

#include <array>
#include <nlohmann/json.hpp>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "score/bootstrap.h"
#include "score/certainty.h"
#include "score/confusion.h"
#include "score/groups.h"
#include "score/provenance.h"

namespace rwave {

// Everything that scoring one set of rows yields.
struct ScoreReport {
  Provenance provenance;
  Confusion confusion;
  std::optional<ScoreIntervals> intervals;
  // By record; may be empty.
  std::vector<GroupConfusion> groups;
  // With their probabilities, where these are known.
  std::vector<Answer> answers = {};
  // What was scored, for people.
  std::string unit = "beats";
};

// The coverages whose risk is stated.
inline constexpr std::array stated_coverages = {1.0, 0.99, 0.98, 0.95, 0.9, 0.8};

// For a terminal: the head line, the overall figures, the calibration error and what rejecting the least
// probable answers leaves where probabilities are known, a line per class (sensitivity and positive
// predictivity in %, F1), the confusion matrix in counts and in % of each true class; with groups, a line per
// group (group_text).
std::string score_text(const ScoreReport& report);

// A line per group: beats, accuracy, and sensitivity / positive predictivity of S and V, or of every class
// but the first where there are no such classes. `group_name` heads the first column: "record".
std::string group_text(const ScoreReport& report, const std::string& group_name = "record");

// One figure per line, with a header line: model,data,split,seeds,group,class,figure,value,low,high. Overall
// figures have an empty class, figures of all rows an empty group. Values are fractions (0..1) or counts.
std::string score_csv(const ScoreReport& report);

// One cell per line, with a header line: model,data,split,seeds,truth,predicted,count,share (of the true
// class).
std::string confusion_csv(const ScoreReport& report);

// One object; its keys are documented by tests/score/format_json_test.cpp. Ordered, so that a verb may add to
// it.
nlohmann::ordered_json score_json(const ScoreReport& report);

// Rows of cells as lines: the first `left` columns flush left, the others flush right, two spaces between, no
// space at the end of a line. Rows may be of different lengths. Cells are UTF-8: a letter is a column.
std::string aligned(const std::vector<std::vector<std::string>>& rows, std::size_t left = 1);

}  // namespace rwave
