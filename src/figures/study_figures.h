#pragma once
// The pictures of a study: how its best value grew, where each parameter's good values lie, which parameter
// decides.

#include <string>
#include <vector>

#include "figures/figure.h"
#include "score/provenance.h"

namespace rwave {

enum class TrialFate { complete, pruned };

// A trial that has a value. `coordinates` belong to StudyPicture::axes.
struct StudyPoint {
  int number = 0;
  TrialFate fate = TrialFate::complete;
  double value = 0;
  std::vector<double> coordinates;
};

struct StudyAxis {
  std::string name;
  bool log = false;
  double low = 0, high = 0;
  // Of words; a coordinate is then an index.
  std::vector<std::string> choices;
};

struct StudyBar {
  std::string name;
  // Of the variance, 0 .. 1.
  double share = 0, spread = 0;
};

struct StudyPicture {
  std::string metric;  // "validation macro-F1"
  bool greater_is_better = true;
  std::vector<StudyPoint> points;
  std::vector<StudyAxis> axes;
  std::vector<StudyBar> bars;
  // The first trials that a TPE study draws at random, 0 for other samplers.
  int random_draws = 0;
  Provenance provenance;
};

// The value of each trial by its number, and the best so far as a staircase. A TPE study's random draws are
// marked and named as such. Each Error where there are no points (bars).
Figure study_history(const StudyPicture& picture);

// A panel a parameter: the values of the trials over the parameter's.
Figure study_slices(const StudyPicture& picture);

// A bar a parameter: its share of the variance, with its spread over the trees.
Figure study_importances(const StudyPicture& picture);

}  // namespace rwave
