// rwave compare: finished trainings side by side, next to published figures.
#include "experiment/compare/comparison.h"

#include <fmt/format.h>

#include <memory>
#include <nlohmann/json.hpp>

#include "cli/verbs.h"
#include "learn/options/train_options.h"
#include "rwave/error.h"

namespace rwave::cli {
namespace {

struct CompareArguments {
  experiment::CompareOptions compare;
  bool json = false;
  bool no_costs = false;
};

void compare(CompareArguments& options) {
  // Without runs there are only published figures to print, which are a fixed table and no result.
  if (options.json && options.compare.runs.empty() && !options.compare.also.empty())
    throw UsageError("--json prints a comparison of runs: give their folders");
  options.compare.costs = !options.no_costs;
  // Folders of earlier versions hold former words of options. Read and written again they are in
  // today's, so that the same training does not look like two different ones because a word
  // changed; the experiment library cannot do that itself, as it does not know the options of
  // learn.
  options.compare.current = [](const nlohmann::json& recorded, const std::string& where) {
    return learn::options_to_json(learn::options_from_json(recorded, where));
  };
  const experiment::ComparisonText made = experiment::compare_runs(options.compare);
  fmt::print("{}", options.json ? made.json : made.text);
}

}  // namespace

void add_compare(CLI::App& app) {
  auto options = std::make_shared<CompareArguments>();
  CLI::App* verb =
      app.add_subcommand("compare", "Set finished trainings side by side, and next to published figures");
  verb->add_option("RUN", options->compare.runs, "folders that `rwave train` wrote");
  verb->add_option(
          "--also", options->compare.also,
          "compare.csv or front.csv of an earlier comparison: its networks join the Pareto front of scores "
          "against multiply-adds; without RUN that alone is drawn")
      ->allow_extra_args(false);
  verb->add_option("-o,--output", options->compare.output, "folder for tables and pictures")->required();
  verb->add_flag("--json", options->json, "print as JSON");
  verb->add_flag("--no-costs", options->no_costs,
                 "measure no inference times (each network is exported and run for half a second)");
  verb->callback([options] { compare(*options); });
}

}  // namespace rwave::cli
