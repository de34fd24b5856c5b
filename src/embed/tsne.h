#pragma once
// t-SNE: van der Maaten and Hinton 2008, points to a plane in which neighbours stay neighbours.

#include <cstdint>

#include "embed/points.h"

namespace rwave::embed {

// What the optimiser does, with the defaults of scikit-learn's TSNE (1.2), so that pictures compare.
struct TsneOptions {
  double perplexity = 30;
  int iterations = 1000;
  int early_iterations = 250;  // of these, with P exaggerated and less momentum
  double early_exaggeration = 12;
  bool random_start = false;  // Gaussian; else along the first two principal components
  std::uint64_t seed = 1;
  int threads = 1;
};

struct Tsne {
  SparseMatrix joint;  // P
  Plane plane;
  double divergence = 0;  // Kullback-Leibler, exact
};

// The neighbours that count: 3 x perplexity and one, as in scikit-learn, all others where there are fewer.
int neighbours_for(double perplexity, std::int64_t points);

// P of the points alone.
SparseMatrix affinities_of(const Points& points, double perplexity, int threads);

// Error where there are too few points for the perplexity: 3 are needed, and more than the perplexity. The
// same picture for the same points, options and build on one kind of processor.
Tsne tsne(const Points& points, const TsneOptions& options);

// The gradient of the divergence by the positions, P multiplied by `exaggeration`: 4 (exaggeration x
// attraction - repulsion), into `gradient`. With `exact` by all pairs, else by the grid.
void divergence_gradient(const SparseMatrix& joint, const Plane& plane, double exaggeration, bool exact,
                         int threads, Plane& gradient);

}  // namespace rwave::embed
