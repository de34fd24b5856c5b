// Which study a command belongs to.
#include <fmt/format.h>

#include "cli/common.h"
#include "cli/learn/tune_run.h"
#include "dataset/leakage.h"
#include "rwave/error.h"

namespace rwave::cli {
namespace {

using nlohmann::json;
using study::Space;

constexpr const char* settings_attribute = "rwave";  // of the study

// What the trials are drawn by: tables and pictures name one sampler for all of them.
// The seed of the sampler too: a study that was drawn with two of them could not be drawn again.
json search_of(const TuneOptions& options) {
  json search = {{"sampler", options.sampler}, {"study-seed", options.study_seed}};
  if (options.sampler == "tpe") search["startup"] = options.startup;
  if (options.sampler == "grid") search["grid-points"] = options.grid_points;
  return search;
}

// "--sampler tpe there, random here".
std::string search_difference(const json& there, const json& here) {
  for (const auto& [name, value] : there.items()) {
    if (!here.contains(name) || here[name] == value) continue;
    return fmt::format("--{} {} there, {} here", name,
                       value.is_string() ? value.get<std::string>() : value.dump(),
                       here[name].is_string() ? here[name].get<std::string>() : here[name].dump());
  }
  return "";
}

// Trials are only comparable where they were trained on the same rows with the same fixed options,
// so both are noted when the study is made, the rows by a checksum: a folder of the same name may
// hold other records by now.
json settings_of(const Tuning& tuning) {
  json space = json::array();
  for (const study::Parameter& parameter : tuning.space)
    space.push_back({parameter.name, json::parse(to_json(parameter.distribution))});
  return {{"program", version()},
          {"options", learn::options_to_json(tuning.options.train)},
          {"rows", fingerprint(tuning.dataset.set, tuning.dataset.split)},
          {"space", space},
          {"search", search_of(tuning.options)}};
}

Space space_from(const json& settings) {
  Space space;
  for (const json& row : settings.at("space"))
    space.push_back({row.at(0), study::distribution_from_json(row.at(1).dump())});
  return space;
}

// Empty where the study is one that this command may go on with.
std::string difference(const Tuning& tuning, const study::Study& study) {
  if (study.direction() != direction_of(tuning.options.train))
    return fmt::format("its values are to {}", name_of(study.direction()));
  // Optuna can make a study that this program goes on with. Of such a study no options are known,
  // only its parameters can be compared.
  const auto stored = study.user().find(settings_attribute);
  if (stored == study.user().end()) {  // made by another program
    const Space there = space_of(study.trials());
    return there.empty() ? "" : difference(there, tuning.space);
  }
  try {
    const json& settings = stored->second;
    std::string text = difference(space_from(settings), tuning.space);
    if (text.empty())
      text = learn::difference(learn::options_from_json(settings.at("options"), tuning.url.shown),
                               tuning.options.train);
    if (text.empty() && settings.at("rows") != fingerprint(tuning.dataset.set, tuning.dataset.split))
      text = "it was on other rows";
    if (text.empty() && settings.contains("search"))  // earlier versions did not note it
      text = search_difference(settings["search"], search_of(tuning.options));
    return text;
  } catch (const json::exception& fault) {
    throw Error(tuning.url.shown,
                fmt::format("the study '{}' was noted in another way: {}", study.name(), fault.what()));
  }
}

}  // namespace

study::Study open_study(study::Database& database, const Tuning& tuning) {
  study::Study study =
      study::Study::create_or_load(database, tuning.options.study, direction_of(tuning.options.train),
                                   {{settings_attribute, settings_of(tuning)}}, version());
  const std::string differs = difference(tuning, study);
  if (!differs.empty()) {
    throw Error(tuning.url.shown,
                fmt::format("the study '{}' is another one: {}; give the same options to go on with "
                            "it, or another --study",
                            study.name(), differs));
  }
  return study;
}

std::string metric_text(const learn::TrainOptions& options) {
  const learn::Metric metric = options.selection.metric;
  if (metric == learn::Metric::balanced_accuracy) return "validation balanced accuracy";
  return "validation " + (metric == learn::Metric::macro_f1 ? "macro-F1" : text_of(metric));
}

// Noted in the database as well: a study of losses and one of scores cannot share a name.
study::Direction direction_of(const learn::TrainOptions& options) {
  return options.selection.metric == learn::Metric::loss ? study::Direction::minimize
                                                         : study::Direction::maximize;
}

}  // namespace rwave::cli
