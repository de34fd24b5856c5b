#include "embed/tsne.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "embed/affinities.h"
#include "embed/forces.h"
#include "embed/grid_field.h"
#include "math/random.h"
#include "rwave/error.h"

namespace rwave::embed {
namespace {

// Small against the kernel's width of 1, so that points can pass one another in the first steps.
// Of the first coordinate.
constexpr double start_deviation = 1e-4;
constexpr double early_momentum = 0.5, late_momentum = 0.8;
constexpr float least_gain = 0.01F;

// From the components the global arrangement of classes is the same for every seed; random starts are for
// comparison.
Plane start_of(const Points& points, const TsneOptions& options) {
  if (options.random_start) {
    Random random(options.seed);
    Plane plane;
    for (std::int64_t i = 0; i < points.n; ++i) {
      plane.x.push_back(static_cast<float>(start_deviation * random.normal()));
      plane.y.push_back(static_cast<float>(start_deviation * random.normal()));
    }
    return plane;
  }
  Plane plane = principal_plane(points, options.seed, options.threads);
  double square = 0;
  for (const float x : plane.x) square += static_cast<double>(x) * x;
  const double deviation = std::sqrt(square / static_cast<double>(points.n));
  // Scaling would divide by zero.
  if (!(deviation > 0)) throw Error("t-SNE of points that are all the same has no picture");
  for (auto* values : {&plane.x, &plane.y}) {
    for (float& value : *values) value = static_cast<float>(value * start_deviation / deviation);
  }
  return plane;
}

void gradient_of(const SparseMatrix& joint, const Plane& plane, double exaggeration, const Field& field,
                 int threads, Plane& gradient) {
  attraction(joint, plane, threads, gradient);
  const auto pull = static_cast<float>(4 * exaggeration);
  // -grad phi / 2 Z, times 4 (embed/forces.h).
  const auto push = static_cast<float>(2 / normalisation(field));
  for (std::size_t i = 0; i < plane.x.size(); ++i) {
    gradient.x[i] = pull * gradient.x[i] + push * field.gradient_x[i];
    gradient.y[i] = pull * gradient.y[i] + push * field.gradient_y[i];
  }
}

// Gradient descent with momentum and gains (Jacobs 1988), one coordinate of all points.
// A gain grows where the step goes on as before and shrinks where it turns round.
class Descent {
 public:
  explicit Descent(std::size_t n) : step_(n, 0), gain_(n, 1) {}

  void step(std::vector<float>& position, const std::vector<float>& gradient, float rate, float momentum) {
    for (std::size_t i = 0; i < position.size(); ++i) {
      const bool onward = step_[i] * gradient[i] < 0;  // downhill as before
      gain_[i] = std::max(onward ? gain_[i] + 0.2F : gain_[i] * 0.8F, least_gain);
      step_[i] = momentum * step_[i] - rate * gain_[i] * gradient[i];
      position[i] += step_[i];
    }
  }

 private:
  std::vector<float> step_, gain_;
};

// The early stage draws neighbours together with P exaggerated; the late one spreads them out.
struct Stage {
  int iterations;
  double exaggeration, momentum;
};

// Each stage begins without momentum and with gains of one, as in scikit-learn.
void run_stage(const SparseMatrix& joint, const Stage& stage, float rate, GridField& repulsion, int threads,
               Plane& plane) {
  Descent along_x(plane.x.size()), along_y(plane.y.size());
  Plane gradient;
  for (int i = 0; i < stage.iterations; ++i) {
    gradient_of(joint, plane, stage.exaggeration, repulsion.at(plane), threads, gradient);
    along_x.step(plane.x, gradient.x, rate, static_cast<float>(stage.momentum));
    along_y.step(plane.y, gradient.y, rate, static_cast<float>(stage.momentum));
  }
}

void descend(const SparseMatrix& joint, const TsneOptions& options, Plane& plane) {
  const auto rate =
      // scikit-learn's rule ("auto", Belkina 2019): the rate grows with the number of points, as
      // with a fixed one large sets are still crowded when the iterations end.
      static_cast<float>(std::max(static_cast<double>(plane.size()) / options.early_exaggeration / 4, 50.0));
  const int early = std::min(options.early_iterations, options.iterations);
  GridField repulsion(options.threads);
  run_stage(joint, {early, options.early_exaggeration, early_momentum}, rate, repulsion, options.threads,
            plane);
  run_stage(joint, {options.iterations - early, 1, late_momentum}, rate, repulsion, options.threads, plane);
}

}  // namespace

// Three times the perplexity, as in Barnes-Hut t-SNE (van der Maaten 2014): further points have
// hardly any probability.
int neighbours_for(double perplexity, std::int64_t points) {
  return static_cast<int>(std::min<std::int64_t>(points - 1, static_cast<std::int64_t>(3 * perplexity + 1)));
}

SparseMatrix affinities_of(const Points& points, double perplexity, int threads) {
  if (points.n < 3 || static_cast<double>(points.n) <= perplexity + 1)
    throw Error(fmt::format("t-SNE of {} points at perplexity {}: it takes more points or a lower perplexity",
                            points.n, perplexity));
  return joint_probabilities(nearest_neighbours(points, neighbours_for(perplexity, points.n), threads),
                             perplexity, threads);
}

void divergence_gradient(const SparseMatrix& joint, const Plane& plane, double exaggeration, bool exact,
                         int threads, Plane& gradient) {
  if (exact) return gradient_of(joint, plane, exaggeration, exact_field(plane, threads), threads, gradient);
  GridField field(threads);
  gradient_of(joint, plane, exaggeration, field.at(plane), threads, gradient);
}

Tsne tsne(const Points& points, const TsneOptions& options) {
  Tsne result{affinities_of(points, options.perplexity, options.threads), start_of(points, options), 0};
  descend(result.joint, options, result.plane);
  result.divergence = divergence(result.joint, result.plane, options.threads);
  return result;
}

}  // namespace rwave::embed
