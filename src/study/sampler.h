#pragma once
// Samplers: what a study tries next. Every draw follows from the study's seed, the trial's number and the
// trials before it, so that one worker's study can be repeated and a killed one goes on as it would have.

#include <memory>
#include <optional>
#include <string>

#include "math/random.h"
#include "study/study.h"

namespace rwave::study {

// How parameters are chosen, behind one interface: TPE (tpe.h), at random, on a grid.
class Sampler {
 public:
  virtual ~Sampler() = default;

  // The parameters of trial `number`, given all trials before it, in any state; nothing where all has been
  // tried.
  virtual std::optional<Parameters> propose(const Space& space, const std::vector<Trial>& trials,
                                            int number) const = 0;
};

// Independent draws, even over each range (over its logarithm where it is logarithmic).
class RandomSampler : public Sampler {
 public:
  explicit RandomSampler(std::uint64_t seed) : seed_(seed) {}
  std::optional<Parameters> propose(const Space& space, const std::vector<Trial>& trials,
                                    int number) const override;

 private:
  // The study's: with a trial's number it gives the draws.
  std::uint64_t seed_;
};

// Every combination once, in an order drawn from the seed: all choices, and of each range `points` values
// from end to end, evenly spaced (on its logarithm where it is logarithmic). Combinations whose trial failed
// come again.
class GridSampler : public Sampler {
 public:
  GridSampler(std::uint64_t seed, int points) : seed_(seed), points_(points) {}
  std::optional<Parameters> propose(const Space& space, const std::vector<Trial>& trials,
                                    int number) const override;

 private:
  std::uint64_t seed_;
  // Values of each range.
  int points_;
};

// The values of one parameter's grid, ascending, none twice.
std::vector<double> grid_values(const Distribution& distribution, int points);

// The random generator of one trial of one study: a function of both alone, so that no generator's state is
// stored.
Random draws_of(std::uint64_t seed, int number);

// One draw as RandomSampler makes it; TPE's first trials take the same.
double draw(const Distribution& distribution, Random& random);

}  // namespace rwave::study
