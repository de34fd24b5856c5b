// The kernels of each SIMD level against plain loops: every tile height and panel width, depths that are
// split.
#include "infer/kernels/kernels.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "infer/levels.h"
#include "infer/networks.h"
#include "infer/pack.h"
#include "math/random.h"

namespace rwave::infer {
namespace {

using namespace testing;

WeightView plain_view(std::int64_t depth, std::int64_t cols) {
  WeightView view;
  view.cols = cols;
  view.stride = 1;
  for (std::int64_t k = 0; k < depth; ++k) view.offset.push_back(k * cols);
  return view;
}

class Level : public ::testing::TestWithParam<SimdLevel> {
 protected:
  const Kernels& kernels_ = kernels_of(GetParam());
  Random random_{7};
};

struct Size {
  std::int64_t rows, cols, depth;
};

std::vector<Size> sizes() {
  std::vector<Size> all;
  for (std::int64_t rows = 1; rows <= 17; ++rows)
    for (const std::int64_t cols : {1, 5, 8, 9, 16, 17, 23, 24, 31, 32, 33, 70})
      all.push_back({rows, cols, 11});
  all.push_back({57, 40, 192});
  all.push_back({30, 33, 1100});  // more than one part of the depth
  return all;
}

TEST_P(Level, ProductIsThatOfPlainLoops) {
  for (const Size& size : sizes()) {
    SCOPED_TRACE(::testing::Message() << size.rows << " x " << size.cols << " x " << size.depth);
    // Rows overlap, as a convolution's do: each begins 3 values after the one before.
    const std::int64_t lda = 3;
    const std::vector<float> a =
        random_values(random_, static_cast<std::size_t>(size.rows * lda + size.depth), 1);
    const std::vector<float> w = random_values(random_, static_cast<std::size_t>(size.depth * size.cols), 1);
    const std::vector<float> bias = random_values(random_, static_cast<std::size_t>(size.cols), 1);
    const std::vector<float> add = random_values(random_, static_cast<std::size_t>(size.rows * size.cols), 1);
    const AlignedBuffer panels = pack_floats(w, plain_view(size.depth, size.cols), kernels_.panel);
    const AlignedBuffer packed_bias = pack_vector(std::span<const float>(bias), size.cols, kernels_.panel);
    constexpr float untouched = 77;
    std::vector<float> out(static_cast<std::size_t>(size.rows * (size.cols + 2)), untouched);
    Gemm gemm;
    gemm.a = a.data();
    gemm.lda = lda;
    gemm.rows = size.rows;
    gemm.depth = size.depth;
    gemm.panels = panels.as<const float>();
    gemm.cols = size.cols;
    gemm.bias = packed_bias.as<const float>();
    gemm.add = add.data();
    gemm.add_stride = size.cols;
    gemm.out = out.data();
    gemm.out_stride = size.cols + 2;
    gemm.relu = true;
    kernels_.gemm(gemm);
    for (std::int64_t r = 0; r < size.rows; ++r) {
      for (std::int64_t n = 0; n < size.cols; ++n) {
        double sum =
            double{bias[static_cast<std::size_t>(n)]} + add[static_cast<std::size_t>(r * size.cols + n)];
        for (std::int64_t k = 0; k < size.depth; ++k)
          sum += double{a[static_cast<std::size_t>(r * lda + k)]} *
                 w[static_cast<std::size_t>(k * size.cols + n)];
        ASSERT_NEAR(out[static_cast<std::size_t>(r * gemm.out_stride + n)], std::max(sum, 0.0), 1e-4)
            << r << ' ' << n;
      }
      for (std::int64_t n = size.cols; n < gemm.out_stride; ++n)
        ASSERT_EQ(out[static_cast<std::size_t>(r * gemm.out_stride + n)], untouched)
            << "written past the columns";
    }
  }
}

// Extreme values included: 255 and -127 throughout would saturate a 16-bit sum.
TEST_P(Level, Int8ProductIsExact) {
  for (const Size& size : sizes()) {
    SCOPED_TRACE(::testing::Message() << size.rows << " x " << size.cols << " x " << size.depth);
    const std::int64_t depth = (size.depth + 3) / 4 * 4, lda = 4;
    std::vector<std::uint8_t> a(static_cast<std::size_t>(size.rows * lda + depth));
    for (std::uint8_t& value : a)
      value = random_.below(3) == 0 ? 255 : static_cast<std::uint8_t>(random_.below(256));
    std::vector<std::int8_t> w(static_cast<std::size_t>(size.depth * size.cols));
    for (std::int8_t& value : w)
      value =
          random_.below(3) == 0 ? -127 : static_cast<std::int8_t>(static_cast<int>(random_.below(255)) - 127);
    std::vector<std::int32_t> start(static_cast<std::size_t>(size.cols));
    for (std::int32_t& value : start) value = static_cast<std::int32_t>(random_.below(100'000)) - 50'000;
    const std::vector<float> one(start.size(), 1.0F), none(start.size(), 0.0F);
    const int panel = kernels_.int8_panel;
    const AlignedBuffer panels = pack_int8(w, plain_view(size.depth, size.cols), panel);
    const AlignedBuffer starts = pack_vector(std::span<const std::int32_t>(start), size.cols, panel);
    const AlignedBuffer factors = pack_vector(std::span<const float>(one), size.cols, panel);
    const AlignedBuffer biases = pack_vector(std::span<const float>(none), size.cols, panel);
    std::vector<float> out(static_cast<std::size_t>(size.rows * size.cols));
    Int8Gemm gemm;
    gemm.a = a.data();
    gemm.lda = lda;
    gemm.rows = size.rows;
    gemm.depth = depth;
    gemm.panels = panels.as<const std::int8_t>();
    gemm.cols = size.cols;
    gemm.start = starts.as<const std::int32_t>();
    gemm.factor = factors.as<const float>();
    gemm.bias = biases.as<const float>();
    gemm.out = out.data();
    gemm.out_stride = size.cols;
    kernels_.gemm_int8(gemm);
    for (std::int64_t r = 0; r < size.rows; ++r) {
      for (std::int64_t n = 0; n < size.cols; ++n) {
        std::int32_t sum = start[static_cast<std::size_t>(n)];
        for (std::int64_t k = 0; k < size.depth; ++k)
          sum += a[static_cast<std::size_t>(r * lda + k)] * w[static_cast<std::size_t>(k * size.cols + n)];
        ASSERT_EQ(out[static_cast<std::size_t>(r * size.cols + n)], static_cast<float>(sum)) << r << ' ' << n;
      }
    }
  }
}

// ONNX's QuantizeLinear: halves to even, cut off at both ends.
TEST_P(Level, RoundsHalvesToEvenAndCutsOff) {
  const std::vector<float> values = {-1e30F, -1.0F, -0.26F, -0.25F, 0.0F,  0.24F,
                                     0.25F,  0.75F, 1.25F,  60.0F,  63.6F, 1e30F};
  const std::vector<std::uint8_t> expected = {0, 8, 9, 10, 10, 10, 10, 12, 12, 130, 137, 255};
  std::vector<std::uint8_t> out(values.size());
  kernels_.quantize(values.data(), static_cast<std::int64_t>(values.size()), 2.0F, 10, out.data());
  EXPECT_EQ(out, expected);
}

// More values than a vector has, and some left over.
TEST_P(Level, RoundsEveryValueOfARow) {
  std::vector<float> values(77);
  for (std::size_t i = 0; i < values.size(); ++i) values[i] = static_cast<float>(i);
  std::vector<std::uint8_t> out(values.size() + 1, 7);
  kernels_.quantize(values.data(), static_cast<std::int64_t>(values.size()), 1.0F, 3, out.data());
  for (std::size_t i = 0; i < values.size(); ++i) EXPECT_EQ(out[i], i + 3) << i;
  EXPECT_EQ(out.back(), 7);  // nothing is written past the end
}

// Three windows of four rows, two rows apart; 83 channels are whole cache lines and some left over, as floats
// and as bytes.
TEST_P(Level, PoolsEachWindow) {
  constexpr std::int64_t channels = 83;
  const Windows windows{3, 2 * channels, 4, channels};
  Random random(5);
  std::vector<float> in(static_cast<std::size_t>(8 * channels)), most(static_cast<std::size_t>(3 * channels)),
      mean(most.size());
  std::vector<std::uint8_t> bytes(in.size()), most_bytes(most.size());
  for (std::size_t i = 0; i < in.size(); ++i) {
    bytes[i] = static_cast<std::uint8_t>(random.below(256));
    in[i] = static_cast<float>(bytes[i]) - 100;
  }
  kernels_.max_rows(in.data(), windows, most.data());
  kernels_.max_rows_uint8(bytes.data(), windows, most_bytes.data());
  kernels_.sum_rows(in.data(), windows, 0.25F, mean.data());
  for (std::int64_t w = 0; w < 3; ++w) {
    for (std::int64_t c = 0; c < channels; ++c) {
      float expected = -1000, sum = 0;
      for (std::int64_t t = 2 * w; t < 2 * w + 4; ++t) {
        const float value = in[static_cast<std::size_t>(t * channels + c)];
        expected = std::max(expected, value);
        sum += value;
      }
      const auto at = static_cast<std::size_t>(w * channels + c);
      EXPECT_EQ(most[at], expected);
      EXPECT_EQ(most_bytes[at], expected + 100);
      EXPECT_EQ(mean[at], sum / 4);
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Simd, Level, ::testing::ValuesIn(levels_here()), LevelName());

TEST(Kernels, NamesGoBothWays) {
  for (const SimdLevel level : levels_here()) EXPECT_EQ(simd_level_of(name_of(level)), level);
  EXPECT_FALSE(simd_level_of("sse").has_value());
}

}  // namespace
}  // namespace rwave::infer
