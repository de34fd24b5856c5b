#pragma once
// The picture of example beats: what each class looks like.

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "beat/beat_set.h"
#include "figures/figure.h"

namespace rwave {

// Which rows are shown, and how the title names them.
struct ExampleChoice {
  // Which rows these are, for the title: "mitdb, recipe kaggle".
  std::string data;
  // "training rows of the kaggle split".
  std::string split;
  // Rows a class, fewer where it has fewer.
  int per_class = 5;
  // By which rows are drawn; it stands in the title.
  std::uint64_t seed = 1;
};

// The rows that are shown: up to per_class of each class out of `rows`, drawn without replacement, class
// after class.
std::vector<std::uint32_t> draw_examples(const BeatSet& set, std::span<const std::uint32_t> rows,
                                         const ExampleChoice& choice);

// A line of panels a class that has rows, in the class's colour: one drawn row a panel over time in seconds
// from the row's start, without the zeros that fill a row up at its end; over it the name of its record,
// where the set has several. Overlaying a class's rows in one panel was refused: their next beats fall at
// different times and make a tangle. Error where `rows` is empty or names a row beyond the set, or `choice`
// lacks data or split.
Figure example_beats(const BeatSet& set, std::span<const std::uint32_t> rows, const ExampleChoice& choice);

}  // namespace rwave
