// The Pareto front. Points of earlier comparisons join by their tables, as trained networks are large and the
// tables are kept.
#include "experiment/compare/pareto_front.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "base/csv_table.h"
#include "dataset/split.h"
#include "rwave/error.h"
#include "score/published_scores.h"

namespace rwave::experiment {
namespace {

constexpr const char* own_source = "this program";

std::string number(double value) {
  return std::isnan(value) ? "" : fmt::format("{:.9g}", value);
}

// By the key that CSV and JSON have, so that a figure has one name.
double figure_of(const RunGroup& group, std::string_view key, double SeedFigure::*part) {
  const auto figures = run_figures();
  const auto found =
      std::ranges::find(figures, key, [](const RunFigure& one) { return std::string_view(one.key); });
  return found == figures.end() ? std::nan("") : group.figure(*found).*part;
}

// "compact --breadth 13": of what a variant has otherwise, what makes another network of it.
std::string name_of(const ParetoPoint& point) {
  std::string name = point.network;
  for (const char* option : {"--breadth ", "--depth ", "--code "}) {
    const std::size_t at = point.variant.find(option);
    if (at == std::string::npos) continue;
    name += " " + point.variant.substr(at, point.variant.find(',', at) - at);
  }
  return name;
}

// A published score stands at the cost of its network's layers as they are trained here.
void add_published(const std::vector<ParetoPoint>& points, std::vector<FrontMark>& marks,
                   std::vector<FrontLevel>& levels) {
  for (const PublishedScore& one : published_scores()) {
    if (one.data != "mitdb") continue;
    const auto known = std::ranges::find_if(points, [&](const ParetoPoint& point) {
      return point.network == one.network && name_of(point) == point.network;
    });
    const bool official = one.split_kind == "official";
    if (known != points.end() && !one.network.empty()) {
      marks.push_back({one.network, known->multiply_adds, one.accuracy, one.macro_f1, std::nan(""),
                       std::nan(""),
                       official ? FrontMark::Kind::published : FrontMark::Kind::published_elsewhere});
    } else if (official && one.network.empty()) {
      levels.push_back({one.source, one.accuracy, one.macro_f1});
    }
  }
}

// The picture names all of them: networks of one comparison may have been trained with different seeds.
std::string seeds_of(const std::vector<ParetoPoint>& points) {
  std::set<std::string> seeds;
  for (const ParetoPoint& point : points) seeds.insert(point.seeds.empty() ? "not known" : point.seeds);
  return fmt::format("{}", fmt::join(seeds, ", or "));
}

}  // namespace

// The official split of mitdb alone, where published figures are; a point without a known cost has no place.
std::vector<ParetoPoint> pareto_points(const std::vector<RunGroup>& groups) {
  std::vector<ParetoPoint> points;
  for (const RunGroup& group : groups) {
    const Run& run = group.first();
    if (run.split != official_split_name || run.published_data() != "mitdb" ||
        std::isnan(group.multiply_adds))
      continue;
    points.push_back({run.network, run.treatment, group.variant, group.seeds(), group.mean("accuracy"),
                      figure_of(group, "accuracy", &SeedFigure::spread), group.mean("macro_f1"),
                      figure_of(group, "macro_f1", &SeedFigure::spread), group.mean("parameters"),
                      group.multiply_adds});
  }
  return points;
}

std::vector<ParetoPoint> read_pareto_points(const std::filesystem::path& file) {
  const CsvTable table = read_csv(file);
  for (const char* column : {"source", "network", "split", "accuracy", "macro_f1", "multiply_adds"}) {
    if (table.column(column) >= 0) continue;
    throw Error(
        file.string(),
        fmt::format("has no column {}: expected a compare.csv or front.csv of rwave compare", column));
  }
  std::vector<ParetoPoint> points;
  for (std::size_t i = 0; i < table.rows.size(); ++i) {
    // Published lines of a table are left out: they are in this program already, and would be drawn
    // twice, once without their cost.
    if (table.cell(i, "source") != own_source ||
        current_split(table.cell(i, "split"), file.string()) != official_split_name)
      continue;
    const auto text = [&](const char* name) { return std::string(table.cell(i, name)); };
    const ParetoPoint point = {text("network"),
                               text("treatment"),
                               text("variant"),
                               text("seeds"),
                               table.number(i, "accuracy"),
                               table.number(i, "accuracy_spread"),
                               table.number(i, "macro_f1"),
                               table.number(i, "macro_f1_spread"),
                               table.number(i, "parameters"),
                               table.number(i, "multiply_adds")};
    if (point.multiply_adds > 0) points.push_back(point);
  }
  if (points.empty())
    throw Error(file.string(),
                "holds no network trained on the official split whose multiply-adds are known");
  return points;
}

std::string pareto_csv(const std::vector<ParetoPoint>& points) {
  CsvTable table{{"source", "network", "treatment", "split", "variant", "seeds", "accuracy",
                  "accuracy_spread", "macro_f1", "macro_f1_spread", "parameters", "multiply_adds"},
                 {}};
  for (const ParetoPoint& one : points) {
    table.rows.push_back({own_source, one.network, one.treatment, std::string(official_split_name),
                          one.variant, one.seeds, number(one.accuracy), number(one.accuracy_spread),
                          number(one.macro_f1), number(one.macro_f1_spread), number(one.parameters),
                          number(one.multiply_adds)});
  }
  return csv_text(table);
}

Figure pareto_figure(const std::vector<ParetoPoint>& points) {
  std::vector<FrontMark> marks;
  marks.reserve(points.size());
  for (const ParetoPoint& point : points)
    marks.push_back({name_of(point), point.multiply_adds, point.accuracy, point.macro_f1,
                     point.accuracy_spread, point.macro_f1_spread, FrontMark::Kind::trained});
  std::vector<FrontLevel> levels;
  add_published(points, marks, levels);
  return front_figure(
      marks, levels,
      fmt::format("data mitdb, recipe kaggle | test rows of the official Kaggle split (random: patients "
                  "on both sides) | seeds of a network: {}",
                  seeds_of(points)));
}

}  // namespace rwave::experiment
