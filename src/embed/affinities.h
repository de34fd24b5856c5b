#pragma once
// t-SNE's probabilities P: who should be near whom.

#include "embed/neighbours.h"
#include "embed/points.h"

namespace rwave::embed {

// p(j | i) for the k neighbours of one point from their squared distances, nearest first: Gaussian, its width
// such that 2^entropy is the perplexity (to 1e-5 of the entropy, as scikit-learn stops). Sums to 1.
// `p` takes k values.
void conditional_probabilities(const float* squared, int k, double perplexity, double* p);

// P(i, j) = (p(j | i) + p(i | j)) / 2n over the neighbours (van der Maaten and Hinton 2008, section 3.1; cut
// off beyond 3 x perplexity neighbours as van der Maaten 2014 does). Symmetric; sums to 1. Error unless
// 1 < perplexity < k.
SparseMatrix joint_probabilities(const Neighbours& neighbours, double perplexity, int threads);

}  // namespace rwave::embed
