// Runs that differ in nothing but their seed become one line; what else differs is told in the variant.
#include "experiment/compare/group.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "math/mean_spread.h"

namespace rwave::experiment {
namespace {

constexpr double none = std::numeric_limits<double>::quiet_NaN();

// The mean F1 of the classes that both kinds of split test: paced and unclassifiable beats (Q) are left out
// of DS1 and DS2 but for a few.
double f1_without_q(const Run& run) {
  double sum = 0;
  for (const char* name : {"N", "S", "V", "F"}) sum += run.of_class(name).f1;
  return sum / 4;
}

constexpr std::array figures = {
    RunFigure{"accuracy", "acc", true, [](const Run& run) { return run.accuracy; }},
    RunFigure{"balanced_accuracy", "bal", true, [](const Run& run) { return run.balanced_accuracy; }},
    RunFigure{"macro_f1", "mF1", true, [](const Run& run) { return run.macro_f1; }},
    RunFigure{"nsvf_f1", "NSVF", true, f1_without_q},
    RunFigure{"s_recall", "S Se", true, [](const Run& run) { return run.of_class("S").recall; }},
    RunFigure{"s_precision", "+P", true, [](const Run& run) { return run.of_class("S").precision; }},
    RunFigure{"s_f1", "F1", true, [](const Run& run) { return run.of_class("S").f1; }},
    RunFigure{"f_recall", "F Se", true, [](const Run& run) { return run.of_class("F").recall; }},
    RunFigure{"f_precision", "+P", true, [](const Run& run) { return run.of_class("F").precision; }},
    RunFigure{"f_f1", "F1", true, [](const Run& run) { return run.of_class("F").f1; }},
    RunFigure{"v_f1", "V F1", true, [](const Run& run) { return run.of_class("V").f1; }},
    RunFigure{"parameters", "weights", false, [](const Run& run) { return run.parameters; }},
    RunFigure{"training_seconds", "train s", false, [](const Run& run) { return run.seconds; }},
    RunFigure{"epochs", "epochs", false, [](const Run& run) { return run.epochs; }},
    RunFigure{"kept_epoch", "kept", false, [](const Run& run) { return run.kept_epoch; }},
};

// Network, treatment and split name a line of the table; the rest of the options makes variants of it.
bool same_line(const Run& a, const Run& b) {
  return a.network == b.network && a.treatment == b.treatment && a.split == b.split;
}

std::string note_on(const Run& run) {
  std::string missing;
  for (const ClassFigures& one : run.classes)
    if (one.beats == 0) missing += (missing.empty() ? "" : " ") + one.name;
  return missing.empty() ? "" : fmt::format("no beats of {} among the test rows", missing);
}

// Two runs of one seed and the same options are one training twice, which has no spread.
void note_same_seed(RunGroup& group, const Run& run) {
  const auto twin = std::ranges::find(group.runs, run.seed, &Run::seed);
  if (twin == group.runs.end()) return;
  group.note +=
      fmt::format("{}{} and {} are of one seed, {}, and no two trainings", group.note.empty() ? "" : "; ",
                  twin->folder.string(), run.folder.string(), run.seed);
}

}  // namespace

std::string option_differences(const nlohmann::json& there, const nlohmann::json& here) {
  std::string text;
  for (const auto& [name, value] : here.items()) {
    if (there.contains(name) && there[name] == value) continue;
    text += fmt::format("{}--{} {}", text.empty() ? "" : ", ", name,
                        value.is_string() ? value.get<std::string>() : value.dump());
  }
  for (const auto& [name, value] : there.items())
    if (!here.contains(name)) text += fmt::format("{}without --{}", text.empty() ? "" : ", ", name);
  return text;
}

std::span<const RunFigure> run_figures() {
  return figures;
}

// As given, not counted: a reader can repeat them.
std::string RunGroup::seeds() const {
  std::string text;
  for (const Run& run : runs) text += (text.empty() ? "" : " ") + run.seed;
  return text;
}

SeedFigure RunGroup::figure(const RunFigure& figure) const {
  std::vector<double> values;
  for (const Run& run : runs) values.push_back(figure.of(run));
  const MeanSpread found = mean_spread(values);
  return {found.mean, found.spread};
}

double RunGroup::mean(std::string_view key) const {
  const auto found =
      std::ranges::find(figures, key, [](const RunFigure& one) { return std::string_view(one.key); });
  return found == figures.end() ? none : figure(*found).mean;
}

std::vector<RunGroup> group_runs(const std::vector<Run>& runs) {
  std::vector<RunGroup> groups;
  for (const Run& run : runs) {
    const auto seed_of_it = std::ranges::find_if(groups, [&](const RunGroup& group) {
      return same_line(group.first(), run) && group.first().options == run.options;
    });
    if (seed_of_it != groups.end()) {
      note_same_seed(*seed_of_it, run);
      seed_of_it->runs.push_back(run);
      continue;
    }
    const auto other =
        std::ranges::find_if(groups, [&](const RunGroup& group) { return same_line(group.first(), run); });
    const std::string variant =
        other == groups.end() ? "" : option_differences(other->first().options, run.options);
    groups.push_back({{run}, variant, note_on(run), none, none});
  }
  return groups;
}

}  // namespace rwave::experiment
