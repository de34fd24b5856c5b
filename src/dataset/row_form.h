#pragma once
// What a model expects of rows, whichever file it came from.

#include <string>
#include <string_view>
#include <vector>

#include "beat/beat_set.h"

namespace rwave {

// The fields that a model's record and a card have in common.
struct RowForm {
  // How rows were cut; rows of another recipe may have the same shape and mean something else.
  std::string recipe;
  int channels = 1;
  // Samples of a channel.
  int width = 0;
  // Names by index: an index alone says nothing.
  std::vector<std::string> classes;
  // As a model's card has it; empty: not known.
  std::string normalisation;
};

// Error naming the first of classes, shape, recipe and normalisation in which the set differs from what the
// model called `model` was trained on.
void require_form(const BeatSet& set, const RowForm& form, std::string_view model);

}  // namespace rwave
