// CSV and JSON of a comparison. Both have every figure that the text has, unrounded; unknown is empty or
// null, never 0.
#include "experiment/compare/output.h"

#include <fmt/format.h>

#include <cmath>

#include "base/csv_table.h"
#include "score/published_scores.h"

namespace rwave::experiment {
namespace {

using nlohmann::ordered_json;

// Nine digits: all that a float32 result has, and no noise of the conversion.
std::string csv_number(double value) {
  return std::isnan(value) ? "" : fmt::format("{:.9g}", value);
}

ordered_json json_number(double value) {
  return std::isnan(value) ? ordered_json() : ordered_json(value);
}

// The figures of a published line that compare has columns for.
double published_figure(const PublishedScore& score, std::string_view key) {
  if (key == "accuracy") return score.accuracy;
  if (key == "balanced_accuracy") return score.balanced_accuracy;
  if (key == "macro_f1") return score.macro_f1;
  if (key == "s_f1") return score.s_f1;
  if (key == "v_f1") return score.v_f1;
  return std::nan("");
}

// Ordered, so that the file reads as the table does.
ordered_json group_json(const RunGroup& group) {
  ordered_json object = {{"network", group.first().network},
                         {"treatment", group.first().treatment},
                         {"split", group.first().split},
                         {"split_description", group.first().split_text},
                         {"variant", group.variant},
                         {"seeds", group.seeds()},
                         {"note", group.note}};
  for (const Run& run : group.runs) object["folders"].push_back(run.folder.string());
  for (const RunFigure& figure : run_figures()) {
    const SeedFigure value = group.figure(figure);
    object[figure.key] = {{"mean", json_number(value.mean)}, {"spread", json_number(value.spread)}};
  }
  object["multiply_adds"] = json_number(group.multiply_adds);
  object["inference_microseconds"] = json_number(group.inference_microseconds);
  return object;
}

ordered_json published_json(const PublishedScore& score) {
  ordered_json object = {{"source", score.source},       {"network", score.network},
                         {"treatment", score.treatment}, {"split_kind", score.split_kind},
                         {"split", score.split},         {"note", score.note}};
  for (const char* key : {"accuracy", "balanced_accuracy", "macro_f1", "s_f1", "v_f1"})
    object[key] = json_number(published_figure(score, key));
  return object;
}

}  // namespace

std::string compare_csv(const std::vector<RunGroup>& groups) {
  CsvTable table{{"source", "network", "treatment", "split", "split_description", "variant", "seeds"}, {}};
  for (const RunFigure& figure : run_figures()) {
    table.head.emplace_back(figure.key);
    table.head.push_back(std::string(figure.key) + "_spread");
  }
  for (const char* name : {"multiply_adds", "inference_microseconds", "note"}) table.head.emplace_back(name);
  for (const RunGroup& group : groups) {
    const Run& run = group.first();
    std::vector<std::string> row = {"this program", run.network,   run.treatment, run.split,
                                    run.split_text, group.variant, group.seeds()};
    for (const RunFigure& figure : run_figures()) {
      row.push_back(csv_number(group.figure(figure).mean));
      row.push_back(csv_number(group.figure(figure).spread));
    }
    row.push_back(csv_number(group.multiply_adds));
    row.push_back(csv_number(group.inference_microseconds));
    row.push_back(group.note);
    table.rows.push_back(row);
  }
  for (const PublishedScore& score : published_scores()) {
    if (score.data != groups.front().first().published_data()) continue;
    std::vector<std::string> row = {
        score.source, score.network, score.treatment, score.split_kind, score.split, "", ""};
    // The table of published figures has no spreads: most publications give one training.
    for (const RunFigure& figure : run_figures()) {
      row.push_back(csv_number(published_figure(score, figure.key)));
      row.emplace_back();
    }
    row.insert(row.end(), {"", "", score.note});
    table.rows.push_back(row);
  }
  return csv_text(table);
}

ordered_json compare_json(const std::vector<RunGroup>& groups, const std::vector<SplitGap>& gaps) {
  ordered_json object = {{"data", groups.front().first().data}};
  for (const RunGroup& group : groups) object["groups"].push_back(group_json(group));
  object["published"] = ordered_json::array();
  for (const PublishedScore& score : published_scores())
    if (score.data == groups.front().first().published_data())
      object["published"].push_back(published_json(score));
  object["gaps"] = ordered_json::array();
  for (const SplitGap& gap : gaps) {
    ordered_json one = {{"network", gap.official->first().network},
                        {"treatment", gap.official->first().treatment}};
    for (const char* key : gap_figures) {
      one[key] = {{"official", json_number(gap.official->mean(key))},
                  {"ds1ds2", json_number(gap.apart->mean(key))}};
    }
    object["gaps"].push_back(one);
  }
  object["sentences"] = split_gap_sentences(gaps);
  return object;
}

}  // namespace rwave::experiment
