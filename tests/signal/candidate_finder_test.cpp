// Working samples that become known together bring the candidates that they bring one by one, each at the
// same place.
#include "signal/detect/candidate_finder.h"

#include <gtest/gtest.h>

#include <limits>

#include "signal/detected.h"

namespace rwave {
namespace {

struct Given {
  Candidate candidate;
  // Where the finder was when it gave it out.
  std::int64_t position;
};

// `most` working samples at once, of blocks of `piece` frames.
std::vector<Given> candidates(const testing::KnownBeats& known, const Horizon& horizon, std::size_t piece,
                              std::size_t most) {
  CandidateFinder finder(known.rate, known.leads, horizon);
  std::vector<Given> given;
  const auto leads = static_cast<std::size_t>(known.leads);
  for (std::size_t at = 0; at < known.size(); at += piece) {
    std::size_t left = finder.take(known.frames.data() + at * leads, std::min(piece, known.size() - at));
    while (left > 0) {
      const std::size_t taken = finder.step(std::min(left, most));
      EXPECT_GE(taken, 1U);
      EXPECT_LE(taken, left);
      left -= std::min(left, taken);
      while (const auto candidate = finder.next()) given.push_back({*candidate, finder.position()});
    }
  }
  return given;
}

TEST(CandidateFinder, StepsTogetherAreStepsOneByOne) {
  for (const double rate : {125.0, 360.0}) {
    testing::KnownBeats known =
        testing::simulated({.rate = rate, .seconds = 90, .leads = 2, .seed = 8, .snr_db = 8});
    // A lead that comes late, a gap in both.
    for (std::size_t i = 0; i < known.at(7); ++i)
      known.sample(i, 0) = std::numeric_limits<float>::quiet_NaN();
    for (std::size_t i = known.at(40); i < known.at(43); ++i)
      known.sample(i, 0) = known.sample(i, 1) = std::numeric_limits<float>::quiet_NaN();
    for (const Horizon& horizon : {live_horizon, recording_horizon}) {
      const auto one_by_one = candidates(known, horizon, 1, 1);
      ASSERT_GT(one_by_one.size(), 100U);
      for (const std::size_t piece : {36U, 500U}) {
        const auto together = candidates(known, horizon, piece, piece);
        ASSERT_EQ(together.size(), one_by_one.size());
        for (std::size_t i = 0; i < together.size(); ++i) {
          const Candidate &a = together[i].candidate, &b = one_by_one[i].candidate;
          ASSERT_EQ(a.index, b.index) << i;
          ASSERT_EQ(a.peak, b.peak) << i;
          ASSERT_EQ(together[i].position, one_by_one[i].position) << i;
          for (std::size_t lead = 0; lead < 2; ++lead) {
            ASSERT_EQ(a.leads.at(lead).usable, b.leads.at(lead).usable) << i;
            ASSERT_EQ(a.leads.at(lead).values, b.leads.at(lead).values) << i;
          }
        }
      }
    }
  }
}

}  // namespace
}  // namespace rwave
