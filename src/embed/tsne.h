#pragma once
// t-SNE: van der Maaten and Hinton 2008, points to a plane in which neighbours stay neighbours.

#include <cstdint>

#include "embed/points.h"

namespace rwave::embed {

// What the optimiser does, with the defaults of scikit-learn's TSNE (1.2), so that pictures compare.
struct TsneOptions {
  // The effective number of neighbours of a point (van der Maaten and Hinton 2008, section 2).
  double perplexity = 30;
  // Steps of gradient descent in all.
  int iterations = 1000;
  // The first ones of these have P exaggerated and less momentum.
  int early_iterations = 250;
  double early_exaggeration = 12;
  // Begin from Gaussian places; else along the first two principal components.
  bool random_start = false;
  // Draws the first places, or the directions of the principal components.
  std::uint64_t seed = 1;
  // Threads at work; the picture does not depend on their number.
  int threads = 1;
};

// A picture, the P that it is of, and its exact divergence from that (Kullback-Leibler, nats).
struct Tsne {
  SparseMatrix joint;
  Plane plane;
  double divergence = 0;
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

// The first picture. Where the points lie along their first two principal components: mean 0, the first with
// the greater variance, the largest value of each positive (a component has no sign of its own). By subspace
// iteration from directions drawn with the seed (Halko 2011, algorithm 4.4): enough for a first picture, not
// for figures of variance. Points of one value a point lie on a line. Error for fewer than two points.
Plane principal_plane(const Points& points, std::uint64_t seed, int threads);

// How well a picture keeps what it is a picture of. The Kullback-Leibler divergence of Q (of the plane) from
// P in nats, over all pairs: sum of P log(P / Q), Q(i, j) = 1 / (1 + |y_i - y_j|^2) / Z. Exact, n^2: the
// measure by which pictures of other programs can be compared with ours.
double divergence(const SparseMatrix& joint, const Plane& plane, int threads);

}  // namespace rwave::embed
