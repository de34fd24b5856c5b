// What is computed eight at a time is what one at a time gives, to the last bit: labels hang on it.
#include "signal/detect/eight_dots.h"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <limits>
#include <span>
#include <vector>

#include "math/random.h"
#include "signal/detect/dot.h"
#include "signal/detect/near_candidates.h"
#include "signal/detect/quadrature.h"
#include "signal/detect/spike_filter.h"
#include "signal/detect/wave_shape.h"

namespace rwave {
namespace {

std::vector<float> noise(std::size_t size, std::uint64_t seed) {
  Random random(seed);
  std::vector<float> values(size);
  for (float& value : values) value = static_cast<float>(random.normal());
  return values;
}

TEST(EightDots, AreDotsAtEightPlacesAndOfEightShapes) {
  const std::vector<float> signal = noise(200, 1), shapes = noise(8 * 60, 2), x = noise(60, 3);
  std::array<float, 8> sums;
  for (std::size_t count = 1; count < 60; ++count) {
    eight_dots(signal.data() + 5, 1, x.data(), count, sums.data());
    for (std::size_t j = 0; j < 8; ++j)
      EXPECT_EQ(sums[j], dot(x.data(), signal.data() + 5 + j, count)) << count << " samples, place " << j;
    eight_dots(shapes.data(), 8, x.data(), count, sums.data());
    for (std::size_t j = 0; j < 8; ++j) {
      std::vector<float> shape;
      for (std::size_t i = 0; i < count; ++i) shape.push_back(shapes[8 * i + j]);
      EXPECT_EQ(sums[j], dot(shape.data(), x.data(), count)) << count << " samples, shape " << j;
    }
  }
}

TEST(EightDots, LikenessesAreTheGreatestOfAllLags) {
  constexpr std::size_t count = 25, lags = 11;
  const std::vector<float> shapes = noise(8 * count, 9), x = noise(count + lags, 10);
  std::vector<float> scales = noise(lags, 11);
  scales[3] = std::numeric_limits<float>::quiet_NaN();  // says nothing
  std::array<float, 8> most;
  eight_likenesses(shapes.data(), x.data(), count, scales.data(), lags, most.data());
  for (std::size_t j = 0; j < 8; ++j) {
    std::vector<float> shape;
    for (std::size_t i = 0; i < count; ++i) shape.push_back(shapes[8 * i + j]);
    float expected = -1;
    for (std::size_t lag = 0; lag < lags; ++lag)
      expected = std::max(expected, dot(shape.data(), x.data() + lag, count) * scales[lag]);
    EXPECT_EQ(most[j], expected) << "shape " << j;
  }
}

TEST(EightDots, ScalesAreThoseOfWaves) {
  std::vector<float> signal = noise(100, 4);
  std::fill(signal.begin() + 50, signal.begin() + 90, 0.25F);
  std::array<float, 8> scales;
  for (const std::size_t first : {0, 20, 46, 60}) {
    eight_scales(signal.data() + first, 25, scales.data());
    for (std::size_t j = 0; j < 8; ++j) {
      const std::span<const float> wave(signal.data() + first + j, 25);
      EXPECT_EQ(scales[j], scale_of(wave, mean_of(wave))) << first + j;
    }
  }
}

TEST(EightDots, AnEnvelopeIsItsMagnitudes) {
  const std::vector<float> signal = noise(400, 5);
  const QuadratureFilter filter(125, 11, 0.035);
  std::vector<float> envelope(300);
  for (const std::size_t count : {1, 7, 8, 9, 250}) {
    filter.magnitudes(signal.data() + 40, count, envelope.data());
    for (std::size_t i = 0; i < count; ++i)
      EXPECT_EQ(envelope[i], filter.magnitude(signal.data() + 40 + i)) << i << " of " << count;
  }
}

TEST(EightDots, SpikesGoTheSameWayInBlocks) {
  std::vector<float> signal = noise(3000, 6);
  for (float& value : signal) value *= 0.01F;
  for (std::size_t i = 50; i < signal.size(); i += 97) signal[i] += 2;
  for (std::size_t i = 70; i < signal.size(); i += 203) signal[i] = std::numeric_limits<float>::quiet_NaN();
  for (std::size_t i = 1000; i < 1010; ++i) signal[i] = std::numeric_limits<float>::quiet_NaN();
  for (const double rate : {125.0, 360.0, 1000.0}) {
    SpikeFilter one_by_one(rate), in_blocks(rate);
    std::vector<float> out(signal.size() / 2);
    std::size_t at = 0;
    for (const std::size_t block : {1, 2, 63, 64, 65, 500, 805})  // every second sample, as of two leads
      in_blocks.filter(signal.data() + 2 * at, 2, block, out.data() + at), at += block;
    for (std::size_t i = 0; i < at; ++i) {
      const float alone = one_by_one.filter(signal[2 * i]);
      EXPECT_TRUE(out[i] == alone || (std::isnan(out[i]) && std::isnan(alone))) << i << " at " << rate;
    }
  }
}

// Ten waves of one shape, three of another, one of which is twice as high, and one that no lead shows.
TEST(NearCandidates, ComparesWithTheThirdOfItsHeight) {
  constexpr std::size_t size = 25;
  const std::vector<float> one = noise(size, 7), other = noise(size, 8);
  std::vector<float> first(size), second(size);
  write_shape(one, first.data());
  write_shape(other, second.data());
  NearCandidates near(size, 20);
  for (std::int64_t i = 0; i < 10; ++i) near.add(100 * i, 1, first.data());
  near.add(1000, 1, second.data());
  near.add(1100, 1.2F, second.data());
  near.add(1110, 1.2F, second.data());
  near.add(1200, 2, second.data());
  near.add(1300, 1, nullptr);
  near.add(1400, 1.1F, second.data());
  EXPECT_NEAR(near.likeness(500, 0), 1, 1e-5);
  EXPECT_NEAR(near.likeness(1000, 0), 1, 1e-5);  // 1100, 1110, 1400
  // 1110 is part of it and 1200 too high: two are left.
  EXPECT_NEAR(near.likeness(1100, 0), std::max(0.F, dot(first.data(), second.data(), size)), 1e-5);
  EXPECT_LT(near.likeness(900, 700), 0.9);  // of its shape there are 700 and 800 alone
  near.drop_before(800);
  EXPECT_LT(near.likeness(900, 0), 0.9);
}

}  // namespace
}  // namespace rwave
