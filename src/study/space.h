#pragma once
// What a study searches: named parameters, each with the values it may take.

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace rwave::study {

// What a parameter's values are.
enum class Kind { real, whole, choice };

// The values of one parameter: a range of numbers, evenly or by their logarithm, or a list of choices.
//
// Everywhere in this floor, and in the database, a value of any kind is a double: the number itself, or for a
// choice its index. That is Optuna's form; it lets one table hold every parameter.
struct Distribution {
  Kind kind = Kind::real;
  // Of ranges: searched by their logarithm.
  bool log = false;
  // Both belong to it.
  double low = 0, high = 0;
  // Of whole numbers 1; 0 = none.
  double step = 0;
  // Of a choice: text, numbers, true, false or null.
  std::vector<nlohmann::json> choices;

  bool operator==(const Distribution&) const = default;
};

// One axis of the search.
struct Parameter {
  std::string name;
  Distribution distribution;

  bool operator==(const Parameter&) const = default;
};

using Space = std::vector<Parameter>;

// The three kinds; check() says whether one makes sense.
Distribution real(double low, double high, bool log = false);
Distribution whole(double low, double high, bool log = false);
Distribution choice(std::vector<nlohmann::json> choices);

// UsageError naming the parameter where the bounds are not finite, not in order, not positive though
// logarithmic, not whole though of whole numbers, or there are no choices, or one twice.
void check(const Parameter& parameter);

// The distribution exactly as Optuna's distribution_to_json prints it: Python's spaces, order and numbers.
std::string to_json(const Distribution& distribution);

// Error where the text is not one of Optuna's three distributions (or not JSON).
Distribution distribution_from_json(const std::string& text);

// "lr 0.0001 to 0.01, logarithmic", "optimizer adam, sgd".
std::string describe(const Parameter& parameter);

// What a value stands for, as a user types it: "0.0012", "128", "adam".
std::string value_text(const Distribution& distribution, double value);

// The same as JSON: a number, a whole number, the choice itself.
nlohmann::json value_json(const Distribution& distribution, double value);

// Whether `value` is one of the distribution's.
bool contains(const Distribution& distribution, double value);

// "lr 0.0001 to 0.01, logarithmic there, 0.001 to 0.1 here; momentum only here": empty where both search the
// same.
std::string difference(const Space& there, const Space& here);

// The scale on which a range of numbers is searched: itself or its logarithm.
struct Scale {
  double low = 0, high = 0;
  double width() const { return high - low; }
};

// Of whole numbers half a step more on both sides, so that rounding gives the ends their full share; as
// Optuna does.
Scale scale_of(const Distribution& distribution);

// A value on the scale, and the value of the range that a point of the scale stands for.
double to_scale(const Distribution& distribution, double value);
double from_scale(const Distribution& distribution, double point);

}  // namespace rwave::study
