#include "cli/learn/tune_summary.h"
#include "base/csv_table.h"

#include <fmt/format.h>

#include <cmath>
#include <filesystem>

#include "cli/learn/tune_space.h"

namespace rwave::cli {
namespace {

using nlohmann::json;
using study::Trial;
using study::TrialState;

std::string provenance_fields(const Tuning& tuning) {
  const Provenance of = tune_provenance(tuning);
  return fmt::format("{},{},{},{}", csv_cell(of.model), csv_cell(of.data), csv_cell(of.split),
                     csv_cell(of.seeds));
}

// A trial's own note as text, empty where there is none.
std::string note(const Trial& trial, const char* name) {
  const auto found = trial.user.find(name);
  if (found == trial.user.end()) return "";
  return found->second.is_string() ? found->second.get<std::string>() : found->second.dump();
}

std::map<std::string, int> count_states(const std::vector<Trial>& trials) {
  std::map<std::string, int> counts;
  for (const Trial& trial : trials) ++counts[std::string(name_of(trial.state))];
  return counts;
}

// The best value after each trial that counts, in the order of their numbers; null before there is one.
// Failed trials do not count: they tried nothing that could be better, and a curve over their
// numbers would have flat parts that no search caused.
json best_so_far(const Tuning& tuning, const std::vector<Trial>& trials) {
  json values = json::array();
  json best;
  for (const Trial& trial : trials) {
    if (!trial.counts()) continue;
    if (trial.finished_well() && (best.is_null() || study::better(direction_of(tuning.options.train),
                                                                  *trial.value, best.get<double>())))
      best = *trial.value;
    values.push_back(best);
  }
  return values;
}

}  // namespace

Provenance tune_provenance(const Tuning& tuning) {
  const learn::TrainOptions& train = tuning.options.train;
  const Dataset& dataset = tuning.dataset;
  const bool searched =
      std::ranges::find(tuning.space, "model", &study::Parameter::name) != tuning.space.end();
  // A table that names one network for trials of several would be read as that network's.
  return {searched ? "several" : train.network.name,
          fmt::format("{}, recipe {}", train.rows.data, dataset.set.recipe),
          fmt::format("{} validation rows: {}", dataset.split.name, dataset.split.description),
          fmt::format("{}, study {}", train.seed, tuning.options.study_seed)};
}

std::string states_text(const std::vector<Trial>& trials) {
  const std::map<std::string, int> counts = count_states(trials);
  std::string text = fmt::format("{}:", trials.size());
  for (const auto& [state, word] : {std::pair{"COMPLETE", "complete"}, std::pair{"PRUNED", "pruned"},
                                    std::pair{"FAIL", "failed"}, std::pair{"RUNNING", "running"}}) {
    const auto found = counts.find(state);
    if (found != counts.end())
      text += fmt::format("{} {} {}", text.ends_with(':') ? "" : ",", found->second, word);
  }
  return text;
}

// Each line repeats model, data, split and seeds, as lines of several studies are put under each
// other in one sheet.
std::string trials_csv(const Tuning& tuning, const TuneResult& result) {
  std::string text = "model,data,split,seeds,number,state,metric,value,epochs,seconds,started,finished";
  for (const study::Parameter& parameter : tuning.space) text += "," + csv_cell(parameter.name);
  text += ",fault\n";
  for (const Trial& trial : result.trials) {
    text += fmt::format("{},{},{},{},{},{},{},{},{}", provenance_fields(tuning), trial.number,
                        name_of(trial.state), text_of(tuning.options.train.selection.metric),
                        trial.value ? fmt::format("{}", *trial.value) : "", note(trial, "epochs"),
                        note(trial, "seconds"), trial.started, trial.finished);
    for (const study::Parameter& parameter : tuning.space) {
      const auto value = trial.parameters.find(parameter.name);
      text += ",";
      if (value != trial.parameters.end())
        text += csv_cell(value_text(parameter.distribution, value->second));
    }
    text += "," + csv_cell(note(trial, study::fault_attribute)) + "\n";
  }
  return text;
}

std::string importances_csv(const Tuning& tuning, const TuneResult& result) {
  std::string text = "model,data,split,seeds,parameter,share,spread\n";
  for (const study::Importance& one : result.importances)
    text +=
        fmt::format("{},{},{},{}\n", provenance_fields(tuning), csv_cell(one.name), one.share, one.spread);
  return text;
}

json study_json(const Tuning& tuning, const TuneResult& result) {
  const TuneOptions& options = tuning.options;
  const Provenance of = tune_provenance(tuning);
  json text = {{"name", options.study},
               {"storage", tuning.url.shown},
               {"metric", text_of(options.train.selection.metric)},
               {"direction", name_of(direction_of(options.train))},
               {"model", of.model},
               {"data", of.data},
               {"split", of.split},
               {"seeds", of.seeds},
               {"sampler", options.sampler},
               {"seed", options.study_seed},
               {"pruner", options.pruner},
               {"trials", count_states(result.trials)},
               {"best_trial", nullptr},
               {"best_value", nullptr},
               {"best_params", nullptr},
               {"command", nullptr},
               {"best_so_far", best_so_far(tuning, result.trials)},
               {"importances", json::array()}};
  if (options.sampler == "tpe") text["random_draws"] = options.startup;
  for (const study::Importance& one : result.importances)
    text["importances"].push_back({{"parameter", one.name}, {"share", one.share}, {"spread", one.spread}});
  if (!result.best) return text;
  text["best_trial"] = result.best->number;
  text["best_value"] = *result.best->value;
  text["best_params"] = json::object();
  for (const study::Parameter& parameter : tuning.space)
    text["best_params"][parameter.name] =
        value_json(parameter.distribution, result.best->parameters.at(parameter.name));
  text["command"] = train_command(options.train, tuning.space, result.best->parameters,
                                  (std::filesystem::path(options.folder) / "best").string());
  return text;
}

}  // namespace rwave::cli
