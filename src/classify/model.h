#pragma once
// What a Model is made of, which the public header hides.

#include <string>
#include <vector>

#include "beat/recipes/recipe.h"
#include "infer/network.h"
#include "rwave/classifier.h"

namespace rwave {

// Shared by all copies of a Model. Nothing of it changes but the network's working memory, so one thread at
// a time may label with it.
struct ModelState {
  static ModelState& of(const Model& model) { return *model.state_; }

  // Where it was read from, for messages; "the shipped model" for those inside the program.
  std::string file;
  infer::Network network;
  // By which beats are cut for the network; recipes live as long as the program.
  const Recipe& recipe;
  // As it is called now, whatever the card says.
  std::string recipe_name;
  // The beat label of each output of the network, from the card's class names.
  std::vector<char> labels;
};

}  // namespace rwave
