// Where intervals are multiples of one atrial cycle, and the rhythms that only look so.
#include "classify/whole/changing_flutter.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "math/random.h"

namespace rwave::whole {
namespace {

// The share of beats for which the rule holds. Intervals in s, with a spread (ln) of their own.
double share_of(const std::vector<double>& intervals, double spread = 0.012, std::size_t ectopic_every = 0) {
  Random random(5);
  std::vector<double> times = {1};
  for (const double interval : intervals)
    times.push_back(times.back() + interval * std::exp(spread * random.normal()));
  FeatureTable table;
  std::ranges::fill(table.add("group_is_main", times.size()), 1.F);
  std::ranges::fill(table.add("qrs_global", times.size()), 1.F);
  for (std::size_t i = 0; ectopic_every > 0 && i < times.size(); i += ectopic_every)
    table.columns[0][i] = table.columns[1][i] = 0;
  const auto found = changing_flutter(times, table);
  return static_cast<double>(std::ranges::count(found, 1)) / static_cast<double>(found.size());
}

// Multiples of the cycle from `least` on, each for as many beats.
std::vector<double> flutter(double cycle, int least, int kinds, int beats_each, int beats = 400) {
  Random random(6);
  std::vector<double> intervals;
  double multiple = least;
  for (int i = 0; i < beats; ++i) {
    if (i % beats_each == 0)
      multiple = least + static_cast<double>(random.below(static_cast<std::uint64_t>(kinds)));
    intervals.push_back(multiple * cycle);
  }
  return intervals;
}

TEST(ChangingFlutter, IsSeenAtEachCycle) {
  for (const double cycle : {0.18, 0.2, 0.23, 0.27})
    EXPECT_GT(share_of(flutter(cycle, 2, 3, 3)), 0.95) << cycle;
}

// Nothing tells it from premature beats.
TEST(ChangingFlutter, ABlockThatChangesWithEachBeatIsNotSeen) {
  EXPECT_LT(share_of(flutter(0.2, 2, 3, 1)), 0.05);
}

TEST(ChangingFlutter, EctopicBeatsDoNotHideIt) {
  EXPECT_GT(share_of(flutter(0.2, 2, 3, 4), 0.012, 9), 0.8);
}

// A rhythm and its half, as SVT or 2:1 block: nothing tells those apart by intervals.
TEST(ChangingFlutter, TwoMultiplesAreNot) {
  EXPECT_EQ(share_of(flutter(0.2, 2, 2, 5)), 0);
  EXPECT_EQ(share_of(std::vector<double>(400, 0.6)), 0);
}

// Premature beats at two thirds of the interval with a compensatory pause: 2, 4 and 3 thirds.
TEST(ChangingFlutter, PrematureBeatsWithTheirPausesAreNot) {
  std::vector<double> intervals;
  for (int i = 0; i < 100; ++i) intervals.insert(intervals.end(), {0.75, 0.75, 0.5, 1.0});
  EXPECT_EQ(share_of(intervals), 0);
  // The test can fail: the same intervals in another order are flutter.
  std::vector<double> ordered;
  for (int i = 0; i < 25; ++i)
    for (const double interval : {0.75, 0.75, 0.5, 1.0}) ordered.insert(ordered.end(), 4, interval);
  EXPECT_GT(share_of(ordered), 0.9);
}

// Atrial ectopy of one geometry a recording: sinus beats, a salvo that begins by the coupling and goes on as
// fast or faster, a pause that is compensatory or not; s.
std::vector<double> salvos(Random& random, std::size_t shortest, std::size_t longest, bool regular) {
  const double sinus = 0.65 + 0.4 * random.uniform(), coupling = sinus * (0.5 + 0.3 * random.uniform());
  const double within = random.uniform() < 0.5 ? coupling : coupling * (0.6 + 0.4 * random.uniform());
  const double pause = sinus * (1 + 0.6 * random.uniform());
  const std::uint64_t most_sinus = 1 + random.below(9);
  std::vector<double> intervals;
  while (intervals.size() < 300) {
    intervals.insert(intervals.end(), regular ? most_sinus : 1 + random.below(2 * most_sinus), sinus);
    intervals.push_back(coupling);
    intervals.insert(intervals.end(), shortest - 1 + random.below(longest - shortest + 1), within);
    intervals.push_back(pause);
  }
  return intervals;
}

// The share of beats for which the rule holds, of 40 such recordings; errors of `deviation` s.
double share_of_salvos(std::size_t shortest, std::size_t longest, double deviation) {
  Random random(7);
  double sum = 0;
  for (int recording = 0; recording < 40; ++recording) {
    auto intervals = salvos(random, shortest, longest, recording % 2 == 0);
    for (double& interval : intervals) interval += deviation * random.normal();
    sum += share_of(intervals, 0);
  }
  return sum / 40;
}

TEST(ChangingFlutter, CoupletsAndSalvosWithTheirPausesAreNot) {
  std::vector<double> couplets;
  for (int i = 0; i < 60; ++i)
    couplets.insert(couplets.end(), {0.85, 0.85, 0.85, 0.85, 0.85, 0.55, 0.55, 1.1});
  for (const double spread : {0.005, 0.012, 0.02, 0.03}) EXPECT_EQ(share_of(couplets, spread), 0) << spread;
  for (const double deviation : {0.005, 0.01, 0.02, 0.03})
    for (const std::size_t longest : {1, 2, 3, 4, 5}) {
      EXPECT_LT(share_of_salvos(longest, longest, deviation), 0.01) << longest << ' ' << deviation;
      EXPECT_LT(share_of_salvos(1, longest, deviation), 0.01) << longest << ' ' << deviation;
    }
}

TEST(ChangingFlutter, FibrillationAndBreathingAreNot) {
  EXPECT_EQ(share_of(std::vector<double>(800, 0.6), 0.2), 0);
  std::vector<double> breathing;
  for (int i = 0; i < 600; ++i) breathing.push_back(0.85 * (1 + 0.2 * std::sin(1.25 * i)));
  EXPECT_EQ(share_of(breathing), 0);
}

TEST(ChangingFlutter, FewBeatsTellNothing) {
  EXPECT_EQ(share_of(flutter(0.2, 2, 3, 3, 60)), 0);
  EXPECT_EQ(share_of({}), 0);
}

}  // namespace
}  // namespace rwave::whole
