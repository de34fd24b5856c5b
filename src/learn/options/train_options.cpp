#include "learn/options/train_options.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <charconv>
#include <nlohmann/json.hpp>

#include "base/warning.h"
#include "beat/recipes/recipe.h"
#include "dataset/split.h"
#include "learn/networks/registry.h"
#include "learn/options/option_list.h"
#include "rwave/error.h"

namespace rwave::learn {
namespace {

// UsageError with what the option takes, where a text does not parse; set_option() adds the option's name.
void parse(const std::string& text, std::string& field) {
  field = text;
}

// Words, as a study's database holds them; the command line has flags.
void parse(const std::string& text, bool& field) {
  if (text != "true" && text != "false") throw UsageError("true or false");
  field = text == "true";
}

template <class Value>
void parse(const std::string& text, Value& field) {
  // All choices in the message: a typing error is mended without --help.
  if constexpr (std::is_enum_v<Value>) {
    const auto value = value_of<Value>(text);
    if (!value) throw UsageError(fmt::format("one of {}", fmt::join(choices_of<Value>(), " ")));
    field = *value;
  } else {
    const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), field);
    if (fault != std::errc() || end != text.data() + text.size()) throw UsageError("a number");
  }
}

// One line, once, for each old spelling that `where` still has: a file, or the command line (empty).
template <class Value>
void notice_old_word(std::string_view where, std::string_view name, const std::string& text,
                     const Value& field) {
  if constexpr (std::is_enum_v<Value>) {
    if (text_of(field) != text)
      notice(fmt::format("{}--{} {} is called --{} {} now", where, name, text, name, text_of(field)));
  }
}

void notice_old_name(std::string_view where, const OptionText& option) {
  notice(fmt::format("{}--{} is called --{} now", where, option.old_name, option.name));
}

template <class Field>
void read_value(const nlohmann::json& json, std::string_view where, const OptionText& option, Field& field) {
  // A file's fault is an Error, the same word on the command line a UsageError.
  if constexpr (std::is_enum_v<Field>) {
    const auto text = json.get<std::string>();
    try {
      parse(text, field);
    } catch (const UsageError& expected) {
      throw Error(fmt::format("the training options do not read: {} is {}, not '{}'", option.name,
                              expected.what(), text));
    }
    notice_old_word(where, option.name, text, field);
  } else {
    json.get_to(field);
  }
}

// Enums as their words: a number would mean another thing when a word is added in between.
nlohmann::json json_of(const auto& field) {
  if constexpr (std::is_enum_v<std::decay_t<decltype(field)>>)
    return text_of(field);
  else
    return field;
}

}  // namespace

void set_option(TrainOptions& options, std::string_view name, const std::string& text) {
  bool known = false;
  // A walk over the list instead of a map: it is asked some dozen times in a run.
  visit_options(options, [&](const OptionText& option, auto& field) {
    const bool by_old_name = !option.old_name.empty() && option.old_name == name;
    if (option.name != name && !by_old_name) return;
    known = true;
    try {
      parse(text, field);
    } catch (const UsageError& expected) {
      throw UsageError(fmt::format("--{} takes {}, not '{}'", name, expected.what(), text));
    }
    if (by_old_name) notice_old_name("", option);
    notice_old_word("", option.name, text, field);
  });
  if (!known) throw UsageError(fmt::format("there is no training option --{}", name));
}

void apply_network_defaults(TrainOptions& options) {
  if (options.loss.kind == LossKind::barlow) {  // no labels, so no score that could choose an epoch
    if (!options.given.contains("validation")) options.rows.validation = 0;
    if (!options.given.contains("keep")) options.selection.keep = KeptEpoch::last;
  }
  if (!options.transfer.from.empty()) return;  // they suit a training from scratch
  // By the options' names and texts, so that the registry knows nothing of this struct.
  for (const auto& [name, value] : network_kind(options.network.name).defaults) {
    if (!options.given.contains(name)) set_option(options, name, value);
  }
}

// For --help, which is the only list of networks that is always true.
std::string network_list() {
  std::string text = "Networks, and what they set where the user does not:\n";
  for (const NetworkKind& kind : network_kinds()) {
    text += fmt::format("  {:<12} {}\n              ", kind.name, kind.what);
    for (const auto& [name, value] : kind.defaults) text += fmt::format(" --{} {}", name, value);
    text += "\n";
  }
  return text;
}

void use_current_words(TrainOptions& options, std::string_view where) {
  options.network.name = current_network(options.network.name, where);
  options.rows.recipe = current_recipe(options.rows.recipe, where);
  options.rows.split = current_split(options.rows.split, where);
}

nlohmann::json options_to_json(const TrainOptions& options) {
  nlohmann::json json;
  visit_options(options, [&](const OptionText& option, const auto& field) {
    json[std::string(option.name)] = json_of(field);
  });
  // Kept, so that a network that is trained again knows what was chosen and what was default.
  json["given"] = options.given;
  return json;
}

TrainOptions options_from_json(const nlohmann::json& json, std::string_view where) {
  TrainOptions options;
  const std::string of = where.empty() ? "" : fmt::format("{}: ", where);
  try {
    json.at("given").get_to(options.given);
    visit_options(options, [&](const OptionText& option, auto& field) {
      // The present name wins where a file has both.
      auto value = json.find(option.name);
      if (value == json.end() && !option.old_name.empty()) {
        value = json.find(option.old_name);
        if (value != json.end()) notice_old_name(of, option);
        if (options.given.erase(std::string(option.old_name)) > 0)
          options.given.insert(std::string(option.name));
      }
      if (value != json.end()) read_value(*value, of, option, field);
    });
  } catch (const nlohmann::json::exception& fault) {
    throw Error(fmt::format("the training options do not read: {}", fault.what()));
  }
  use_current_words(options, where);
  return options;
}

// By JSON, so that an option that is added later is compared without a line here.
std::string difference(const TrainOptions& there, const TrainOptions& here) {
  if (there.network.name != here.network.name)
    return fmt::format("--model {} there, {} here", there.network.name, here.network.name);
  const nlohmann::json a = options_to_json(there), b = options_to_json(here);
  std::string text;
  for (const auto& [name, value] : a.items()) {
    if (name == "threads" || name == "device" || name == "given" || value == b.at(name)) continue;
    text += fmt::format("{}--{} {} there, {} here", text.empty() ? "" : "; ", name, value.dump(),
                        b.at(name).dump());
  }
  return text;
}

}  // namespace rwave::learn
