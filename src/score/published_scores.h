#pragma once
// What others published on the same data: data/published_scores.csv, part of the program.

#include <string>
#include <vector>

namespace rwave {

// One line of the list. Figures are shares of 1, NaN where none was published.
struct PublishedScore {
  // Who published it: authors and year, or "the report".
  std::string source;
  // As `rwave train --model` calls it; empty: none of ours.
  std::string network;
  // Unweighted, weighted, augmented; empty: not known.
  std::string treatment;
  // Mitdb or ptb.
  std::string data;
  // Official, inter-patient, validation, random, own or unknown.
  std::string split_kind;
  // In words.
  std::string split;
  // As published, rounded as it was there.
  double accuracy = 0;
  double balanced_accuracy = 0;
  double macro_f1 = 0;
  double s_f1 = 0;
  double v_f1 = 0;
  // What a reader must know of it: another metric, a doubt.
  std::string note;
};

// The list in its own order.
const std::vector<PublishedScore>& published_scores();

}  // namespace rwave
