#include "cli/learn/tune_space.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "base/text.h"
#include "learn/options/option_list.h"
#include "rwave/error.h"

namespace rwave::cli {
namespace {

using study::Distribution;
using study::Parameter;
using study::Space;

// The same for all trials: they choose the rows, draw them, say what is measured, or where.
constexpr std::array<std::string_view, 14> in_common = {
    "data", "recipe",  "split",  "test-share", "validation", "validation-by-patient",
    "seed", "metric",  "device", "threads",    "plain",      "train-share",
    "rate", "csv-rate"};

// What an option holds.
struct OptionKind {
  bool known = false, whole = false, real = false, word = false;
  std::vector<std::string> choices;
};

OptionKind kind_of(std::string_view name) {
  OptionKind kind;
  learn::TrainOptions options;
  learn::visit_options(options, [&](const learn::OptionText& text, auto& field) {
    if (text.name != name) return;
    using Field = std::decay_t<decltype(field)>;
    kind = {true, std::is_same_v<Field, int>, std::is_same_v<Field, double>,
            std::is_same_v<Field, std::string> || std::is_enum_v<Field>, text.choices};
  });
  return kind;
}

std::vector<std::string> parts_of(const std::string& text, char separator) {
  std::vector<std::string> parts(1);
  for (const char c : text) {
    if (c == separator) {
      parts.emplace_back();
    } else {
      parts.back() += c;
    }
  }
  return parts;
}

double number_of(const std::string& text, const std::string& whole) {
  double value = 0;
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (fault != std::errc() || end != text.data() + text.size())
    throw UsageError(fmt::format("'{}' in '{}' is not a number", text, whole));
  return value;
}

// "lr=1e-5:1e-1:log" -> name and what follows the "=".
// Only the first "=" parts: a choice may hold one itself.
std::pair<std::string, std::string> named(const std::string& text, std::string_view option,
                                          std::string_view example) {
  const std::size_t equals = text.find('=');
  if (equals == std::string::npos || equals == 0 || equals + 1 == text.size())
    throw UsageError(fmt::format("{} takes {}, not '{}'", option, example, text));
  return {text.substr(0, equals), text.substr(equals + 1)};
}

void require_option(const std::string& name) {
  if (!kind_of(name).known) throw UsageError(fmt::format("there is no training option --{}", name));
  if (std::ranges::find(in_common, name) != in_common.end())
    throw UsageError(
        fmt::format("--{} cannot be searched: it must be the same for all trials of a study", name));
}

Parameter range_of(const std::string& text) {
  const auto [name, ends] = named(text, "--range", "NAME=LOW:HIGH or NAME=LOW:HIGH:log");
  require_option(name);
  const OptionKind kind = kind_of(name);
  const std::vector<std::string> parts = parts_of(ends, ':');
  if (parts.size() < 2 || parts.size() > 3 || (parts.size() == 3 && parts[2] != "log"))
    throw UsageError(fmt::format("--range takes NAME=LOW:HIGH or NAME=LOW:HIGH:log, not '{}'", text));
  if (!kind.whole && !kind.real)
    throw UsageError(fmt::format("--{} is no number: give --choices {}=...", name, name));
  const double low = number_of(parts[0], text), high = number_of(parts[1], text);
  const bool log = parts.size() == 3;
  // A logarithmic range draws as many trials between 0.0001 and 0.001 as between 0.001 and 0.01:
  // for a learning rate it is the factor that counts. Its lower end must be above 0, which check()
  // asks for.
  return {name, kind.whole ? study::whole(low, high, log) : study::real(low, high, log)};
}

Parameter choices_of(const std::string& text) {
  const auto [name, list] = named(text, "--choices", "NAME=ONE,TWO,...");
  require_option(name);
  const OptionKind kind = kind_of(name);
  std::vector<nlohmann::json> choices;
  for (const std::string& one : parts_of(list, ',')) {
    learn::TrainOptions probe;
    learn::set_option(probe, name, one);  // UsageError where it is not of the option's kind
    if (kind.word) {
      choices.emplace_back(one);
    } else if (kind.whole) {
      choices.emplace_back(static_cast<std::int64_t>(number_of(one, text)));
    } else if (kind.real) {
      choices.emplace_back(number_of(one, text));
    } else {
      choices.emplace_back(one == "true");
    }
  }
  return {name, study::choice(std::move(choices))};
}

// What changes a training most for any network of this program. Parameters that the user gives are
// left out of it, see tune_space().
Space default_space() {
  return {{"optimizer", study::choice({"adam", "rmsprop", "sgd"})},
          {"lr", study::real(1e-4, 1e-2, true)},
          {"weight-decay", study::real(1e-5, 1e-3, true)},
          {"batch", study::whole(64, 256, true)}};
}

// A parameter that is given and searched would be shown with one value and trained with another.
void require_searchable(const learn::TrainOptions& options, const Space& space, const Parameter& parameter) {
  const std::string& name = parameter.name;
  if (options.given.contains(name))
    throw UsageError(fmt::format("--{} is given and searched at once: leave out one of the two", name));
  if (std::ranges::find(space, name, &Parameter::name) != space.end())
    throw UsageError(fmt::format("--{} is searched twice", name));
  check(parameter);
}

// Each end of a range and each choice must make sense with everything else as it is: what makes none in
// combination is found by its trial.
void check_ends(const learn::TrainOptions& options, const Parameter& parameter) {
  const Distribution& d = parameter.distribution;
  std::vector<double> values = {d.low, d.high};
  if (d.kind == study::Kind::choice) {
    values.clear();
    for (std::size_t i = 0; i < d.choices.size(); ++i) values.push_back(static_cast<double>(i));
  }
  for (const double value : values)
    learn::check_options(trial_options(options, {parameter}, {{parameter.name, value}}));
}

}  // namespace

Space tune_space(const learn::TrainOptions& options, const std::vector<std::string>& ranges,
                 const std::vector<std::string>& choices) {
  Space space;
  const auto add = [&](const Parameter& parameter) {
    require_searchable(options, space, parameter);
    check_ends(options, parameter);
    space.push_back(parameter);
  };
  for (const std::string& text : ranges) add(range_of(text));
  for (const std::string& text : choices) add(choices_of(text));
  for (const Parameter& parameter : default_space()) {
    const bool ranged = std::ranges::find(space, parameter.name, &Parameter::name) != space.end();
    if (!ranged && !options.given.contains(parameter.name)) space.push_back(parameter);
  }
  if (space.empty()) throw UsageError("nothing is left to search: every parameter is given");
  return space;
}

// A searched value counts as given, so that the network's defaults, which are applied last, do not
// replace it.
learn::TrainOptions trial_options(const learn::TrainOptions& fixed, const Space& space,
                                  const study::Parameters& parameters) {
  learn::TrainOptions options = fixed;
  for (const Parameter& parameter : space) {
    learn::set_option(options, parameter.name,
                      study::value_text(parameter.distribution, parameters.at(parameter.name)));
    options.given.insert(parameter.name);
  }
  learn::apply_network_defaults(options);
  return options;
}

// Only what was given or searched: the command stays short, and defaults that a later version
// improves are not frozen in it.
std::string train_command(const learn::TrainOptions& fixed, const Space& space,
                          const study::Parameters& parameters, const std::string& folder) {
  std::string command = "rwave train";
  const nlohmann::json values = learn::options_to_json(fixed);
  for (const std::string& name : fixed.given) {
    const nlohmann::json& value = values.at(name);
    if (value.is_boolean()) {
      if (value.get<bool>()) command += " --" + name;
    } else {
      command += fmt::format(" --{} {}", name,
                             shell_word(value.is_string() ? value.get<std::string>() : value.dump()));
    }
  }
  for (const Parameter& parameter : space) {
    const std::string value = study::value_text(parameter.distribution, parameters.at(parameter.name));
    if (value == "true") {
      command += " --" + parameter.name;
    } else if (value != "false") {
      command += fmt::format(" --{} {}", parameter.name, shell_word(value));
    }
  }
  return fmt::format("{} -o {}", command, shell_word(folder));
}

std::string parameter_text(const Space& space, const study::Parameters& parameters) {
  std::string text;
  for (const Parameter& parameter : space) {
    const auto found = parameters.find(parameter.name);
    if (found == parameters.end()) continue;
    text += fmt::format("{}{} {}", text.empty() ? "" : ", ", parameter.name,
                        parameter.distribution.kind == study::Kind::real
                            ? fmt::format("{:.3g}", found->second)
                            : study::value_text(parameter.distribution, found->second));
  }
  return text;
}

}  // namespace rwave::cli
