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
  float reliability = 0.2F;  // of what precedes the complexes
};

struct Told {
  std::vector<double> times;
  FeatureTable table;

  explicit Told(const Rhythm& rhythm) {
    Random random(3);
    for (std::size_t i = 0; i < rhythm.beats; ++i) {
      const bool ectopic = rhythm.ectopic_every > 0 && i % rhythm.ectopic_every == 1;
      const bool pause = rhythm.ectopic_every > 0 && i % rhythm.ectopic_every == 2;
      const double rr = rhythm.mean *
                        (ectopic ? 0.6
                         : pause ? 1.4
                                 : 1) *
                        std::exp(rhythm.spread * random.normal());
      times.push_back(times.empty() ? 0 : times.back() + rr);
    }
    auto& main = table.add("group_is_main", rhythm.beats);
    std::ranges::fill(main, 1.F);
    std::ranges::fill(table.add("qrs_global", rhythm.beats), 1.F);
    std::ranges::fill(table.add("reliability_p_local", rhythm.beats), rhythm.reliability);
    for (std::size_t i = 1; i < rhythm.beats && rhythm.ectopic_every > 0; i += rhythm.ectopic_every)
      table.columns[0][i] = table.columns[1][i] = 0;
  }

  double share() const {
    const auto found = fibrillating(times, table);
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

TEST(Fibrillating, FewBeatsTellNothing) {
  const Told few({.spread = 0.2, .beats = 11});
  EXPECT_EQ(few.share(), 0);
  EXPECT_EQ(fibrillation_odds(few.times, few.table).front(), -12);
  EXPECT_TRUE(fibrillating({}, FeatureTable(few.table)).empty());
}

}  // namespace
}  // namespace rwave::whole
