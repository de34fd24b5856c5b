#include "learn/options.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <nlohmann/json.hpp>

#include "beat/recipes/recipe.h"
#include "dataset/split.h"
#include "learn/models/network.h"
#include "rwave/error.h"

namespace rwave::learn {
namespace {

void parse(const std::string& text, std::string& field) {
  field = text;
}

void parse(const std::string& text, bool& field) {
  if (text != "true" && text != "false") throw UsageError("true or false");
  field = text == "true";
}

template <class Number>
void parse(const std::string& text, Number& field) {
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), field);
  if (fault != std::errc() || end != text.data() + text.size()) throw UsageError("a number");
}

void require(bool holds, std::string_view message) {
  if (!holds) throw UsageError(message);
}

void check_transfer(const TrainOptions& o) {
  require(o.code >= 1 && o.code <= 4096, "--code takes 1 to 4096");
  require(o.breadth >= 4 && o.breadth <= 1024, "--breadth takes 4 to 1024");
  require(o.depth >= 1 && o.depth <= 16, "--depth takes 1 to 16");
  require(o.body_stages >= -1, "--body-stages takes 0 or more, or -1 for all");
  require(std::isfinite(o.body_rate) && o.body_rate >= 0, "--body-rate takes 0 or more");
  const bool changed = augments(o);
  require(o.from.empty() || o.body != "frozen" || !changed,
          "--augment-... changes rows, which pass the frozen layers once: add --body drifting or tuned");
  const bool all_train = o.from.empty() || o.body == "drifting" || (o.body == "tuned" && o.body_stages < 0);
  require(all_train || (o.mixup == 0 && o.teacher.empty()),
          "--mixup and --teacher change or read whole rows, which pass the frozen layers once: add --body "
          "drifting, or tuned without --body-stages");
  require(o.loss != "barlow" || (o.mixup == 0 && o.teacher.empty()),
          "--mixup and --teacher work on classes, which --loss barlow does without");
  require(o.loss != "barlow" || changed, "--loss barlow compares changed copies of a row: add --augment-...");
  require(o.loss != "barlow" || (o.validation == 0 && o.keep == "last"),
          "--loss barlow has no score to choose an epoch by: leave out --validation and --keep");
}

bool share(double value) {
  return value >= 0 && value < 1;
}

void check_numbers(const TrainOptions& o) {
  require(share(o.test_share) && share(o.validation),
          "--test-share and --validation take a share: 0 <= share < 1");
  require(o.train_share > 0 && o.train_share <= 1, "--train-share takes a share: 0 < share <= 1");
  require(o.epochs >= 1 && o.batch >= 1, "--epochs and --batch take 1 or more");
  require(std::isfinite(o.lr) && o.lr > 0, "--lr takes a positive number");
  require(share(o.momentum), "--momentum takes 0 <= momentum < 1");
  require(std::isfinite(o.weight_decay) && o.weight_decay >= 0, "--weight-decay takes 0 or more");
  require(o.warm_up > 0 && o.warm_up < 1, "--warm-up takes a share between 0 and 1");
  require(o.step_epochs >= 1 && o.plateau_patience >= 0,
          "--step-epochs takes 1 or more, --plateau-patience 0 or more");
  require(o.factor > 0 && o.factor <= 1, "--factor takes 0 < factor <= 1");
  require(std::isfinite(o.gamma) && o.gamma >= 0, "--gamma takes 0 or more");
  require(share(o.beta), "--beta takes 0 <= beta < 1");
  require(share(o.label_smoothing), "--label-smoothing takes a share: 0 <= share < 1");
  require(std::isfinite(o.augment_scale) && o.augment_scale >= 0, "--augment-scale takes 0 or more");
  require(std::isfinite(o.augment_noise) && o.augment_noise >= 0, "--augment-noise takes 0 or more");
  require(std::isfinite(o.augment_shift) && o.augment_shift >= 0, "--augment-shift takes 0 or more");
  require(share(o.augment_stretch), "--augment-stretch takes a share: 0 <= share < 1");
  require(o.augment_flip >= 0 && o.augment_flip <= 1, "--augment-flip takes a share: 0 <= share <= 1");
  require(std::isfinite(o.mixup) && o.mixup >= 0, "--mixup takes 0 or more");
  require(share(o.average), "--average takes a share: 0 <= share < 1");
  require(o.teacher_share >= 0 && o.teacher_share <= 1, "--teacher-share takes a share: 0 <= share <= 1");
  require(o.simulate >= 0 && o.simulate <= 100, "--simulate takes 0 to 100 copies");
  require(o.simulate == 0 || o.train_share == 1, "--simulate takes whole records: leave out --train-share");
  require(o.patience >= 0 && o.threads >= 0, "--patience and --threads take 0 or more");
}

}  // namespace

