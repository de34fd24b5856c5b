#pragma once
// What a Model is made of.

#include <string>
#include <vector>

#include "beat/recipes/recipe.h"
#include "infer/network.h"
#include "rwave/classifier.h"

namespace rwave {

struct Model::State {
  std::string file;
  infer::Network network;
  const Recipe& recipe;
  std::string recipe_name;   // as it is called now, whatever the card says
  std::vector<char> labels;  // by output of the network
  float unknown_below = 0;   // beats whose label is less probable are 'Q'
};

}  // namespace rwave
