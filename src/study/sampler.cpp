#include "study/sampler.h"

#include <algorithm>
#include <cmath>
#include <set>
#include <utility>

#include "rwave/error.h"
#include "study/space.h"

namespace rwave::study {
namespace {

// Cells are listed in memory and shuffled; a grid beyond that would hardly be tried to its end.
constexpr std::size_t most_cells = 1'000'000;

// The next combination after `cell`, each parameter's index counting up to its number of values.
bool advance(std::vector<std::size_t>& cell, const std::vector<std::vector<double>>& values) {
  for (std::size_t i = 0; i < cell.size(); ++i) {
    if (++cell[i] < values[i].size()) return true;
    cell[i] = 0;
  }
  return false;
}

std::vector<Parameters> cells_of(const Space& space, int points) {
  std::vector<std::vector<double>> values;
  std::size_t count = 1;
  for (const Parameter& parameter : space) {
    values.push_back(grid_values(parameter.distribution, points));
    count *= values.back().size();
    if (count > most_cells)
      throw UsageError("the grid has more than a million points: take fewer points or parameters");
  }
  std::vector<Parameters> cells;
  std::vector<std::size_t> cell(space.size(), 0);
  do {
    Parameters& one = cells.emplace_back();
    for (std::size_t i = 0; i < space.size(); ++i) one[space[i].name] = values[i][cell[i]];
  } while (advance(cell, values));
  return cells;
}

}  // namespace

// The constants are those of splitmix64 (Steele, Lea, Flood 2014), whose outputs for neighbouring inputs are
// unrelated: seeds 1, 2 and trials 0, 1 give four streams, not three.
// Two rounds of mixing: neighbouring seeds and numbers would otherwise begin alike.
Random draws_of(std::uint64_t seed, int number) {
  const auto mix = [](std::uint64_t x) {
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9;
    x = (x ^ (x >> 27)) * 0x94d049bb133111eb;
    return x ^ (x >> 31);
  };
  const std::uint64_t step = 0x9e3779b97f4a7c15;
  return Random(mix(mix(seed + step) + (static_cast<std::uint64_t>(number) + 1) * step));
}

double draw(const Distribution& d, Random& random) {
  if (d.kind == Kind::choice) return static_cast<double>(random.below(d.choices.size()));
  const Scale scale = scale_of(d);
  return from_scale(d, scale.low + (scale.high - scale.low) * random.uniform());
}

std::optional<Parameters> RandomSampler::propose(const Space& space, const std::vector<Trial>& /*trials*/,
                                                 int number) const {
  Random random = draws_of(seed_, number);
  Parameters drawn;
  for (const Parameter& parameter : space) drawn[parameter.name] = draw(parameter.distribution, random);
  return drawn;
}

std::vector<double> grid_values(const Distribution& d, int points) {
  std::vector<double> values;
  if (d.kind == Kind::choice) {
    for (std::size_t i = 0; i < d.choices.size(); ++i) values.push_back(static_cast<double>(i));
    return values;
  }
  // Spaced on the scale on which the range is searched.
  const double low = d.log ? std::log(d.low) : d.low, high = d.log ? std::log(d.high) : d.high;
  for (int i = 0; i < points; ++i) {
    const double x = points == 1 ? (low + high) / 2 : low + (high - low) * i / (points - 1);
    double value = d.log ? std::exp(x) : x;
    if (i == 0 && points > 1) value = d.low;  // not what exp(log()) makes of it
    if (i == points - 1 && points > 1) value = d.high;
    values.push_back(d.kind == Kind::whole ? std::round(value) : value);
  }
  // Whole numbers of a short range round to the same.
  values.erase(std::unique(values.begin(), values.end()), values.end());
  return values;
}

// The grid is made again for each trial: it follows from space and seed, so that workers need not
// share anything but the trials.
std::optional<Parameters> GridSampler::propose(const Space& space, const std::vector<Trial>& trials,
                                               int /*number*/) const {
  std::vector<Parameters> cells = cells_of(space, points_);
  Random random = draws_of(seed_, 0);
  // One order for all workers, from the study's seed: each takes the first that nobody has tried.
  random.shuffle(cells);
  // As a set: to compare each cell with each trial would take the square of a study, within the transaction
  // that all workers wait for.
  std::set<Parameters> tried;
  for (const Trial& trial : trials)
    if (trial.counts() || trial.state == TrialState::running) tried.insert(trial.parameters);
  for (Parameters& cell : cells)
    if (!tried.contains(cell)) return std::move(cell);
  return std::nullopt;
}

}  // namespace rwave::study
