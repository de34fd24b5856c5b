#include "beat/lead_buffer.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace rwave {
namespace {

TEST(LeadBuffer, KeepsWhatItPromisesAndTellsTheRestIsGone) {
  LeadBuffer buffer(5);  // eight are kept
  EXPECT_EQ(buffer.end(), 0);
  EXPECT_TRUE(std::isnan(buffer.at(0)));
  for (int i = 0; i < 20; ++i) buffer.push(static_cast<float>(i));
  EXPECT_EQ(buffer.end(), 20);
  EXPECT_EQ(buffer.at(19), 19);
  EXPECT_EQ(buffer.at(12), 12);
  EXPECT_TRUE(std::isnan(buffer.at(11)));
  EXPECT_TRUE(std::isnan(buffer.at(20)));
  EXPECT_TRUE(std::isnan(buffer.at(-1)));
}

TEST(LeadBuffer, BetweenSamplesIsTheCubicOfFour) {
  LeadBuffer buffer(16);
  for (const double value : {0.0, 1.0, 4.0, 2.0, -1.0}) buffer.push(static_cast<float>(value));
  // Catmull-Rom through 0 1 4 2 between 1 and 4, by its basis: at a half (-0 + 9 + 36 - 2) / 16.
  EXPECT_FLOAT_EQ(buffer.between(1.5), (-0.0F + 9 * 1 + 9 * 4 - 2) / 16);
  EXPECT_FLOAT_EQ(buffer.between(2.5), (-1.0F + 9 * 4 + 9 * 2 + 1) / 16);
  EXPECT_FLOAT_EQ(buffer.between(1.25), (-9 * 0 + 111 * 1 + 29 * 4 - 3 * 2) / 128.0F);
  EXPECT_EQ(buffer.between(4), -1) << "a sample itself needs no neighbours";
  EXPECT_TRUE(std::isnan(buffer.between(3.5)));
  EXPECT_TRUE(std::isnan(buffer.between(0.5)));
  // Of a straight line it is the line, of a parabola the parabola.
  LeadBuffer line(16);
  for (int i = 0; i < 8; ++i) line.push(static_cast<float>(3 * i * i - 2 * i));
  for (const double t : {2.1, 3.5, 4.9}) EXPECT_NEAR(line.between(t), 3 * t * t - 2 * t, 1e-4) << t;
}

TEST(LeadBuffer, ManySamplesAtOnceAreThoseOneByOne) {
  for (const std::size_t piece : {1U, 3U, 8U, 30U}) {  // eight are kept
    LeadBuffer one_by_one(5), at_once(5);
    std::vector<float> samples(41);
    for (std::size_t i = 0; i < samples.size(); ++i) samples[i] = static_cast<float>(i);
    for (const float sample : samples) one_by_one.push(sample);
    for (std::size_t at = 0; at < samples.size(); at += piece)
      at_once.push(std::span(samples).subspan(at, std::min(piece, samples.size() - at)));
    EXPECT_EQ(at_once.end(), one_by_one.end());
    for (const std::int64_t first : {-7, 20, 30, 33, 38, 41, 60}) {
      std::vector<float> read(12);
      at_once.read(first, read);
      for (std::size_t i = 0; i < read.size(); ++i) {
        const float expected = one_by_one.at(first + static_cast<std::int64_t>(i));
        EXPECT_TRUE(read[i] == expected || (std::isnan(read[i]) && std::isnan(expected)))
            << first << " " << i;
      }
    }
  }
}

TEST(LeadBuffer, AGapIsNotFilled) {
  LeadBuffer buffer(16);
  for (int i = 0; i < 8; ++i) buffer.push(i == 4 ? NAN : 1.0F);
  EXPECT_TRUE(std::isnan(buffer.between(2.5)));
  EXPECT_TRUE(std::isnan(buffer.between(5.5)));
  EXPECT_EQ(buffer.between(5), 1);
}

}  // namespace
}  // namespace rwave
