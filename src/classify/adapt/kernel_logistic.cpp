#include "classify/adapt/kernel_logistic.h"

#include <algorithm>
#include <cmath>

namespace rwave {
namespace {

// The largest eigenvalue of the symmetric matrix of this size, by power iteration; a tenth is added, as the
// iteration comes from below and a step that is too long would not settle.
float largest_eigenvalue(const std::vector<float>& matrix, std::size_t size) {
  std::vector<float> vector(size, 1), next(size);
  float value = 1;
  for (int step = 0; step < 20; ++step) {
    std::ranges::fill(next, 0.F);
    for (std::size_t j = 0; j < size; ++j)
      for (std::size_t i = 0; i < size; ++i) next[i] += matrix[j * size + i] * vector[j];
    float square = 0;
    for (const float x : next) square += x * x;
    value = std::sqrt(square);
    if (value <= 0) return 1;
    for (std::size_t i = 0; i < size; ++i) vector[i] = next[i] / value;
  }
  return 1.1F * value;
}

void to_probabilities(ClassScores& scores) {
  const float most = *std::ranges::max_element(scores);
  float sum = 0;
  for (float& score : scores) sum += score = std::exp(score - most);
  for (float& score : scores) score /= sum;
}

}  // namespace

// Stored by feature and not by beat, so that the inner loop of the kernel runs over beats that lie
// side by side.
KernelLogistic::KernelLogistic(std::vector<float> rows, std::size_t width,
                               std::span<const ClassScores> scores, std::span<const int> classes,
                               const Options& options)
    : options_(options), width_(width), count_(classes.size()), columns_(rows.size()), squares_(count_, 0) {
  for (std::size_t beat = 0; beat < count_; ++beat)
    for (std::size_t k = 0; k < width_; ++k) {
      const float value = rows[beat * width_ + k];
      columns_[k * count_ + beat] = value;
      squares_[beat] += value * value;
    }
  for (std::vector<float>& of_class : coefficients_) of_class.assign(count_, 0);
  fit(scores, classes);
}

// Of the values with each taught beat. Distances come from products, as these are loops over beats that the
// compiler makes vector code of: a day of beats takes a second.
void KernelLogistic::kernel(std::span<const float> values, std::vector<float>& out) const {
  out.assign(count_, 0);
  float square = 0;
  for (std::size_t k = 0; k < width_; ++k) {
    const float value = values[k];
    const float* column = columns_.data() + k * count_;
    square += value * value;
    for (std::size_t beat = 0; beat < count_; ++beat) out[beat] += value * column[beat];
  }
  const auto length = static_cast<float>(width_);
  const float scale = 1 / (2 * options_.width * options_.width * length), slope = options_.slope / length;
  for (std::size_t beat = 0; beat < count_; ++beat) {
    // Rounding may make the distance of a beat to itself slightly negative.
    const float distance = std::max(0.F, square + squares_[beat] - 2 * out[beat]);
    out[beat] = std::exp(-scale * distance) + slope * out[beat];
  }
}

// Nesterov's accelerated gradient descent in the function's own space: there the gradient's coefficients are
// P - Y + r a, and the condition does not hang on how alike the taught beats are.
void KernelLogistic::fit(std::span<const ClassScores> scores, std::span<const int> classes) {
  std::vector<float> matrix(count_ * count_), values(width_), row;
  for (std::size_t beat = 0; beat < count_; ++beat) {
    for (std::size_t k = 0; k < width_; ++k) values[k] = columns_[k * count_ + beat];
    kernel(values, row);
    std::ranges::copy(row, matrix.begin() + static_cast<std::ptrdiff_t>(beat * count_));
  }
  const float strictness = options_.strictness;
  // Half the largest eigenvalue bounds the curvature of softmax's loss; the step's length follows
  // from it, so that no search along a line is needed.
  const float curvature = 0.5F * largest_eigenvalue(matrix, count_) + strictness;
  const float root = std::sqrt(strictness / curvature), momentum = (1 - root) / (1 + root);
  std::vector<ClassScores> answers(count_);
  auto ahead = coefficients_, function = coefficients_;
  // All steps are made, so that the time is known: 2,000 steps instead of 300 change one label of 2,600.
  for (int step = 0; step < options_.steps; ++step) {
    for (std::size_t c = 0; c < beat_classes; ++c) {
      std::ranges::fill(function[c], 0.F);
      for (std::size_t j = 0; j < count_; ++j) {
        const float* of = matrix.data() + j * count_;
        const float weight = ahead[c][j];
        for (std::size_t i = 0; i < count_; ++i) function[c][i] += weight * of[i];
      }
    }
    for (std::size_t i = 0; i < count_; ++i) {
      for (std::size_t c = 0; c < beat_classes; ++c) answers[i][c] = scores[i][c] + function[c][i];
      to_probabilities(answers[i]);
      answers[i][static_cast<std::size_t>(classes[i])] -= 1;  // P - Y
    }
    for (std::size_t c = 0; c < beat_classes; ++c)
      for (std::size_t i = 0; i < count_; ++i) {
        const float moved = ahead[c][i] - (answers[i][c] + strictness * ahead[c][i]) / curvature;
        ahead[c][i] = moved + momentum * (moved - coefficients_[c][i]);
        coefficients_[c][i] = moved;
      }
  }
}

ClassScores KernelLogistic::change(std::span<const float> values) const {
  kernel(values, row_);
  ClassScores change{};
  for (std::size_t c = 0; c < beat_classes; ++c)
    for (std::size_t beat = 0; beat < count_; ++beat) change[c] += coefficients_[c][beat] * row_[beat];
  return change;
}

}  // namespace rwave