void set_option(TrainOptions& options, std::string_view name, const std::string& text) {
  bool known = false;
  visit_options(options, [&](const OptionText& option, auto& field) {
    if (option.name != name) return;
    known = true;
    try {
      parse(text, field);
    } catch (const UsageError& expected) {
      throw UsageError(fmt::format("--{} takes {}, not '{}'", name, expected.what(), text));
    }
  });
  if (!known) throw UsageError(fmt::format("there is no training option --{}", name));
}

void apply_network_defaults(TrainOptions& options) {
  if (options.loss == "barlow") {  // no labels, so no score that could choose an epoch
    if (!options.given.contains("validation")) options.validation = 0;
    if (!options.given.contains("keep")) options.keep = "last";
  }
  if (!options.from.empty()) return;  // they suit a training from scratch
  for (const auto& [name, value] : network_kind(options.model).defaults) {
    if (!options.given.contains(name)) set_option(options, name, value);
  }
}

std::string network_list() {
  std::string text = "Networks, and what they set where the user does not:\n";
  for (const NetworkKind& kind : network_kinds()) {
    text += fmt::format("  {:<12} {}\n              ", kind.name, kind.what);
    for (const auto& [name, value] : kind.defaults) text += fmt::format(" --{} {}", name, value);
    text += "\n";
  }
  return text;
}

void check_options(const TrainOptions& o) {
  network_kind(o.model);
  visit_options(o, [](const OptionText& option, const auto& field) {
    if constexpr (std::is_same_v<std::decay_t<decltype(field)>, std::string>) {
      if (option.choices.empty() || std::ranges::find(option.choices, field) != option.choices.end()) return;
      throw UsageError(
          fmt::format("--{} takes one of {}, not '{}'", option.name, fmt::join(option.choices, " "), field));
    }
  });
  check_numbers(o);
  check_transfer(o);
  require(o.precision == "float32" || o.device == "cuda",
          fmt::format("--precision {} belongs to --device cuda, not {}", o.precision, o.device));
  require(o.loss != "focal" || o.label_smoothing == 0, "--label-smoothing belongs to --loss cross-entropy");
  require(o.validation > 0 || (o.keep == "last" && o.patience == 0 && !o.schedule.starts_with("plateau")),
          "without validation rows (--validation 0) there is no best epoch: add --keep last, leave out "
          "--patience and "
          "--schedule plateau");
}

void use_current_words(TrainOptions& options, std::string_view where) {
  options.model = current_network(options.model, where);
  options.recipe = current_recipe(options.recipe, where);
  options.split = current_split(options.split, where);
}

nlohmann::json options_to_json(const TrainOptions& options) {
  nlohmann::json json;
  visit_options(options,
                [&](const OptionText& option, const auto& field) { json[std::string(option.name)] = field; });
  json["given"] = options.given;
  return json;
}

TrainOptions options_from_json(const nlohmann::json& json, std::string_view where) {
  TrainOptions options;
  try {
    visit_options(options, [&](const OptionText& option, auto& field) {
      const auto value = json.find(option.name);
      if (value != json.end()) value->get_to(field);
    });
    json.at("given").get_to(options.given);
  } catch (const nlohmann::json::exception& fault) {
    throw Error(fmt::format("the training options do not read: {}", fault.what()));
  }
  use_current_words(options, where);
  return options;
}

std::string difference(const TrainOptions& there, const TrainOptions& here) {
  if (there.model != here.model) return fmt::format("--model {} there, {} here", there.model, here.model);
  const nlohmann::json a = options_to_json(there), b = options_to_json(here);
  std::string text;
  for (const auto& [name, value] : a.items()) {
    if (name == "threads" || name == "device" || name == "given" || value == b.at(name)) continue;
    text += fmt::format("{}--{} {} there, {} here", text.empty() ? "" : "; ", name, value.dump(),
                        b.at(name).dump());
  }
  return text;
}

bool augments(const TrainOptions& options) {
  return options.augment_scale > 0 || options.augment_noise > 0 || options.augment_shift > 0 ||
         options.augment_stretch > 0 || options.augment_flip > 0;
}

}  // namespace rwave::learn
