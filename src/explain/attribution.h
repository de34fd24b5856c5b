#pragma once
// Which parts of a row a network's answer rests on: three ways to ask, each with a value by sample.

#include <torch/torch.h>

#include <cstdint>

#include "learn/networks/registry.h"

namespace rwave::explain {

// In all three, x are rows (n, channels, width) and y (n, int64) the class asked about, row by row.

// Grad-CAM (Selvaraju 2017), (n, width): the channels of the last convolution's stage, weighted by their mean
// slope of the class's logit, summed, cut off below zero; by linear interpolation from the stage's positions
// (time_axis) to samples, beyond the outermost ones their value. Each row's greatest value is 1, so that rows
// can be averaged; a row without a positive value stays 0.
torch::Tensor grad_cam(learn::Network& network, const torch::Tensor& x, const torch::Tensor& y);

// Integrated gradients (Sundararajan 2017) of the class's logit, (n, channels, width), from rows of zeros: a
// row of the recipe kaggle is filled up with zeros, so zero is its "nothing". Sum: logit(x) - logit(0), up to
// the error of `steps` midpoints.
torch::Tensor integrated_gradients(learn::Network& network, const torch::Tensor& x, const torch::Tensor& y,
                                   int steps);

// Occlusion (Zeiler 2014), (n, width): how much of the class's probability goes when the `window` samples
// around a sample are replaced by a straight line between the samples next to them; every second place is
// asked, those between are interpolated. A line, because zeros or a mean leave steps, which are themselves
// features of an ECG.
torch::Tensor occlusion(learn::Network& network, const torch::Tensor& x, const torch::Tensor& y,
                        std::int64_t window);

}  // namespace rwave::explain
