#pragma once
// The provenance of a figure: model, data, split, seed. No score is printed, drawn or stored without it.

#include <string>

namespace rwave {

// One line each, for people and programs alike.
struct Provenance {
  // "seed", or "small (134,461 parameters)".
  std::string model;
  // Database and recipe: "mitdb, recipe kaggle".
  std::string data;
  // "kaggle test rows: random, patients on both sides".
  std::string split;
  // Seeds of training: "1", or "1 2 3".
  std::string seeds;
};

// Throws Error naming the first field that is empty.
void require_complete(const Provenance& provenance);

// "model seed | data mitdb | split kaggle | seed 1": the head line of every table, the title of every
// picture.
std::string head_line(const Provenance& provenance);

}  // namespace rwave
