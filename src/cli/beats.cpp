// rwave beats: recordings -> beat set.
#include <fmt/format.h>

#include <array>
#include <cstdio>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <numeric>
#include <string>

#include "base/output_file.h"
#include "base/text.h"
#include "beat/aami.h"
#include "beat/recipes/recipe.h"
#include "catalog/find_database.h"
#include "cli/common.h"
#include "cli/verbs.h"
#include "dataset/beat_file.h"
#include "dataset/cut_records.h"
#include "dataset/origin_csv.h"
#include "dataset/split.h"
#include "record/record_list.h"
#include "rwave/error.h"

namespace rwave::cli {
namespace {

namespace fs = std::filesystem;

struct Options {
  std::string folder;
  std::string recipe = "kaggle";
  std::string split;
  std::string output;
  double test_share = 0.2;
  std::uint64_t seed = 1;
  bool csv = false;
  bool json = false;
  CutOptions cut;
};

// One file of the result: the rows and what they are called.
struct Part {
  std::string name;
  std::vector<std::uint32_t> rows;
};

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

// What is written, and in words how it was split.
struct Parts {
  std::string description;
  std::vector<Part> parts;
};

Parts parts_of(const BeatSet& set, const Options& options) {
  if (options.split.empty()) {
    std::vector<std::uint32_t> all(set.size());
    std::iota(all.begin(), all.end(), 0U);
    return {"none", {{"beats", std::move(all)}}};
  }
  Split split = make_split(set, options.split, options.test_share, options.seed);
  const std::string prefix =
      options.csv && split.name == official_split_name ? "mitbih_" : "";  // Kaggle's own file names
  return {split.description,
          {{prefix + "train", std::move(split.train)}, {prefix + "test", std::move(split.test)}}};
}

std::array<std::int64_t, beat_classes> count_classes(const BeatSet& set,
                                                     const std::vector<std::uint32_t>& rows) {
  std::array<std::int64_t, beat_classes> counts{};
  for (const std::uint32_t row : rows) ++counts.at(set.labels[row]);
  return counts;
}

void write_part(const BeatSet& set, const Part& part, const Options& options) {
  const fs::path folder = options.output;
  if (options.csv) {
    write_kaggle_csv(folder / (part.name + ".csv"), set, part.rows, options.cut.threads);
    write_origin_csv(folder / (part.name + "_origin.csv"), set, part.rows);
  } else if (part.rows.size() == set.size()) {
    write_beat_set(folder / (part.name + ".beats"), set);
  } else {
    write_beat_set(folder / (part.name + ".beats"), pick(set, part.rows));
  }
}

void print_summary(const CutBeats& cut, const Parts& made, const Options& options) {
  if (options.json) {
    nlohmann::json out{
        {"recipe", options.recipe},
        {"split", options.split},
        {"split_description", made.description},
        {"seed", options.seed},
        {"records", cut.set.records.size()},
        {"beats", cut.tally.beats},
        {"left_out", {{"no_following", cut.tally.no_following}, {"missing", cut.tally.missing}}}};
    for (const Part& part : made.parts) {
      out["files"][part.name]["rows"] = part.rows.size();
      const auto counts = count_classes(cut.set, part.rows);
      for (std::size_t i = 0; i < counts.size(); ++i)
        out["files"][part.name]["classes"][cut.set.classes[i]] = counts.at(i);
    }
    fmt::print("{}\n", out.dump(2, ' ', false, nlohmann::json::error_handler_t::replace));
    return;
  }
  fmt::print("{:<16}{:>10}", "file", "rows");
  for (const std::string& name : cut.set.classes) fmt::print("{:>9}", name);
  fmt::print("\n");
  for (const Part& part : made.parts) {
    fmt::print("{:<16}{:>10}", part.name, grouped(static_cast<std::int64_t>(part.rows.size())));
    for (const std::int64_t count : count_classes(cut.set, part.rows)) fmt::print("{:>9}", grouped(count));
    fmt::print("\n");
  }
  fmt::print("{} beats of {} records, recipe {}; split: {}\n", grouped(cut.tally.beats),
             cut.set.records.size(), options.recipe, made.description);
  fmt::print("left out: {} without a following annotation, {} with missing samples\n", cut.tally.no_following,
             cut.tally.missing);
}

void run_beats(Options& options) {
  options.recipe = current_recipe(options.recipe, "--recipe");
  options.split = current_split(options.split, "--split");
  const fs::path folder =
      fs::is_directory(options.folder) ? fs::path(options.folder) : find_database(options.folder);
  const CutBeats cut = cut_records(folder, list_records(folder), options.recipe, options.cut);
  if (cut.set.size() == 0) throw Error(folder.string(), "no beat could be cut from its records");
  const Parts made = parts_of(cut.set, options);
  make_folder(options.output);
  for (const Part& part : made.parts) write_part(cut.set, part, options);
  print_summary(cut, made, options);
}

}  // namespace

void add_beats(CLI::App& app) {
  auto options = std::make_shared<Options>();
  CLI::App* verb = app.add_subcommand("beats", "Cut annotated recordings into a beat set");
  verb->add_option("DIR", options->folder, "folder of records, or a database by name (mitdb)")->required();
  verb->add_option("--recipe", options->recipe,
                   fmt::format("how beats are cut: {}", recipe_names(LabelSource::annotations)))
      ->capture_default_str();
  verb->add_option("--split", options->split, fmt::format("write train and test apart: {}", split_names));
  verb->add_option("--test-share", options->test_share, "share of the rows that test (random, patient)")
      ->capture_default_str();
  verb->add_option("--seed", options->seed, "seed of a random split")->capture_default_str();
  verb->add_option("--annotator", options->cut.annotator, "suffix of the annotation files")
      ->capture_default_str();
  verb->add_option("--threads", options->cut.threads, "threads (0: one a core)")
      ->capture_default_str()
      ->check(CLI::Range(0, 1024));
  verb->add_flag("--csv", options->csv,
                 "write Kaggle's CSV form, and *_origin.csv beside it (else rwave's .beats)");
  verb->add_flag("--json", options->json, "print the summary as JSON");
  verb->add_option("-o,--output", options->output, "folder to write to, made if missing")->required();
  verb->callback([options] { run_beats(*options); });
}

}  // namespace rwave::cli
