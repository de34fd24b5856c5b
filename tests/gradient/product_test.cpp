// Products and updates at every SIMD level of this machine against the definition in double precision.
#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "gradient/kernels/gradient_kernels.h"
#include "gradient/levels.h"
#include "gradient/memory.h"

namespace rwave::gradient {
namespace {

std::vector<float> some(std::size_t count, unsigned seed) {
  std::mt19937 random(seed);
  std::uniform_real_distribution<float> uniform(-1, 1);
  std::vector<float> values(count);
  for (float& value : values) value = uniform(random);
  return values;
}

struct Shape {
  std::int64_t rows, depth, cols;
};

// Smaller and larger than tiles, panels and packed parts, and not their multiples.
const std::vector<Shape> shapes = {{1, 1, 1},     {5, 7, 3},     {14, 32, 32},
                                   {29, 513, 33}, {300, 40, 70}, {3, 1100, 300}};

class Level : public ::testing::TestWithParam<SimdLevel> {
 protected:
  void multiply(const Product& product) {
    kernels_for(GetParam()).multiply(product, scratch_.at_least(packed_depth * packed_cols));
  }

 private:
  Memory scratch_;
};
INSTANTIATE_TEST_SUITE_P(Simd, Level, ::testing::ValuesIn(levels()), name_of_level);

// Every way in which a product may lie in memory: a and b as they are or transposed, with and without a
// start, rows of `a` that overlap.
TEST_P(Level, MultipliesAsDefined) {
  for (const Shape& s : shapes) {
    for (int way = 0; way < 16; ++way) {
      const bool a_turned = way & 1, b_turned = way & 2, bias = way & 4, relu = way & 8;
      const auto a = some(static_cast<std::size_t>(s.rows * s.depth), 1);
      const auto b = some(static_cast<std::size_t>(s.depth * s.cols), 2);
      const auto start = some(static_cast<std::size_t>(s.cols), 3);
      std::vector<float> out(static_cast<std::size_t>(s.rows * (s.cols + 2)), NAN);
      Product p;
      p.a = a.data();
      p.a_row = a_turned ? 1 : s.depth;
      p.a_depth = a_turned ? s.rows : 1;
      p.b = b.data();
      p.b_depth = b_turned ? 1 : s.cols;
      p.b_col = b_turned ? s.depth : 1;
      p.rows = s.rows;
      p.depth = s.depth;
      p.cols = s.cols;
      p.out = out.data();
      p.out_row = s.cols + 2;
      p.start = bias ? start.data() : nullptr;
      p.relu = relu;
      multiply(p);
      for (std::int64_t r = 0; r < s.rows; ++r) {
        for (std::int64_t n = 0; n < s.cols; ++n) {
          double sum = bias ? start[n] : 0;
          for (std::int64_t k = 0; k < s.depth; ++k)
            sum += static_cast<double>(a[r * p.a_row + k * p.a_depth]) * b[k * p.b_depth + n * p.b_col];
          if (relu) sum = std::max(sum, 0.0);
          ASSERT_NEAR(out[r * p.out_row + n], sum, 2e-4)
              << s.rows << "x" << s.depth << "x" << s.cols << " way " << way << " at " << r << "," << n;
        }
        EXPECT_TRUE(std::isnan(out[r * p.out_row + s.cols])) << "nothing is written next to the columns";
      }
    }
  }
}

TEST_P(Level, ReadsRowsThatOverlapAndAddsToWhatIsThere) {
  constexpr std::int64_t rows = 40, channels = 3, taps = 5, cols = 20;
  const auto a = some((rows + taps) * channels, 1), b = some(taps * channels * cols, 2);
  std::vector<float> out(rows * cols, 2.0F);
  Product p;
  p.a = a.data();
  p.a_row = channels;
  p.b = b.data();
  p.b_depth = cols;
  p.rows = rows;
  p.depth = taps * channels;
  p.cols = cols;
  p.out = out.data();
  p.out_row = cols;
  p.start = out.data();
  p.start_row = cols;
  multiply(p);
  for (std::int64_t r = 0; r < rows; ++r)
    for (std::int64_t n = 0; n < cols; ++n) {
      double sum = 2;
      for (std::int64_t k = 0; k < taps * channels; ++k)
        sum += static_cast<double>(a[r * channels + k]) * b[k * cols + n];
      ASSERT_NEAR(out[r * cols + n], sum, 1e-5);
    }
}

TEST_P(Level, AnEmptySumIsWrittenToo) {
  std::vector<float> out(6, NAN);
  Product p;
  p.a = p.b = out.data();
  p.a_row = p.b_depth = p.out_row = 3;
  p.rows = 2;
  p.cols = 3;
  p.out = out.data();
  multiply(p);
  EXPECT_EQ(out, std::vector<float>(6, 0.0F));
}

TEST_P(Level, UpdatesAsDefined) {
  for (const Rule rule : {Rule::sgd, Rule::adam, Rule::rmsprop}) {
    std::vector<float> w = some(37, 1), m = some(37, 3), v = some(37, 4);
    const std::vector<float> g = some(37, 2), w0 = w, m0 = m;
    for (float& value : v) value = std::abs(value);
    const std::vector<float> v0 = v;
    const Update u{rule, w.data(), g.data(), m.data(), v.data(), 37,   0.1F,
                   0.9F, 0.99F,    1e-3F,    0.02F,    1.5F,     0.95F};
    kernels_for(GetParam()).update(u);
    for (std::size_t i = 0; i < w.size(); ++i) {
      const double gradient = g[i] + 0.02 * w0[i];
      const double first = rule == Rule::sgd ? 0.9 * m0[i] + gradient : 0.9 * m0[i] + 0.1 * gradient;
      const double second = 0.99 * v0[i] + 0.01 * gradient * gradient;
      double wanted = w0[i] - 0.1 * first;
      if (rule == Rule::rmsprop) wanted = w0[i] - 0.1 * gradient / (std::sqrt(second) + 1e-3);
      if (rule == Rule::adam) wanted = 0.95 * w0[i] - 0.1 * first / (std::sqrt(second) * 1.5 + 1e-3);
      EXPECT_NEAR(w[i], wanted, 1e-5) << static_cast<int>(rule) << " " << i;
    }
  }
}

TEST_P(Level, DropsTheSameValues) {
  const auto in = some(1000, 1);
  std::vector<float> out(1000), wanted(1000);
  const auto drop = [&](const Kernels& kernels, std::vector<float>& to) {
    kernels.drop({in.data(), to.data(), 1000, 17, 5, 1U << 31, 2.0F});
  };
  drop(kernels_for(GetParam()), out);
  drop(kernels_for(SimdLevel::portable), wanted);
  EXPECT_EQ(out, wanted);
}

TEST(Multiply, GivesTheSameBitsByAnyNumberOfThreads) {
  const Shape s{513, 200, 130};
  const auto a = some(static_cast<std::size_t>(s.rows * s.depth), 1),
             b = some(static_cast<std::size_t>(s.depth * s.cols), 2);
  std::vector<std::vector<float>> outs;
  for (const int threads : {1, 2, 3, 8}) {
    outs.emplace_back(static_cast<std::size_t>(s.rows * s.cols));
    Product p;
    p.a = a.data();
    p.a_row = s.depth;
    p.b = b.data();
    p.b_depth = s.cols;
    p.rows = s.rows;
    p.depth = s.depth;
    p.cols = s.cols;
    p.out = outs.back().data();
    p.out_row = s.cols;
    gradient::multiply(p, threads);
    EXPECT_EQ(outs.back(), outs.front()) << threads;
  }
}

}  // namespace
}  // namespace rwave::gradient
