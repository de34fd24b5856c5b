#include "study/space.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "rwave/error.h"

namespace rwave::study {
namespace {

using nlohmann::json;

// As Python prints a double: the shortest text that reads back as the same number.
// So that files written here and by Optuna are equal to the byte.
std::string number(double value) {
  return json(value).dump();
}

std::string integer(double value) {
  return std::to_string(static_cast<long long>(value));
}

void require(bool holds, const Parameter& parameter, std::string_view message) {
  if (!holds) throw UsageError(fmt::format("the range of {}: {}", parameter.name, message));
}

std::string values_text(const Distribution& d) {
  if (d.kind != Kind::choice) {
    return fmt::format("{} to {}{}", value_text(d, d.low), value_text(d, d.high),
                       d.log ? ", logarithmic" : "");
  }
  std::string text;
  for (std::size_t i = 0; i < d.choices.size(); ++i)
    text += (i > 0 ? ", " : "") + value_text(d, static_cast<double>(i));
  return text;
}

// Spaces have a handful of parameters.
const Parameter* find(const Space& space, const std::string& name) {
  const auto found = std::ranges::find(space, name, &Parameter::name);
  return found == space.end() ? nullptr : &*found;
}

}  // namespace

Distribution real(double low, double high, bool log) {
  return {Kind::real, log, low, high, 0, {}};
}

Distribution whole(double low, double high, bool log) {
  return {Kind::whole, log, low, high, 1, {}};
}

Distribution choice(std::vector<json> choices) {
  return {Kind::choice, false, 0, 0, 0, std::move(choices)};
}

void check(const Parameter& parameter) {
  const Distribution& d = parameter.distribution;
  if (d.kind == Kind::choice) {
    require(!d.choices.empty(), parameter, "there are no choices");
    for (auto i = d.choices.begin(); i != d.choices.end(); ++i)
      require(std::find(d.choices.begin(), i, *i) == i, parameter, i->dump() + " is there twice");
    return;
  }
  require(std::isfinite(d.low) && std::isfinite(d.high), parameter, "both ends must be finite numbers");
  require(d.low <= d.high, parameter, "the lower end comes first");
  require(!d.log || d.low > 0, parameter, "a logarithmic range begins above 0");
  if (d.kind != Kind::whole) return;
  // Beyond 2^53 a double no longer holds every whole number.
  require(d.low == std::floor(d.low) && d.high == std::floor(d.high) && std::abs(d.low) < 0x1p53 &&
              std::abs(d.high) < 0x1p53,
          parameter, "both ends must be whole numbers");
}

// By hand, with the spaces and the order of Python's json.dumps: Optuna compares the texts of distributions.
std::string to_json(const Distribution& d) {
  const std::string_view log = d.log ? "true" : "false";
  if (d.kind == Kind::real) {
    return fmt::format(
        R"({{"name": "FloatDistribution", "attributes": {{"step": {}, "low": {}, "high": {}, "log": {}}}}})",
        d.step == 0 ? "null" : number(d.step), number(d.low), number(d.high), log);
  }
  if (d.kind == Kind::whole) {
    return fmt::format(
        R"({{"name": "IntDistribution", "attributes": {{"log": {}, "step": {}, "low": {}, "high": {}}}}})",
        log, integer(d.step), integer(d.low), integer(d.high));
  }
  std::string choices;
  for (const json& one : d.choices) choices += (choices.empty() ? "" : ", ") + one.dump(-1, ' ', true);
  return fmt::format(R"({{"name": "CategoricalDistribution", "attributes": {{"choices": [{}]}}}})", choices);
}

Distribution distribution_from_json(const std::string& text) {
  try {
    const json whole_text = json::parse(text);
    const std::string name = whole_text.at("name");
    const json& attributes = whole_text.at("attributes");
    // Optuna had other kinds before version 3, which its migrations rewrite.
    if (name == "CategoricalDistribution") return choice(attributes.at("choices"));
    if (name != "FloatDistribution" && name != "IntDistribution")
      throw Error("distribution " + name + " is unknown");
    Distribution d = name == "IntDistribution" ? whole(0, 0) : real(0, 0);
    d.log = attributes.at("log");
    d.low = attributes.at("low");
    d.high = attributes.at("high");
    d.step = attributes.at("step").is_null() ? 0 : attributes.at("step").get<double>();
    return d;
  } catch (const json::exception& fault) {
    throw Error(fmt::format("a distribution of the study does not read: {} in '{}'", fault.what(), text));
  }
}

std::string describe(const Parameter& parameter) {
  return parameter.name + " " + values_text(parameter.distribution);
}

// A choice is stored as its index and shown as what it is.
json value_json(const Distribution& d, double value) {
  if (d.kind == Kind::real) return value;
  if (d.kind == Kind::whole) return static_cast<std::int64_t>(value);
  return d.choices.at(static_cast<std::size_t>(value));
}

std::string value_text(const Distribution& d, double value) {
  const json known = value_json(d, value);
  return known.is_string()      ? known.get<std::string>()
         : d.kind == Kind::real ? fmt::format("{}", value)
                                : known.dump();
}

bool contains(const Distribution& d, double value) {
  if (d.kind == Kind::real) return value >= d.low && value <= d.high;
  if (value != std::floor(value)) return false;
  if (d.kind == Kind::whole) return value >= d.low && value <= d.high;
  return value >= 0 && value < static_cast<double>(d.choices.size());
}

std::string difference(const Space& there, const Space& here) {
  std::string text;
  const auto add = [&](const std::string& part) { text += (text.empty() ? "" : "; ") + part; };
  for (const Parameter& own : here) {
    const Parameter* other = find(there, own.name);
    if (!other) {
      add(own.name + " only here");
    } else if (!(other->distribution == own.distribution)) {
      add(describe(*other) + " there, " + values_text(own.distribution) + " here");
    }
  }
  for (const Parameter& other : there) {
    if (!find(here, other.name)) add(other.name + " only there");
  }
  return text;
}

}  // namespace rwave::study
