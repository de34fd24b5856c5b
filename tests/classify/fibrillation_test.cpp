// Where the whole-recording labeller takes the atria to fibrillate.
#include "classify/whole/fibrillation.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "math/random.h"

namespace rwave::whole {
namespace {

// Beats at intervals of `mean` s that vary by `spread` (ln), all of the main group but for every
// `ectopic_every`-th, which comes early and looks otherwise.
struct Rhythm {
  double mean = 0.7, spread = 0;
  std::size_t beats = 400, ectopic_every = 0;
  float reliability = 0.2F;        // of what precedes the complexes
  float qrs_reliability = 0.95F;   // of the complexes
  double early = 0;                // share of beats of the main shape that come early, at random
  float early_probability = 0.9F;  // of S, what the trees say of them
};

struct Told {
  std::vector<double> times;
  FeatureTable table;
  std::vector<float> s_probabilities;

  explicit Told(const Rhythm& rhythm) {
    Random random(3);
    bool was_early = false;
    for (std::size_t i = 0; i < rhythm.beats; ++i) {
      const bool early = !was_early && random.uniform() < rhythm.early;
      const bool ectopic = rhythm.ectopic_every > 0 && i % rhythm.ectopic_every == 1;
      const bool pause = rhythm.ectopic_every > 0 && i % rhythm.ectopic_every == 2;
      const double rr = rhythm.mean *
                        (ectopic ? 0.6
                         : pause ? 1.4
                                 : 1) *
                        (early       ? 0.65 + 0.2 * random.uniform()
                         : was_early ? 1.2
                                     : 1) *
                        std::exp(rhythm.spread * random.normal());
      was_early = early;
      s_probabilities.push_back(early ? rhythm.early_probability : 0.05F);
      times.push_back(times.empty() ? 0 : times.back() + rr);
    }
    auto& main = table.add("group_is_main", rhythm.beats);
    std::ranges::fill(main, 1.F);
    std::ranges::fill(table.add("qrs_global", rhythm.beats), 1.F);
    std::ranges::fill(table.add("reliability_p_local", rhythm.beats), rhythm.reliability);
    std::ranges::fill(table.add("reliability_qrs_local", rhythm.beats), rhythm.qrs_reliability);
    for (std::size_t i = 1; i < rhythm.beats && rhythm.ectopic_every > 0; i += rhythm.ectopic_every)
      table.columns[0][i] = table.columns[1][i] = 0;
  }

  double share() const {
    const auto found = fibrillating(times, table, s_probabilities);
    return static_cast<double>(std::ranges::count(found, 1)) / static_cast<double>(found.size());
  }
};

TEST(Fibrillating, IrregularIntervalsWithoutAPWaveAre) {
  EXPECT_GT(Told({.spread = 0.2}).share(), 0.99);
}

TEST(Fibrillating, WithAPWaveTheyAreNot) {
  EXPECT_EQ(Told({.spread = 0.2, .reliability = 0.9F}).share(), 0);
}

// Noise hides the P waves of a regular rhythm.
TEST(Fibrillating, ARegularRhythmIsNot) {
  EXPECT_EQ(Told({.spread = 0.02}).share(), 0);
}

TEST(Fibrillating, IntervalsAtEctopicBeatsDoNotCount) {
  EXPECT_EQ(Told({.spread = 0.02, .ectopic_every = 5}).share(), 0);
}

// Premature beats of the main shape make sinus rhythm as irregular; what is left without them is regular.
TEST(Fibrillating, ManyPrematureBeatsInSinusRhythmAreNot) {
  for (const double early : {0.1, 0.2, 0.3}) {
    const Told told({.spread = 0.02, .beats = 800, .early = early});
    EXPECT_EQ(told.share(), 0) << early;
  }
  // The test can fail: by intervals alone these would be fibrillation.
  const Told often({.spread = 0.02, .beats = 800, .early = 0.3});
  EXPECT_GT(fibrillation_odds(often.times, often.table)[400], 0.6F);
  EXPECT_GT(Told({.spread = 0.02, .beats = 800, .early = 0.3, .early_probability = 0.1F}).share(), 0.5);
}

TEST(Fibrillating, EarlyBeatsThatTheTreesMarkDoNotEndIt) {
  EXPECT_GT(Told({.spread = 0.2, .beats = 800, .early = 0.2}).share(), 0.99);
}

TEST(Fibrillating, WhereNoiseHidesTheComplexesNothingIsSaid) {
  EXPECT_EQ(Told({.spread = 0.2, .qrs_reliability = 0.7F}).share(), 0);
}

TEST(Fibrillating, WhereNoMainRhythmIsKnownNothingIsSaid) {
  EXPECT_EQ(Told({.spread = 0.2, .reliability = 0, .qrs_reliability = 0}).share(), 0);
}

TEST(Fibrillating, FewBeatsTellNothing) {
  const Told few({.spread = 0.2, .beats = 11});
  EXPECT_EQ(few.share(), 0);
  EXPECT_EQ(fibrillation_odds(few.times, few.table).front(), -12);
  EXPECT_TRUE(fibrillating({}, FeatureTable(few.table), {}).empty());
}

}  // namespace
}  // namespace rwave::whole
