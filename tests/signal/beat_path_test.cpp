// The choice among candidates: evidence against rhythm.
#include "signal/detect/beat_path.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

namespace rwave {
namespace {

struct Offer {
  double time;
  float evidence;
};

// The times of the candidates that were decided to be beats, ms.
std::vector<std::int64_t> beats_of(const std::vector<Offer>& offers) {
  BeatPath path;
  std::vector<std::int64_t> beats;
  for (const Offer& offer : offers) {
    path.add(offer.time, offer.evidence, std::lround(offer.time * 1000), beats);
  }
  path.advance(1e9, beats);
  return beats;
}

// Clear beats every 0.8 s at 0.8, 1.6, ...
std::vector<Offer> clear_beats(int count) {
  std::vector<Offer> offers;
  for (int i = 1; i <= count; ++i) offers.push_back({0.8 * i, 10});
  return offers;
}

TEST(BeatPath, ClearBeatsAreBeats) {
  EXPECT_EQ(beats_of(clear_beats(5)), (std::vector<std::int64_t>{800, 1600, 2400, 3200, 4000}));
}

TEST(BeatPath, OfTwoWithinTheRefractoryTimeTheClearerIsTaken) {
  std::vector<Offer> offers = clear_beats(4);
  offers.push_back({4.00, 4});
  offers.push_back({4.12, 9});
  offers.push_back({4.80, 10});
  EXPECT_EQ(beats_of(offers), (std::vector<std::int64_t>{800, 1600, 2400, 3200, 4120, 4800}));
}

TEST(BeatPath, AWeakCandidateIsABeatWhereOneIsDueAndNoneWhereItIsNot) {
  std::vector<Offer> due = clear_beats(4);
  due.push_back({4.0, -2});
  due.push_back({4.8, 10});
  EXPECT_EQ(beats_of(due).size(), 6U);
  std::vector<Offer> early = clear_beats(4);
  early.push_back({3.5, -2});
  early.push_back({4.0, 10});
  EXPECT_EQ(beats_of(early).size(), 5U);
}

TEST(BeatPath, AClearPrematureBeatIsTaken) {
  std::vector<Offer> offers = clear_beats(4);
  offers.push_back({3.6, 8});
  offers.push_back({4.8, 10});
  EXPECT_EQ(beats_of(offers).size(), 6U);
}

TEST(BeatPath, APauseStaysAPauseWhereNothingSpeaksForABeat) {
  std::vector<Offer> offers = clear_beats(4);
  for (int i = 0; i < 5; ++i) offers.push_back({4 + 0.8 * i, -9});
  offers.push_back({8.0, 10});
  EXPECT_EQ(beats_of(offers).size(), 5U);
}

TEST(BeatPath, ACandidateIsDecidedOnceTheLagHasPassed) {
  BeatPath path;
  std::vector<std::int64_t> beats;
  path.add(1, 10, 360, beats);
  path.advance(1 + live_horizon.decide - 0.01, beats);
  EXPECT_TRUE(beats.empty());
  path.advance(1 + live_horizon.decide, beats);
  EXPECT_EQ(beats, std::vector<std::int64_t>{360});
}

TEST(BeatPath, AdvancingMoreOftenChangesNothing) {
  std::vector<Offer> offers = clear_beats(50);
  for (int i = 0; i < 49; ++i) offers.push_back({0.8 * i + 1.05, static_cast<float>(i % 7) - 4});
  std::ranges::sort(offers, {}, &Offer::time);
  BeatPath path;
  std::vector<std::int64_t> beats;
  int steps = 0;  // of 3 ms
  for (const Offer& offer : offers) {
    for (; 0.003 * steps < offer.time; ++steps) path.advance(0.003 * steps, beats);
    path.add(offer.time, offer.evidence, std::lround(offer.time * 1000), beats);
  }
  path.advance(1e9, beats);
  EXPECT_EQ(beats, beats_of(offers));
}

}  // namespace
}  // namespace rwave
