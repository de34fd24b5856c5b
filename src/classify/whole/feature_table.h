#pragma once
// Numbers of every beat, column by column, and what each is called.

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "rwave/error.h"

namespace rwave::whole {

// Of a beat from its neighbours, in units of their spread: farther out says no more, and one artefact must
// not outweigh all other columns.
constexpr float greatest_departure = 12;

// Filled one column at a time by the parts of the labeller; read row by row by the model.
struct FeatureTable {
  // Each once; a model's card lists those that it looks at, and finds them by name.
  std::vector<std::string> names;
  // One list per name, with a value for each beat.
  std::vector<std::vector<float>> columns;

  // A new column of `beats` zeros. The reference holds until the next call.
  std::vector<float>& add(std::string name, std::size_t beats) {
    names.push_back(std::move(name));
    return columns.emplace_back(beats, 0.F);
  }

  // A column by its name. Throws Error where none is called so: a rule asks for what was not computed yet.
  const std::vector<float>& column(std::string_view name) const {
    for (std::size_t c = 0; c < names.size(); ++c)
      if (names[c] == name) return columns.at(c);
    throw Error("no feature is called " + std::string(name));
  }
};

}  // namespace rwave::whole
