#include "experiment/compare/comparison.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>

#include "base/output_file.h"
#include "dataset/split.h"
#include "experiment/compare/output.h"
#include "experiment/compare/pareto_front.h"
#include "figures/compare_figures.h"
#include "figures/gnuplot.h"
#include "rwave/error.h"
#include "score/published_scores.h"

namespace rwave::experiment {
namespace {

namespace fs = std::filesystem;

constexpr const char* no_pictures = "rwave: no pictures: gnuplot is not on PATH (Debian: gnuplot-nox)\n";

// Figures on splits that mix patients and on splits that keep them apart get different marks in the
// picture: one mark for both would invite a comparison that means nothing.
std::string split_mark(const std::string& split) {
  if (split == official_split_name) return "official";
  if (split == "ds1ds2" || split.starts_with("patient") || split == "inter-patient") return "patients apart";
  return "another";
}

// Our groups, then the published figures; those of networks that are not ours stand on lines of their own.
std::vector<ScoredNetwork> marks_of(const std::vector<RunGroup>& groups) {
  std::vector<ScoredNetwork> marks;
  for (const RunGroup& group : groups) {
    // A picture has room for one mark of each network and treatment; variants have their lines in
    // the tables.
    if (!group.variant.empty()) continue;
    const Run& run = group.first();
    marks.push_back({run.network, run.treatment, split_mark(run.split), false, group.mean("accuracy"),
                     group.mean("macro_f1")});
  }
  for (const PublishedScore& one : published_scores()) {
    if (one.data != groups.front().first().published_data()) continue;
    const bool ours = std::ranges::any_of(
        groups, [&](const RunGroup& group) { return group.first().network == one.network; });
    marks.push_back({ours ? one.network : one.source, one.treatment, split_mark(one.split_kind), true,
                     one.accuracy, one.macro_f1});
  }
  return marks;
}

// The three figures that both splits test with enough beats: DS2 has next to no Q, and 388 F.
std::vector<SplitDistance> distances_of(const std::vector<SplitGap>& gaps) {
  std::vector<SplitDistance> distances;
  for (const SplitGap& gap : gaps) {
    SplitDistance one{gap.official->first().network + ", " + gap.official->first().treatment, {}, {}};
    int k = 0;
    for (const char* key : {"nsvf_f1", "s_f1", "v_f1"}) {
      one.official[k] = gap.official->mean(key);
      one.apart[k++] = gap.apart->mean(key);
    }
    distances.push_back(one);
  }
  return distances;
}

// Pictures are extra: a machine without gnuplot still gets every figure as text.
void draw(const std::vector<RunGroup>& groups, const std::vector<SplitGap>& gaps, const fs::path& folder) {
  if (!have_gnuplot()) {
    fmt::print(stderr, "{}", no_pictures);
    return;
  }
  const std::string provenance = fmt::format("data {} | test rows of each split | seed {}",
                                             groups.front().first().data, groups.front().seeds());
  write_figure(compare_figure(marks_of(groups), provenance), folder / "compare");
  if (!gaps.empty()) write_figure(gap_figure(distances_of(gaps), provenance), folder / "gap");
}

// The front of this comparison and the tables of earlier ones; nothing where no cost is known.
std::vector<ParetoPoint> gather_front(const std::vector<RunGroup>& groups,
                                      const std::vector<std::string>& tables) {
  std::vector<ParetoPoint> points = pareto_points(groups);
  for (const std::string& table : tables) {
    const std::vector<ParetoPoint> more = read_pareto_points(table);
    points.insert(points.end(), more.begin(), more.end());
  }
  return points;
}

void write_front(const std::vector<ParetoPoint>& points, const fs::path& folder) {
  if (points.empty()) return;
  write_file(folder / "front.csv", pareto_csv(points));
  if (have_gnuplot()) write_figure(pareto_figure(points), folder / "front");
}

// Without runs the tables' front alone.
ComparisonText compare_tables(const CompareOptions& options) {
  if (options.also.empty())
    throw UsageError("nothing to compare: give folders that `rwave train` wrote, or --also");
  const std::vector<ParetoPoint> points = gather_front({}, options.also);
  make_folder(options.output);
  write_front(points, options.output);
  if (!have_gnuplot()) fmt::print(stderr, "{}", no_pictures);
  return {pareto_csv(points), {}};
}

}  // namespace

// Runs are read and checked before any network is measured, as measuring takes seconds each and a
// wrong folder should be told of at once.
ComparisonText compare_runs(const CompareOptions& options) {
  if (options.runs.empty()) return compare_tables(options);
  const std::vector<Run> runs = read_runs(options.runs, options.current);
  require_same_data(runs);
  std::vector<RunGroup> groups = group_runs(runs);
  if (options.costs) measure_costs(groups);
  const std::vector<SplitGap> gaps = split_gaps(groups);
  const std::vector<ParetoPoint> front = gather_front(groups, options.also);
  const fs::path folder = options.output;
  make_folder(folder);
  const std::string json = compare_json(groups, gaps).dump(2) + "\n";
  write_file(folder / "compare.csv", compare_csv(groups));
  write_file(folder / "compare.json", json);
  write_file(folder / "gap.csv", split_gap_csv(gaps));
  draw(groups, gaps, folder);
  write_front(front, folder);
  return {compare_text(groups, gaps), json};
}

}  // namespace rwave::experiment
