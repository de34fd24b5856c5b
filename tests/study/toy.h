#pragma once
// A space and trials for the tests of studies.

#include <filesystem>
#include <string>
#include <vector>

#include "study/study.h"

namespace rwave::study {

inline Space toy_space() {
  return {{"lr", real(1e-4, 1e-2, true)},
          {"batch", whole(64, 256, true)},
          {"optimizer", choice({"adam", "sgd"})}};
}

inline Trial finished(int number, const Space& space, const Parameters& parameters, double value,
                      TrialState state = TrialState::complete) {
  Trial trial{.number = number, .state = state};
  trial.parameters = parameters;
  for (const Parameter& parameter : space) trial.distributions[parameter.name] = parameter.distribution;
  trial.value = value;
  return trial;
}

// Proposes the same whatever there is.
inline Propose always(const Parameters& parameters) {
  return [parameters](const std::vector<Trial>&, int) { return parameters; };
}

inline const Parameters toy_parameters = {{"lr", 0.0033431915995889263}, {"batch", 161}, {"optimizer", 1}};

}  // namespace rwave::study
