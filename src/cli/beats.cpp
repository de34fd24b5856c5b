// rwave beats: recordings -> beat set.
#include <fmt/format.h>

#include <cstdio>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "base/output_file.h"
#include "base/text.h"
#include "beat/recipes/recipe.h"
#include "cli/common.h"
#include "cli/verbs.h"
#include "dataset/beat_file.h"
#include "dataset/dataset.h"
#include "dataset/origin_csv.h"
#include "rwave/error.h"

namespace rwave::cli {
namespace {

namespace fs = std::filesystem;

struct BeatsArguments {
  DatasetSpec spec;
  std::string output;
  bool csv = false;
  bool json = false;
};

// One file of the result: the rows and what they are called.
struct Part {
  std::string name;
  std::vector<std::uint32_t> rows;
};

// A set on disk is whole arrays, so the rows of a part are copied. Splits in memory are lists of
// row numbers, and copy nothing.
BeatSet pick(const BeatSet& set, const std::vector<std::uint32_t>& rows) {
  BeatSet picked = set;
  picked.values.clear();
  picked.labels.clear();
  picked.record.clear();
  picked.sample.clear();
  for (const std::uint32_t row : rows) {
    picked.values.insert(picked.values.end(), set.row(row).begin(), set.row(row).end());
    picked.labels.push_back(set.labels[row]);
    picked.record.push_back(set.record[row]);
    picked.sample.push_back(set.sample[row]);
  }
  return picked;
}

std::vector<Part> parts_of(const Dataset& dataset, const BeatsArguments& options) {
  if (dataset.spec.split.empty()) return {{"beats", dataset.split.train}};
  const std::string prefix =
      options.csv && dataset.split.name == official_split_name ? "mitbih_" : "";  // Kaggle's own file names
  return {{prefix + "train", dataset.split.train}, {prefix + "test", dataset.split.test}};
}

std::vector<std::int64_t> count_classes(const BeatSet& set, const std::vector<std::uint32_t>& rows) {
  std::vector<std::int64_t> counts(set.classes.size());
  for (const std::uint32_t row : rows) ++counts.at(set.labels[row]);
  return counts;
}

void write_part(const BeatSet& set, const Part& part, const BeatsArguments& options) {
  const fs::path folder = options.output;
  if (options.csv) {
    write_kaggle_csv(folder / (part.name + ".csv"), set, part.rows, options.spec.threads);
    // Kaggle's form has no place for record and patient. Without them nobody could split by patient
    // later, so they go into a file of their own.
    write_origin_csv(folder / (part.name + "_origin.csv"), set, part.rows);
  } else if (part.rows.size() == set.size()) {
    write_beat_set(folder / (part.name + ".beats"), set);
  } else {
    write_beat_set(folder / (part.name + ".beats"), pick(set, part.rows));
  }
}

nlohmann::json summary_json(const Dataset& dataset, const std::vector<Part>& parts) {
  const CutTally& tally = dataset.tally;
  nlohmann::json out{{"recipe", dataset.set.recipe},
                     {"split", dataset.spec.split},
                     {"split_description", dataset.split.description},
                     {"seed", dataset.spec.seed},
                     {"records", dataset.set.records.size()},
                     {"beats", tally.beats},
                     {"left_out", {{"no_following", tally.no_following}, {"missing", tally.missing}}}};
  for (const Part& part : parts) {
    out["files"][part.name]["rows"] = part.rows.size();
    const auto counts = count_classes(dataset.set, part.rows);
    for (std::size_t i = 0; i < counts.size(); ++i)
      out["files"][part.name]["classes"][dataset.set.classes[i]] = counts[i];
  }
  return out;
}

void print_summary(const Dataset& dataset, const std::vector<Part>& parts) {
  fmt::print("{:<16}{:>10}", "file", "rows");
  for (const std::string& name : dataset.set.classes) fmt::print("{:>9}", name);
  fmt::print("\n");
  for (const Part& part : parts) {
    fmt::print("{:<16}{:>10}", part.name, grouped(static_cast<std::int64_t>(part.rows.size())));
    for (const std::int64_t count : count_classes(dataset.set, part.rows))
      fmt::print("{:>9}", grouped(count));
    fmt::print("\n");
  }
  const CutTally& tally = dataset.tally;
  fmt::print("{} beats of {} records, recipe {}; split: {}\n", grouped(tally.beats),
             dataset.set.records.size(), dataset.set.recipe, dataset.split.description);
  fmt::print("left out: {} without a following annotation, {} with missing samples\n", tally.no_following,
             tally.missing);
}

void run_beats(BeatsArguments& options) {
  options.spec.recipe = current_recipe(options.spec.recipe, "--recipe");
  options.spec.split = current_split(options.spec.split, "--split");
  Dataset dataset = build(options.spec);
  if (dataset.set.size() == 0) throw Error(options.spec.data, "no beat could be cut from its records");
  if (dataset.tally.beats == 0)  // rows of a diagnosis, or that came cut: all of them are beats
    dataset.tally.beats = static_cast<std::int64_t>(dataset.set.size());
  const std::vector<Part> parts = parts_of(dataset, options);
  make_folder(options.output);
  for (const Part& part : parts) write_part(dataset.set, part, options);
  if (options.json)
    fmt::print("{}\n",
               summary_json(dataset, parts).dump(2, ' ', false, nlohmann::json::error_handler_t::replace));
  else
    print_summary(dataset, parts);
}

}  // namespace

void add_beats(CLI::App& app) {
  auto options = std::make_shared<BeatsArguments>();
  DatasetSpec& spec = options->spec;
  // Training needs a split and has one by default; whoever cuts rows for another program gets all
  // of them in one file unless they ask for parts.
  spec.split.clear();
  CLI::App* verb = app.add_subcommand("beats", "Cut annotated recordings into a beat set");
  verb->footer(recipe_list());
  verb->add_option("DATA", spec.data,
                   "folder of annotated recordings, or a database by name (mitdb); several with commas")
      ->required();
  verb->add_option("--recipe", spec.recipe,
                   fmt::format("how beats are cut: {}; of recordings with a diagnosis {}",
                               recipe_names(LabelSource::annotations), recipe_names(LabelSource::diagnosis)))
      ->capture_default_str();
  verb->add_option("--split", spec.split, fmt::format("write train and test apart: {}", split_names));
  verb->add_option("--test-share", spec.test_share, "share of the rows that test (random, patient)")
      ->capture_default_str();
  verb->add_option("--seed", spec.seed, "seed of a random split")->capture_default_str();
  verb->add_option("--annotator", spec.annotator, "suffix of the annotation files")->capture_default_str();
  verb->add_option("--rate", spec.csv_rate, "sampling rate of tables that state none, Hz")
      ->check(CLI::PositiveNumber);
  verb->add_option("--threads", spec.threads, "recordings cut at once (0: one per core)")
      ->capture_default_str()
      ->check(within(0, 1024));
  verb->add_flag("--csv", options->csv,
                 "write Kaggle's CSV form, and *_origin.csv next to it (else rwave's .beats)");
  verb->add_flag("--json", options->json, "print the summary as JSON");
  verb->add_option("-o,--output", options->output, "folder to write to, made if missing")->required();
  verb->callback([options] { run_beats(*options); });
}

}  // namespace rwave::cli
