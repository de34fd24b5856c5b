#pragma once
// What a Model is made of, which the public header hides.

#include <string>
#include <vector>

#include "beat/recipes/recipe.h"
#include "infer/network.h"
#include "rwave/classifier.h"

namespace rwave {

struct ModelState {
  static ModelState& of(const Model& model) { return *model.state_; }

  std::string file;
  infer::Network network;
  const Recipe& recipe;
  std::string recipe_name;   // as it is called now, whatever the card says
  std::vector<char> labels;  // by output of the network
};

}  // namespace rwave
