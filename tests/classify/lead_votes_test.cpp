// Leads that vote on a beat.
#include "classify/whole/lead_votes.h"

#include <gtest/gtest.h>

#include <array>
#include <cmath>

namespace rwave::whole {
namespace {

TEST(LeadVotes, TheResultIsTheGeometricMean) {
  LeadVotes votes(1, 2);
  votes.add(0, std::array{0.9F, 0.1F}, 1);
  votes.add(0, std::array{0.2F, 0.8F}, 0.5F);
  votes.add(0, std::array{0.4F, 0.6F}, 0.5F);
  const double n = std::sqrt(0.9) * std::sqrt(std::sqrt(0.2 * 0.4)),
               v = std::sqrt(0.1) * std::sqrt(std::sqrt(0.8 * 0.6));
  std::array<float, 2> found{};
  votes.result(0, found);
  EXPECT_NEAR(found[0], n / (n + v), 1e-5);
  EXPECT_NEAR(found[1], v / (n + v), 1e-5);
}

TEST(LeadVotes, OneVoteStandsAsItIs) {
  LeadVotes votes(2, 3);
  votes.add(1, std::array{0.7F, 0.3F, 0.F}, 1);
  std::array<float, 3> found{};
  votes.result(1, found);
  EXPECT_NEAR(found[0], 0.7F, 1e-5);
  EXPECT_NEAR(found[2], 0, 1e-5);
}

TEST(LeadVotes, OneLeadOfSeveralIsAsItWouldBeAlone) {
  BeatWindows windows;
  windows.leads = 2;
  windows.times = {1, 2};
  windows.recorded = {1, 0, 1, 1};
  for (int k = 0; k < 4 * window_samples; ++k) windows.values.push_back(static_cast<float>(k));
  const BeatWindows second = one_lead(windows, 1);
  EXPECT_EQ(second.leads, 1);
  EXPECT_EQ(second.times, windows.times);
  EXPECT_FALSE(second.is_recorded(0, 0));
  EXPECT_TRUE(second.is_recorded(1, 0));
  EXPECT_EQ(second.window(0, 0).front(), window_samples);
  EXPECT_EQ(second.window(1, 0).front(), 3 * window_samples);
}

}  // namespace
}  // namespace rwave::whole
