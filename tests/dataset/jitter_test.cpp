// Beats marked a little off.
#include "dataset/jitter.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

namespace rwave {
namespace {

Annotation mark_at(std::int64_t sample, int code) {
  Annotation mark;
  mark.sample = sample;
  mark.code = static_cast<std::uint8_t>(code);
  return mark;
}

constexpr int normal = 1, rhythm = 28;

TEST(Displaced, BeatsMoveEvenlyWithinTheReach) {
  std::vector<Annotation> marks;
  for (int i = 1; i <= 4000; ++i) marks.push_back(mark_at(1000 * i, normal));
  Random random(3);
  const auto moved = displaced(marks, 0.05, 1000, 5'000'000, random);
  ASSERT_EQ(moved.size(), marks.size());
  double sum = 0, squares = 0, greatest = 0;
  for (std::size_t i = 0; i < moved.size(); ++i) {
    const auto by = static_cast<double>(moved[i].sample - marks[i].sample);
    sum += by;
    squares += by * by;
    greatest = std::max(greatest, std::fabs(by));
  }
  // Uniform over -50 .. 50 samples: mean 0, standard deviation 100 / sqrt(12) = 28.9.
  EXPECT_NEAR(sum / 4000, 0, 1.5);
  EXPECT_NEAR(std::sqrt(squares / 4000), 100 / std::sqrt(12.0), 1);
  EXPECT_LE(greatest, 50);
  EXPECT_GE(greatest, 49);
}

TEST(Displaced, OtherMarksStayAndTheOrderHolds) {
  std::vector<Annotation> marks;
  for (int i = 0; i < 200; ++i) {
    marks.push_back(mark_at(500 * i, rhythm));
    marks.push_back(mark_at(500 * i, normal));
  }
  Random random(1);
  const auto moved = displaced(marks, 0.02, 360, 99'501, random);
  EXPECT_TRUE(std::ranges::is_sorted(moved, {}, &Annotation::sample));
  EXPECT_GE(moved.front().sample, 0);
  EXPECT_LE(moved.back().sample, 99'500);
  for (const Annotation& mark : moved) {
    if (mark.code == rhythm) {
      EXPECT_EQ(mark.sample % 500, 0);
    }
  }
}

TEST(Displaced, OneSeedIsOneDisplacement) {
  const std::vector<Annotation> marks(50, mark_at(5000, normal));
  Random one(9), same(9), other(10);
  const auto moved = displaced(marks, 0.05, 360, 10'000, one);
  EXPECT_EQ(moved, displaced(marks, 0.05, 360, 10'000, same));
  EXPECT_NE(moved, displaced(marks, 0.05, 360, 10'000, other));
}

}  // namespace
}  // namespace rwave
