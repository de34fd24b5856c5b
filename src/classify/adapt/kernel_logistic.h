#pragma once
// Kernel logistic regression around the answer of another model: what a few labels change in it.

#include <array>
#include <cstddef>
#include <span>
#include <vector>

#include "beat/aami.h"

namespace rwave {

using ClassScores = std::array<float, beat_classes>;  // of N S V F Q: logarithms, up to a constant

// Adds to the scores of a beat x the function sum over taught beats t of a(t) k(x, t), with
//   k(x, t) = exp(-|x - t|^2 / (2 d w^2)) + s x.t / d        (d: length of x)
// whose coefficients minimise the taught beats' cross entropy plus r/2 of its squared norm (Zhu and Hastie
// 2005, with the other model's scores as offset). So far from all taught beats the other model's answer
// stands, and a label that it had right anyway changes little. Convex: the result hangs on no order.
class KernelLogistic {
 public:
  struct Options {
    // w, in units of the features: about as far as beats of one group lie apart.
    float width = 1;
    // s: how far what was learnt reaches to beats unlike all taught ones.
    float slope = 0;
    // r: how strongly the other model is held on to.
    float strictness = 0.1F;
    // Of accelerated gradient descent; all are made, so that the time is known beforehand.
    int steps = 300;
  };

  // `rows`: one taught beat after the other, `width` values each; `scores`: the other model's, `classes`:
  // 0..4.
  KernelLogistic(std::vector<float> rows, std::size_t width, std::span<const ClassScores> scores,
                 std::span<const int> classes, const Options& options);

  // What is to be added to the scores of the beat with these values.
  ClassScores change(std::span<const float> values) const;

 private:
  // k of a beat with each taught one.
  void kernel(std::span<const float> values, std::vector<float>& out) const;
  // Called once, by the constructor; takes time and memory with the square of the taught beats.
  void fit(std::span<const ClassScores> scores, std::span<const int> classes);

  Options options_;
  std::size_t width_, count_;
  // The taught rows, value after value: loops over beats are vector code so.
  std::vector<float> columns_;
  // |t|^2 of each taught row, by which distances come from products.
  std::vector<float> squares_;
  std::array<std::vector<float>, beat_classes> coefficients_;
  // Kernel values of the present call; so one object serves one thread.
  mutable std::vector<float> row_;
};

}  // namespace rwave
