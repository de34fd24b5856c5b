// Linear layers against the definition, their gradients against differences.
#include "gradient/linear.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

namespace rwave::gradient {
namespace {

using Values = std::vector<float>;

constexpr std::int64_t rows = 6, inputs = 11, outputs = 4;

Values some_values(std::int64_t count, unsigned seed) {
  std::mt19937 random(seed);
  std::uniform_real_distribution<float> uniform(-1, 1);
  Values values(static_cast<std::size_t>(count));
  for (float& value : values) value = uniform(random);
  return values;
}

// sum of gradient * y in double precision.
double loss(const Values& x, const Values& weight, const Values& bias, const Values& gradient, bool relu) {
  double sum = 0;
  for (std::int64_t r = 0; r < rows; ++r)
    for (std::int64_t o = 0; o < outputs; ++o) {
      double y = bias[o];
      for (std::int64_t i = 0; i < inputs; ++i)
        y += static_cast<double>(x[r * inputs + i]) * weight[o * inputs + i];
      sum += gradient[r * outputs + o] * (relu ? std::max(y, 0.0) : y);
    }
  return sum;
}

TEST(Linear, HasTheSlopesOfItsDefinition) {
  for (const bool relu : {false, true}) {
    Values x = some_values(rows * inputs, 1), weight = some_values(outputs * inputs, 2),
           bias = some_values(outputs, 3);
    const Values gradient = some_values(rows * outputs, 4);
    Values y(rows * outputs), dx(x.size()), dweight(weight.size()), dbias(bias.size());
    const LinearShape shape{inputs, outputs, relu};
    Memory scratch;
    linear_forward(shape, rows, x.data(), weight.data(), bias.data(), y.data(), 1);
    double sum = 0;
    for (std::size_t i = 0; i < y.size(); ++i) sum += gradient[i] * y[i];
    EXPECT_NEAR(sum, loss(x, weight, bias, gradient, relu), 1e-5);
    linear_backward(shape, rows, x.data(), y.data(), weight.data(), gradient.data(), dx.data(),
                    dweight.data(), dbias.data(), scratch, 2);
    const auto expect_gradients = [&](Values& values, const Values& got) {
      for (std::size_t i = 0; i < values.size(); ++i) {
        const float kept = values[i], step = 1e-3F;
        values[i] = kept + step;
        const double above = loss(x, weight, bias, gradient, relu), up = values[i];
        values[i] = kept - step;
        const double below = loss(x, weight, bias, gradient, relu), down = values[i];
        values[i] = kept;
        EXPECT_NEAR(got[i], (above - below) / (up - down), 1e-4) << relu << " " << i;
      }
    };
    expect_gradients(x, dx);
    expect_gradients(weight, dweight);
    expect_gradients(bias, dbias);
  }
}

TEST(Drop, KeepsItsShareOfEveryRowAndColumn) {
  constexpr std::int64_t many = 400, width = 300;
  const Values in(many * width, 1.0F);
  Values out(in.size());
  drop_rows(in.data(), out.data(), many, width, 0, 7, 0.25, 2);
  for (std::int64_t r = 0; r < many; ++r) {
    double kept = 0;
    for (std::int64_t c = 0; c < width; ++c) kept += out[r * width + c] > 0;
    EXPECT_NEAR(kept / width, 0.75, 5 * std::sqrt(0.25 * 0.75 / width)) << "row " << r;
  }
  for (std::int64_t c = 0; c < width; ++c) {
    double kept = 0;
    for (std::int64_t r = 0; r < many; ++r) kept += out[r * width + c] > 0;
    EXPECT_NEAR(kept / many, 0.75, 5 * std::sqrt(0.25 * 0.75 / many)) << "column " << c;
  }
}

TEST(Drop, OfNothingLeavesEverything) {
  const Values in(64, 1.0F);
  Values out(64, 1.0F);
  drop_rows(in.data(), out.data(), 1, 64, 0, 3, 0, 1);
  EXPECT_EQ(out, in);
}

}  // namespace
}  // namespace rwave::gradient
