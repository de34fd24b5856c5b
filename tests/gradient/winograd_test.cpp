// Winograd's convolutions at every SIMD level of this machine against the definition in double precision, and
// against the product over patches that other convolutions are.
#include "gradient/winograd.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "gradient/convolution.h"
#include "gradient/levels.h"
#include "gradient/matrix_product.h"
#include "gradient/memory.h"

namespace rwave::gradient {
namespace {

// Fewer and more rows than a tile has, channels that fill no panel, more tiles than are summed up at a time.
const std::vector<Convolution> convolutions = {
    {.batch = 2, .length = 1, .inputs = 16, .outputs = 16, .taps = 3},
    {.batch = 3, .length = 9, .inputs = 17, .outputs = 40, .taps = 5, .padding = 2},
    {.batch = 5, .length = 55, .inputs = 37, .outputs = 70, .taps = 3, .padding = 1},
    {.batch = 2, .length = 12, .inputs = 600, .outputs = 18, .taps = 3},
    {.batch = 40, .length = 90, .inputs = 32, .outputs = 32, .taps = 5, .padding = 2}};

// Values and gradients as they lie in memory; rows between samples are zeros.
struct Data {
  Convolution c;
  std::vector<float> x, weight, bias, dz, addend;
  std::int64_t ahead;

  explicit Data(Convolution shape) : c(shape), ahead((c.taps - 1) * c.outputs) {
    c.pitch = c.length + c.taps - 1 + 2;
    std::mt19937 random(3);
    std::normal_distribution<float> normal;
    const auto draw = [&](std::vector<float>& values, std::int64_t count) {
      values.resize(static_cast<std::size_t>(count));
      for (float& value : values) value = normal(random);
    };
    draw(x, c.batch * c.pitch * c.inputs);
    draw(weight, c.weights());
    draw(bias, c.outputs);
    draw(dz, ahead + c.batch * c.pitch * c.outputs);
    draw(addend, static_cast<std::int64_t>(x.size()));
    for (std::int64_t i = 0; i < static_cast<std::int64_t>(dz.size()); ++i) {
      if (i < ahead || (i - ahead) / c.outputs % c.pitch >= c.length) dz[i] = 0;
    }
  }

