// rwave compare: finished trainings side by side, beside published figures.
#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <memory>

#include "base/output_file.h"
#include "cli/common.h"
#include "cli/compare/cost.h"
#include "cli/compare/front.h"
#include "cli/compare/output.h"
#include "cli/verbs.h"
#include "dataset/split.h"
#include "figures/compare_figures.h"
#include "figures/gnuplot.h"
#include "rwave/error.h"
#include "score/published_scores.h"

namespace rwave::cli {
namespace {

namespace fs = std::filesystem;

constexpr const char* no_pictures = "rwave: no pictures: gnuplot is not on PATH (Debian: gnuplot-nox)\n";

struct Options {
  std::vector<std::string> folders;
  std::vector<std::string> also;  // tables of earlier comparisons
  std::string output;
  bool json = false;
  bool no_costs = false;
};

std::string split_mark(const std::string& split) {
  if (split == official_split_name) return "official";
  if (split == "ds1ds2" || split.starts_with("patient") || split == "inter-patient") return "patients apart";
  return "another";
}

// Our groups, then the published figures; those of networks that are not ours stand on lines of their own.
std::vector<ScoredNetwork> marks_of(const std::vector<RunGroup>& groups) {
  std::vector<ScoredNetwork> marks;
  for (const RunGroup& group : groups) {
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

std::vector<SplitDistance> distances_of(const std::vector<Gap>& gaps) {
  std::vector<SplitDistance> distances;
  for (const Gap& gap : gaps) {
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

void draw(const std::vector<RunGroup>& groups, const std::vector<Gap>& gaps, const fs::path& folder) {
  if (!have_gnuplot()) {
    fmt::print(stderr, "{}", no_pictures);
    return;
  }
  const std::string provenance = fmt::format("data {} | test rows of each split | seed {}",
                                             groups.front().first().data, groups.front().seeds());
  write_figure(compare_figure(marks_of(groups), provenance), folder / "compare");
  if (!gaps.empty()) write_figure(gap_figure(distances_of(gaps), provenance), folder / "gap");
}

// The front of this comparison and the tables beside it, and its table; nothing where no cost is known.
std::vector<FrontPoint> gather_front(const std::vector<RunGroup>& groups,
                                     const std::vector<std::string>& tables) {
  std::vector<FrontPoint> points = front_points(groups);
  for (const std::string& table : tables) {
    const std::vector<FrontPoint> more = read_front_points(table);
    points.insert(points.end(), more.begin(), more.end());
  }
  return points;
}

void write_front(const std::vector<FrontPoint>& points, const fs::path& folder) {
  if (points.empty()) return;
  write_file(folder / "front.csv", front_csv(points));
  if (have_gnuplot()) write_figure(front_figure_of(points), folder / "front");
}

// Without runs the tables' front alone.
void run_front(const Options& options) {
  if (options.also.empty())
    throw UsageError("nothing to compare: give folders that `rwave train` wrote, or --also");
  if (options.json) throw UsageError("--json prints a comparison of runs: give their folders");
  const std::vector<FrontPoint> points = gather_front({}, options.also);
  make_folder(options.output);
  write_front(points, options.output);
  if (!have_gnuplot()) fmt::print(stderr, "{}", no_pictures);
  fmt::print("{}", front_csv(points));
}

void run_compare(const Options& options) {
  if (options.folders.empty()) return run_front(options);
  const std::vector<Run> runs = read_runs(options.folders);
  require_same_data(runs);
  std::vector<RunGroup> groups = group_runs(runs);
  if (!options.no_costs) measure_costs(groups);
  const std::vector<Gap> gaps = gaps_of(groups);
  const std::vector<FrontPoint> front = gather_front(groups, options.also);
  const fs::path folder = options.output;
  make_folder(folder);
  const std::string json = compare_json(groups, gaps).dump(2) + "\n";
  write_file(folder / "compare.csv", compare_csv(groups));
  write_file(folder / "compare.json", json);
  write_file(folder / "gap.csv", gap_csv(gaps));
  draw(groups, gaps, folder);
  write_front(front, folder);
  fmt::print("{}", options.json ? json : compare_text(groups, gaps));
}

}  // namespace

void add_compare(CLI::App& app) {
  auto options = std::make_shared<Options>();
  CLI::App* verb =
      app.add_subcommand("compare", "Set finished trainings side by side, and beside published figures");
  verb->add_option("RUN", options->folders, "folders that `rwave train` wrote");
  verb->add_option(
          "--also", options->also,
          "compare.csv or front.csv of an earlier comparison: its networks join the front of scores against "
          "multiply-adds; without RUN that alone is drawn")
      ->allow_extra_args(false);
  verb->add_option("-o,--output", options->output, "folder for tables and pictures")->required();
  verb->add_flag("--json", options->json, "print as JSON");
  verb->add_flag("--no-costs", options->no_costs,
                 "measure no inference times (each network is exported and run for half a second)");
  verb->callback([options] { run_compare(*options); });
}

}  // namespace rwave::cli
