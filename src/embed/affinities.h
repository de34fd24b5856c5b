#pragma once
// Affinities: exact nearest neighbours, and from their distances t-SNE's probabilities P: which point should
// be near which.

#include <cstdint>
#include <vector>

#include "embed/points.h"

namespace rwave::embed {

// The k nearest other points of each point, by Euclidean distance, nearest first (the lower index where two
// are equally far).
struct Neighbours {
  // Neighbours of each point.
  int k = 0;
  // Of each point its k neighbours (n x k), and the squared distances to them.
  std::vector<std::int32_t> index;
  std::vector<float> squared;
};

// By products of blocks of points, |a|^2 + |b|^2 - 2 ab of centred points in float32, each pair once. Trees
// were refused: in hundreds of dimensions they look at nearly all points too, without the products' speed.
// Error unless 0 < k < n.
Neighbours nearest_neighbours(const Points& points, int k, int threads);

// p(j | i) for the k neighbours of one point from their squared distances, nearest first: Gaussian, its width
// such that 2^entropy is the perplexity (to 1e-5 of the entropy, as scikit-learn stops). Sums to 1.
// `p` takes k values.
void conditional_probabilities(const float* squared, int k, double perplexity, double* p);

// P(i, j) = (p(j | i) + p(i | j)) / 2n over the neighbours (van der Maaten and Hinton 2008, section 3.1; cut
// off beyond 3 x perplexity neighbours as van der Maaten 2014 does). Symmetric; sums to 1. Error unless
// 1 < perplexity < k.
SparseMatrix joint_probabilities(const Neighbours& neighbours, double perplexity, int threads);

}  // namespace rwave::embed
