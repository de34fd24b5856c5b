#pragma once
// What a few windows have in their middle, sample by sample, and how like a part of each is to another: for
// many windows or samples in one instruction.

#include <cstddef>
#include <span>

#include "beat/window_features.h"

namespace rwave {

// The median of each sample of 1 to 15 windows, written to `middle`: the mean of the two in the middle where
// there are two. Windows are read, and `middle` is written, up to the next multiple of eight samples.
void middle_window(std::span<const float* const> windows, std::size_t samples, float* middle);

// found[j] = correlation() (window_features.h), to the last bit, of row j with `part`, 1 to 64 values, j =
// 0 .. 15; value i of row j lies at rows[apart * i + j]. `apart` 1: one signal, from sixteen places on.
void sixteen_correlations(const float* rows, std::size_t apart, WindowPart part, float* found);

}  // namespace rwave
