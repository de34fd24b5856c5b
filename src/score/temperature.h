#pragma once
// Temperature scaling (Guo 2017): one number that makes a network's probabilities honest and changes no
// label.

#include <cstddef>
#include <cstdint>
#include <span>

namespace rwave {

// The temperature T > 0 with which softmax(log(p) / T) gives the true classes the greatest mean log
// probability; above 1 where the network was too sure of itself. `probabilities` (rows x classes), row after
// row; labels by row. Error where there are no rows, a label is out of
// range, or all rows are right, so that nothing says how sure to be.
double fitted_temperature(std::span<const float> probabilities, std::size_t classes,
                          std::span<const std::uint8_t> labels);

// Replaces probabilities (rows x classes) by softmax(log(p) / temperature).
void cool(std::span<float> probabilities, std::size_t classes, double temperature);

}  // namespace rwave
