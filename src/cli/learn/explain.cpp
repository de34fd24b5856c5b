// rwave explain: what a trained network looks at, part by part.
#include "cli/learn/explain.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <memory>

#include "base/csv_table.h"
#include "base/output_file.h"
#include "base/text.h"
#include "base/warning.h"
#include "cli/common.h"
#include "cli/learn/trained_rows.h"
#include "cli/verbs.h"
#include "learn/device/device.h"
#include "math/random.h"
#include "rwave/error.h"

namespace rwave::cli {
namespace {

struct Part {
  const char *name, *what;
  void (*run)(const ExplainOptions&);
  // Of 0.1.0, still taken but not listed.
  const char* old_name = nullptr;
};

// One entry per part: its name, its line of help, its function in the file of its name.
constexpr Part parts[] = {
    {"layers", "Pictures of what each layer makes of a beat", explain_layers},
    {"tsne", "The test rows as a layer sees them, in the plane", explain_tsne},
    {"attribution", "Which parts of a beat count: Grad-CAM, integrated gradients, occlusion",
     explain_attribution},
    {"ablation", "Ablation study: scores with parts of the rows taken away; do the R peaks decide?",
     explain_ablation, "claim"},
    {"probe", "Linear probe: how many principal components (PCA) of each layer carry the decision",
     explain_probe, "dimension"},
};

// Instead of CLI::NonNegativeNumber, which names the greatest double as the end of its range.
std::string not_negative(const std::string& text) {
  return text.starts_with('-') ? "takes 0 (all) or a number of rows, not " + text : "";
}

// Options of all parts, then those that only some have.
// By the part's present name, also under its old one.
void add_options(CLI::App* verb, const std::string& name, ExplainOptions& options) {
  verb->add_option("MODEL", options.model, "model.safetensors, as train wrote it, or its folder")->required();
  verb->add_option("-o,--output", options.folder, "folder for tables and figures")->required();
  verb->add_option("--data", options.data, "where the data are; default: where the training's were");
  verb->add_option("--seed", options.seed, "draws rows, and what else is drawn")->capture_default_str();
  verb->add_option("--threads", options.threads, "0 = all cores")->check(within(0, 1024));
  verb->add_flag("--json", options.json, "print the main figures as JSON");
  const auto rows = [&](const char* what) {
    verb->add_option("--rows", options.rows, what)->check(not_negative);
  };
  if (name == "layers") {
    verb->add_option("--row", options.row, "a test row, counted from 0; default: the first of each class");
    verb->add_option("--layer", options.layers,
                     "a layer's name; may be repeated; default: all with weights, pools");
  } else if (name == "tsne") {
    rows("number of test rows, drawn; 0 = all (default)");
    verb->add_option("--layer", options.layers, "a layer's name; default: the last convolution")->expected(1);
    verb->add_option("--perplexity", options.perplexity, "how many neighbours count")->capture_default_str();
    verb->add_flag("--random-start", options.random_start,
                   "begin from random places, not principal components");
    verb->add_flag("--points", options.points, "write the layer's outputs as points.npy too");
  } else if (name == "attribution") {
    rows("number of correctly classified test rows of each class, drawn; 0 = all (default: 100)");
  } else if (name == "ablation") {
    rows("number of test rows, drawn; 0 = all (default)");
  } else {
    rows("number of training rows and of test rows, drawn; 0 = all (default: 4000)");
    verb->add_option("--layer", options.layers,
                     "a layer's name; may be repeated; default: all with weights, pools");
  }
}

// Under its own name or its old one, which says so.
CLI::App* add_part(CLI::App* verb, const Part& part, const std::string& name) {
  auto options = std::make_shared<ExplainOptions>();
  CLI::App* sub = verb->add_subcommand(name, part.what);
  add_options(sub, part.name, *options);
  sub->callback([options, part, name] {
    if (name != part.name) notice(fmt::format("explain {} is called explain {} now", name, part.name));
    std::error_code ignored;
    const bool was_there = std::filesystem::exists(options->folder, ignored);
    try {
      part.run(*options);
    } catch (...) {
      // What the rows or the network refuse (a layer of no such name) leaves no empty folder.
      if (!was_there) std::filesystem::remove(options->folder, ignored);
      throw;
    }
  });
  return sub;
}

}  // namespace

Explained load_explained(const ExplainOptions& options) {
  const int threads = learn::prepare_torch(options.threads);
  // The split is drawn from the training's own seed and shares, so its test rows are the ones that
  // the network never saw; --seed draws only which of them are explained.
  learn::TrainedModel model = learn::TrainedModel::load(options.model);
  DatasetSpec spec = dataset_spec(model.record().options);
  if (!options.data.empty()) {
    spec.data = options.data;
    spec.simulate = 0;  // other rows may have no records to simulate from
  }
  Explained explained{options, std::move(model), build(spec), threads};
  const Dataset& dataset = explained.dataset;
  // Before anything is written: a picture of rows that the network cannot read would be believed.
  explained.model.require_fits(dataset.set);
  if (dataset.split.test.empty())
    throw Error(
        fmt::format("the split '{}' has no test rows, on which a model is explained", dataset.split.name));
  if (!explained.model.trained_on(dataset.set, dataset.split)) {
    fmt::print(stderr,
               "rwave: these are NOT the rows of the model's training: it may have been trained on some\n");
  }
  make_folder(options.folder);
  return explained;
}

std::vector<std::uint32_t> draw_rows(const std::vector<std::uint32_t>& rows, std::int64_t count,
                                     std::uint64_t seed) {
  // All rows need no draw, and keep the split's order.
  if (count == 0 || static_cast<std::int64_t>(rows.size()) <= count) return rows;
  // Places are drawn, not rows, so that what is drawn keeps its order.
  std::vector<std::size_t> places(rows.size());
  for (std::size_t i = 0; i < places.size(); ++i) places[i] = i;
  Random(seed).shuffle(places);
  places.resize(static_cast<std::size_t>(count));
  std::ranges::sort(places);
  std::vector<std::uint32_t> drawn;
  for (const std::size_t place : places) drawn.push_back(rows[place]);
  return drawn;
}

std::vector<std::uint32_t> draw_rows_by_class(const BeatSet& set, const std::vector<std::uint32_t>& rows,
                                              std::int64_t count, std::uint64_t seed) {
  std::vector<std::vector<std::uint32_t>> by_class(set.classes.size());
  for (const std::uint32_t row : rows) by_class[set.labels[row]].push_back(row);
  std::vector<std::uint32_t> drawn;
  // Drawn class by class, since beats of class F or S are so few that a draw from all rows would
  // leave a picture of N alone.
  for (const auto& one : by_class) {
    for (const std::uint32_t row : draw_rows(one, count, seed)) drawn.push_back(row);
  }
  return drawn;
}

// 0 means all rows, so "not given" has to be another value.
std::int64_t rows_or(const ExplainOptions& options, std::int64_t otherwise) {
  return options.rows < 0 ? otherwise : options.rows;
}

Provenance provenance_of(const Explained& explained, const std::string& rows) {
  const Dataset& dataset = explained.dataset;
  const learn::TrainOptions& training = explained.model.record().options;
  return {training.network.name, fmt::format("{}, recipe {}", dataset.spec.data, dataset.set.recipe),
          fmt::format("{}, {}: {}", dataset.split.name, rows, dataset.split.description),
          std::to_string(training.seed)};
}

std::string table_cells(const Explained& explained) {
  return fmt::format("{},{},", csv_cell(explained.dataset.spec.data), csv_cell(explained.dataset.split.name));
}

std::string drawn_text(std::size_t drawn, std::size_t of, const std::string& use) {
  const std::string count = grouped(static_cast<std::int64_t>(drawn));
  if (drawn == of) return fmt::format("{} {} rows", count, use);
  return fmt::format("{} {} rows drawn of {}", count, use, grouped(static_cast<std::int64_t>(of)));
}

void Results::table(const std::string& name, const std::string& text) {
  write_file(folder_ / name, text);
}

void Results::figure(const std::string& stem, const Figure& figure) {
  if (!pictures_) return;
  try {
    write_figure(figure, folder_ / stem);
  } catch (const Error& fault) {  // tables are written and say the same: a picture must not undo them
    fmt::print(stderr, "rwave: no pictures: {}\n", fault.what());
    pictures_ = false;
  }
}

void Results::print(const ExplainOptions& options, const nlohmann::json& summary, const std::string& text) {
  if (options.json) {
    fmt::print("{}\n", summary.dump(2, ' ', false, nlohmann::json::error_handler_t::replace));
  } else {
    // The folder last, as train has it: for scripts.
    fmt::print("{}\n{}\n", text, options.folder);
  }
}

void add_explain(CLI::App& app) {
  CLI::App* verb = app.add_subcommand("explain", "What a trained network looks at");
  verb->require_subcommand(1);
  for (const Part& part : parts) {
    add_part(verb, part, part.name);
    if (part.old_name) add_part(verb, part, part.old_name)->group("");
  }
}

}  // namespace rwave::cli
