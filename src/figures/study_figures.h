#pragma once
// The pictures of a study: how its best value grew, where each parameter's good values lie, which parameter
// decides.

#include <string>
#include <vector>

#include "figures/figure.h"
#include "score/provenance.h"

namespace rwave {

// Failed trials have no value and are not drawn.
enum class TrialFate { complete, pruned };

// A trial that has a value. `coordinates` belong to StudyPicture::axes.
struct StudyPoint {
  // In order of beginning, from 0.
  int number = 0;
  TrialFate fate = TrialFate::complete;
  // Of the metric; of a pruned trial where it stood when it was ended, as in Optuna.
  double value = 0;
  std::vector<double> coordinates;
};

// A parameter that the study searches.
struct StudyAxis {
  std::string name;
  bool log = false;
  // Ends of the range that is searched.
  double low = 0, high = 0;
  // Of words; a coordinate is then an index.
  std::vector<std::string> choices;
};

// How much a parameter decides, by the forest that is fitted to the trials.
struct StudyBar {
  std::string name;
  // Of the variance, 0 .. 1.
  double share = 0, spread = 0;
};

// All that the three pictures are drawn from.
struct StudyPicture {
  // What trials are judged by, as the axis says it: "validation macro-F1".
  std::string metric;
  bool greater_is_better = true;
  std::vector<StudyPoint> points;
  std::vector<StudyAxis> axes;
  // In the order in which they are drawn, the greatest first.
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
