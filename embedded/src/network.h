#pragma once
// The network template-rr (src/learn/networks/template_rr.cpp) over one beat's row.

#include <array>
#include <cstddef>
#include <span>

#include "beat/recipes/template_rr_row.h"

namespace rwave::embedded {

inline constexpr std::size_t network_classes = 5;  // N S V F Q
inline constexpr char network_labels[network_classes] = {'N', 'S', 'V', 'F', 'Q'};
inline constexpr std::size_t row_features = RrHistory::features + TemplateRrRows::shape_features;

// Class probabilities of a row: `window`, the beat less the template, and the features, which are the rest of
// the desktop's row up to its zeros. Sums run in the order of the desktop's portable kernels, so that the two
// agree to the last bit where the compiler does not join products and sums; other levels of the desktop's do
// (RWAVE_SIMD).
//
// The convolutions are evaluated depth first: each keeps the last columns that the next one looks at, 1.8 KB
// of `scratch` where whole activations would take 9.
std::array<float, network_classes> classify_row(const TemplateRrWindow& window,
                                                const std::array<float, row_features>& features,
                                                float* scratch);

// Floats of its scratch: five columns of each convolution.
inline constexpr std::size_t network_scratch_floats = 5 * (16 + 16 + 24 + 32);

// Bytes of weights and biases.
std::size_t network_bytes();

}  // namespace rwave::embedded
