// The texts of a study that programs read: trials.csv, importances.csv, study.json.
#include <fmt/format.h>

#include "base/csv_table.h"
#include "experiment/tuning/study_result.h"

namespace rwave::experiment {
namespace {

using nlohmann::json;
using study::Trial;

std::string provenance_fields(const Provenance& of) {
  return fmt::format("{},{},{},{}", csv_cell(of.model), csv_cell(of.data), csv_cell(of.split),
                     csv_cell(of.seeds));
}

// A trial's note as text, empty where there is none.
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
json best_so_far(const StudyResult& result) {
  json values = json::array();
  json best;
  for (const Trial& trial : result.trials) {
    if (!trial.counts()) continue;
    if (trial.finished_well() &&
        (best.is_null() || study::better(result.setup.direction, *trial.value, best.get<double>())))
      best = *trial.value;
    values.push_back(best);
  }
  return values;
}

}  // namespace

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

std::string trials_csv(const StudyResult& result) {
  const StudySetup& of = result.setup;
  std::string text = "model,data,split,seeds,number,state,metric,value,epochs,seconds,started,finished";
  for (const study::Parameter& parameter : of.space) text += "," + csv_cell(parameter.name);
  text += ",fault\n";
  for (const Trial& trial : result.trials) {
    text += fmt::format("{},{},{},{},{},{},{},{},{}", provenance_fields(of.provenance), trial.number,
                        name_of(trial.state), of.metric, trial.value ? fmt::format("{}", *trial.value) : "",
                        note(trial, "epochs"), note(trial, "seconds"), trial.started, trial.finished);
    for (const study::Parameter& parameter : of.space) {
      const auto value = trial.parameters.find(parameter.name);
      text += ",";
      if (value != trial.parameters.end())
        text += csv_cell(value_text(parameter.distribution, value->second));
    }
    const std::string fault = note(trial, study::fault_attribute);
    text += "," + csv_cell(fault.empty() ? note(trial, study::broken_off_attribute) : fault) + "\n";
  }
  return text;
}

std::string importances_csv(const StudyResult& result) {
  std::string text = "model,data,split,seeds,parameter,share,spread\n";
  for (const study::Importance& one : result.importances)
    text += fmt::format("{},{},{},{}\n", provenance_fields(result.setup.provenance), csv_cell(one.name),
                        one.share, one.spread);
  return text;
}

json study_json(const StudyResult& result, const std::string& command) {
  const StudySetup& of = result.setup;
  json text = {{"name", of.name},
               {"storage", of.storage},
               {"metric", of.metric},
               {"direction", name_of(of.direction)},
               {"model", of.provenance.model},
               {"data", of.provenance.data},
               {"split", of.provenance.split},
               {"seeds", of.provenance.seeds},
               {"sampler", of.sampler},
               {"seed", of.seed},
               {"pruner", of.pruner},
               {"trials", count_states(result.trials)},
               {"best_trial", nullptr},
               {"best_value", nullptr},
               {"best_params", nullptr},
               {"command", nullptr},
               {"best_so_far", best_so_far(result)},
               {"importances", json::array()}};
  if (of.sampler == "tpe") text["random_draws"] = of.random_draws;
  for (const study::Importance& one : result.importances)
    text["importances"].push_back({{"parameter", one.name}, {"share", one.share}, {"spread", one.spread}});
  const Trial* best = result.best_trial();
  if (best == nullptr) return text;
  text["best_trial"] = best->number;
  text["best_value"] = *best->value;
  text["best_params"] = json::object();
  for (const study::Parameter& parameter : of.space)
    text["best_params"][parameter.name] =
        value_json(parameter.distribution, best->parameters.at(parameter.name));
  text["command"] = command;
  return text;
}

}  // namespace rwave::experiment
