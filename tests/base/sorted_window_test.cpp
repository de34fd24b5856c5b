#include "math/sorted_window.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <random>

#include "math/median.h"
#include "math/peak_to_peak.h"
#include "math/rank_of_many.h"

namespace rwave {
namespace {

// Values of a coarse grid, so that many are equal; a fifth of the places hold none.
struct Line {
  std::vector<double> values;
  std::vector<std::uint8_t> counts;

  explicit Line(unsigned seed) {
    std::mt19937 random(seed);
    for (int i = 0; i < 400; ++i) {
      values.push_back(static_cast<double>(random() % 40) / 7);
      counts.push_back(random() % 5 == 0 ? 0 : 1);
    }
  }

  std::vector<double> between(std::int64_t first, std::int64_t last) const {
    std::vector<double> out;
    for (std::int64_t i = std::max<std::int64_t>(first, 0); i < std::min<std::int64_t>(last, 400); ++i)
      if (counts[static_cast<std::size_t>(i)] != 0) out.push_back(values[static_cast<std::size_t>(i)]);
    return out;
  }
};

// To the last bit: the labels of recordings hang on these numbers.
TEST(SortedWindow, TellsWhatSelectionsTell) {
  for (const std::int64_t reach : {1, 2, 4, 16, 75}) {
    const Line line(static_cast<unsigned>(reach));
    SlidingWindow<double> sliding(line.values, line.counts);
    for (std::int64_t i = -3; i < 403; ++i) {
      const auto& window = sliding.over(i - reach, i + reach);
      std::vector<double> values = line.between(i - reach, i + reach);
      ASSERT_EQ(window.size(), values.size());
      ASSERT_EQ(window.median(), median(values)) << i;
      for (const double middle : {window.median(), -1.0, 2.5, 9.0}) {
        std::vector<double> off;
        for (const double value : values) off.push_back(std::abs(value - middle));
        ASSERT_EQ(window.median_deviation(middle), median(off)) << i << " about " << middle;
      }
      ASSERT_EQ(window.first_beyond(2.0), static_cast<std::size_t>(std::ranges::count_if(
                                              values, [](double value) { return value <= 2.0; })));
    }
  }
}

TEST(SortedWindow, AReplacedValueIsOneThatLeavesAndOneThatComes) {
  std::mt19937 random(3);
  SortedWindow<float> replaced, both;
  for (int i = 0; i < 2000; ++i) {
    const auto comes = static_cast<float>(random() % 30);
    if (replaced.size() > 20) {
      const float leaves = replaced.values()[random() % replaced.size()];
      replaced.replace(leaves, comes);
      both.remove(leaves);
    } else {
      replaced.add(comes);
    }
    both.add(comes);
    ASSERT_EQ(replaced.values(), both.values()) << i;
  }
}

// Spread evenly, on a grid, over many powers of ten, down to the least floats, and mostly one value.
TEST(RankOfMany, IsTheSelection) {
  std::mt19937 random(5);
  std::normal_distribution<float> normal;
  for (int i = 0; i < 3000; ++i) {
    std::vector<float> values(1 + random() % 300);
    for (float& value : values) {
      value = normal(random);
      switch (i % 6) {
        case 1:
          value = std::round(2 * value);
          break;
        case 2:
          value = std::exp(10 * value);
          break;
        case 3:
          value *= 1e-40F;
          break;
        case 4:
          value = random() % 10 == 0 ? value : 1;
          break;
        case 5:
          value *= 1e38F;
          break;  // whose sum is none
        default:
          break;
      }
    }
    const std::size_t rank = random() % values.size();
    std::vector<float> reordered = values;
    ASSERT_EQ(rank_of_many(values, rank), of_rank(std::span(reordered), rank)) << i;
    reordered = values;
    ASSERT_EQ(median_of_many(values), median(reordered)) << i;
  }
  EXPECT_EQ(median_of_many({}), 0);
}

TEST(RankOfMany, ANotANumberEndsIt) {
  std::vector<float> values(100, 1);
  values[7] = std::numeric_limits<float>::quiet_NaN();
  for (const float value : {rank_of_many(values, 50), median_of_many(values)})
    EXPECT_TRUE(value == 1 || std::isnan(value)) << value;
  values[7] = std::numeric_limits<float>::infinity();
  EXPECT_EQ(median_of_many(values), 1);
}

// Which value comes is open; that one comes is not: a stream would hang for ever.
TEST(Median, ANotANumberEndsTheSelection) {
  const float nan = std::numeric_limits<float>::quiet_NaN();
  for (const std::size_t size : {1, 2, 3, 8, 100}) {
    for (std::size_t place = 0; place < size; ++place) {
      std::vector<float> values(size, 1);
      values[place] = nan;
      median(values);
      std::vector<float> all(size, nan);
      of_rank(std::span<float>(all), place);
    }
  }
}

TEST(Median, ASelectionIsTheSortedPlace) {
  std::mt19937 random(1);
  for (const std::size_t size : {1, 2, 3, 7, 64, 187, 511, 512, 513, 2000}) {
    for (const unsigned kinds : {1U, 3U, 1000000U}) {
      std::vector<float> values(size);
      for (float& value : values) value = static_cast<float>(random() % kinds);
      std::vector<float> sorted = values;
      std::ranges::sort(sorted);
      for (const std::size_t rank : {std::size_t{0}, size / 3, size / 2, size - 1}) {
        std::vector<float> reordered = values;
        EXPECT_EQ(of_rank(std::span(reordered), rank), sorted[rank]);
        for (std::size_t i = 0; i < rank; ++i) ASSERT_LE(reordered[i], sorted[rank]);
      }
    }
  }
}

TEST(SortedWindow, TakesWindowsThatGoBackOrAhead) {
  const Line line(9);
  SlidingWindow<double> sliding(line.values, line.counts);
  for (const std::int64_t first : {0, 200, 190, 399, 3, 500, 7}) {
    std::vector<double> values = line.between(first, first + 20);
    std::ranges::sort(values);
    EXPECT_EQ(sliding.over(first, first + 20).values(), values) << first;
  }
}

// Of every number of values, the extremes at every place of eight and behind them.
TEST(PeakToPeak, IsTheGreatestLessTheLeast) {
  std::mt19937 random(3);
  for (std::size_t count = 0; count < 40; ++count)
    for (int trial = 0; trial < 20; ++trial) {
      std::vector<float> values(count);
      for (float& value : values) value = static_cast<float>(random() % 1000) - 700;
      const float expected = count == 0 ? 0 : std::ranges::max(values) - std::ranges::min(values);
      EXPECT_EQ(peak_to_peak(values.data(), count), expected) << count;
    }
}

}  // namespace
}  // namespace rwave