  const float* gradients() const { return dz.data() + ahead; }
  double value(std::int64_t b, std::int64_t t, std::int64_t i) const {
    return x[(b * c.pitch + t) * c.inputs + i];
  }
  double gradient(std::int64_t b, std::int64_t t, std::int64_t o) const {
    return t < 0 || t >= c.length ? 0 : gradients()[(b * c.pitch + t) * c.outputs + o];
  }
  double weight_of(std::int64_t o, std::int64_t i, int tap) const {
    return weight[(o * c.inputs + i) * c.taps + tap];
  }
};

struct Results {
  std::vector<float> z, dx, dweight;
  bool operator==(const Results&) const = default;
};

// What nothing writes is 7.
Results carried_out(const Data& d, const Kernels& kernels, int threads) {
  const Convolution& c = d.c;
  Memory memory;
  float* scratch = memory.at_least(winograd_scratch(c, kernels));
  Results r;
  r.z.assign(static_cast<std::size_t>(c.batch * c.pitch * c.outputs), 7);
  r.dx.assign(d.x.size(), 7);
  r.dweight.assign(d.weight.size(), 7);
  winograd_forward(c, kernels, d.x.data(), d.weight.data(), d.bias.data(), true, r.z.data(), scratch,
                   threads);
  winograd_backward_input(c, kernels, d.gradients(), d.weight.data(), d.addend.data(), r.dx.data(), scratch,
                          threads);
  winograd_backward_weight(c, kernels, d.x.data(), d.gradients(), r.dweight.data(), scratch, threads);
  return r;
}

class Winograd : public ::testing::TestWithParam<SimdLevel> {};
INSTANTIATE_TEST_SUITE_P(Simd, Winograd, ::testing::ValuesIn(levels()), name_of_level);

// Sums of n products of numbers of size 1 are of size sqrt(n), the greatest of them three times that.
double tolerance(std::int64_t terms) {
  return 3e-5 * std::sqrt(static_cast<double>(terms));
}

TEST_P(Winograd, ConvolvesAsDefined) {
  for (const Convolution& shape : convolutions) {
    const Data d(shape);
    const Convolution& c = d.c;
    ASSERT_TRUE(by_winograd(c));
    const Results got = carried_out(d, kernels_for(GetParam()), 1);
    for (std::int64_t b = 0; b < c.batch; ++b)
      for (std::int64_t t = 0; t < c.pitch; ++t)
        for (std::int64_t o = 0; o < c.outputs; ++o) {
          double sum = d.bias[o];
          for (int tap = 0; tap < c.taps && t < c.length; ++tap)
            for (std::int64_t i = 0; i < c.inputs; ++i)
              sum += d.value(b, t + tap, i) * d.weight_of(o, i, tap);
          const double wanted = t < c.length ? std::max(sum, 0.0) : 7;
          ASSERT_NEAR(got.z[(b * c.pitch + t) * c.outputs + o], wanted, tolerance(c.taps * c.inputs))
              << b << " " << t << " " << o;
        }
  }
}

TEST_P(Winograd, GivesTheSlopesOfTheDefinition) {
  for (const Convolution& shape : convolutions) {
    const Data d(shape);
    const Convolution& c = d.c;
    const Results got = carried_out(d, kernels_for(GetParam()), 1);
    for (std::int64_t b = 0; b < c.batch; ++b)
      for (std::int64_t q = 0; q < c.pitch; ++q)
        for (std::int64_t i = 0; i < c.inputs; ++i) {
          const std::int64_t at = (b * c.pitch + q) * c.inputs + i;
          const bool wanted = q >= c.padding && q < c.length + c.taps - 1 - c.padding;
          double sum = d.addend[at];
          for (int tap = 0; tap < c.taps && wanted; ++tap)
            for (std::int64_t o = 0; o < c.outputs; ++o)
              sum += d.gradient(b, q - tap, o) * d.weight_of(o, i, tap);
          ASSERT_NEAR(got.dx[at], wanted ? sum : 7, tolerance(c.taps * c.outputs))
              << b << " " << q << " " << i;
        }
    for (std::int64_t o = 0; o < c.outputs; ++o)
      for (std::int64_t i = 0; i < c.inputs; ++i)
        for (int tap = 0; tap < c.taps; ++tap) {
          double sum = 0;
          for (std::int64_t b = 0; b < c.batch; ++b)
            for (std::int64_t t = 0; t < c.length; ++t) sum += d.gradient(b, t, o) * d.value(b, t + tap, i);
          ASSERT_NEAR(got.dweight[(o * c.inputs + i) * c.taps + tap], sum, tolerance(c.batch * c.length))
              << o << " " << i << " " << tap;
        }
  }
}

TEST(WinogradForm, AgreesWithTheProductOverPatches) {
  const Data d(convolutions.back());
  const Convolution& c = d.c;
  std::vector<float> matrix(d.weight.size()), z(static_cast<std::size_t>(c.batch * c.pitch * c.outputs));
  for (std::int64_t o = 0; o < c.outputs; ++o)
    for (std::int64_t i = 0; i < c.inputs; ++i)
      for (int tap = 0; tap < c.taps; ++tap)
        matrix[(tap * c.inputs + i) * c.outputs + o] = static_cast<float>(d.weight_of(o, i, tap));
  Product p;
  p.a = d.x.data();
  p.a_row = c.inputs;
  p.b = matrix.data();
  p.b_depth = c.outputs;
  p.rows = (c.batch - 1) * c.pitch + c.length;
  p.depth = c.taps * c.inputs;
  p.cols = c.outputs;
  p.out = z.data();
  p.out_row = c.outputs;
  p.start = d.bias.data();
  p.relu = true;
  multiply(p, 1);
  const Results got = carried_out(d, kernels(), 1);
  double squares = 0, differences = 0;
  for (std::int64_t r = 0; r < p.rows; ++r) {
    if (r % c.pitch >= c.length) continue;
    for (std::int64_t o = 0; o < c.outputs; ++o) {
      const double by_product = z[r * c.outputs + o];
      squares += by_product * by_product;
      differences += std::pow(got.z[r * c.outputs + o] - by_product, 2);
    }
  }
  EXPECT_LT(std::sqrt(differences / squares), 2e-6);
}

TEST(WinogradForm, GivesTheSameBitsByAnyNumberOfThreadsAndNextToAnySamples) {
  for (const Convolution& shape : convolutions) {
    const Data d(shape);
    const Results whole = carried_out(d, kernels(), 1);
    EXPECT_EQ(carried_out(d, kernels(), 2), whole);
    EXPECT_EQ(carried_out(d, kernels(), 3), whole);
    Data alone = d;  // its last sample
    const std::int64_t before = (d.c.batch - 1) * d.c.pitch;
    alone.c.batch = 1;
    alone.x.erase(alone.x.begin(), alone.x.begin() + before * d.c.inputs);
    alone.addend.erase(alone.addend.begin(), alone.addend.begin() + before * d.c.inputs);
    alone.dz.erase(alone.dz.begin() + d.ahead, alone.dz.begin() + d.ahead + before * d.c.outputs);
    const Results got = carried_out(alone, kernels(), 1);
    EXPECT_TRUE(std::equal(got.z.begin(), got.z.end(), whole.z.begin() + before * d.c.outputs));
    EXPECT_TRUE(std::equal(got.dx.begin(), got.dx.end(), whole.dx.begin() + before * d.c.inputs));
  }
}

TEST(WinogradForm, IsNotForStridesOtherTapsOrFewChannels) {
  Convolution c{.batch = 1, .pitch = 20, .length = 16, .inputs = 16, .outputs = 16, .taps = 5};
  EXPECT_TRUE(by_winograd(c));
  for (const auto change : {+[](Convolution& x) { x.stride = 2; }, +[](Convolution& x) { x.taps = 7; },
                            +[](Convolution& x) { x.inputs = 1; }, +[](Convolution& x) { x.outputs = 8; }}) {
    Convolution other = c;
    change(other);
    EXPECT_FALSE(by_winograd(other));
  }
}

}  // namespace
}  // namespace rwave::gradient
