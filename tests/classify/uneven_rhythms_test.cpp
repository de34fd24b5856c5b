// Uneven rhythms without an ectopic beat, by the shipped trees: an interval alone makes no beat
// supraventricular.
#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <vector>

#include "classify/model.h"
#include "math/random.h"
#include "rwave/classification.h"
#include "rwave/samples.h"

namespace rwave {
namespace {

constexpr double simulated_rate = 250;

struct DrawnWave {
  double at, width, height;  // s after the R peak, s, mV
};
constexpr std::array<DrawnWave, 5> sinus = {
    {{-.16, .022, .12}, {-.02, .008, -.1}, {0, .011, 1}, {.025, .009, -.2}, {.26, .05, .25}}};
// Another P wave: upside down and closer to the complex.
constexpr std::array<DrawnWave, 5> atrial = {
    {{-.13, .02, -.1}, {-.02, .008, -.1}, {0, .011, 1}, {.025, .009, -.2}, {.25, .05, .22}}};

struct Beat {
  double rr;
  bool ectopic = false;
};

// How many of the beats (those that are ectopic, or those that are not) are called S, of 1.
// `p_height`: of the P waves, of those above; `noise`: mV.
double called_s(const std::vector<Beat>& beats, bool ectopic, double p_height = 1, double noise = 0.01) {
  double end = 3;
  for (const Beat& beat : beats) end += beat.rr;
  std::vector<float> samples(static_cast<std::size_t>(end * simulated_rate));
  Random random(7);
  for (float& value : samples) value = static_cast<float>(noise * random.normal());
  std::vector<double> times;
  double time = 1;
  for (const Beat& beat : beats) {
    times.push_back(time += beat.rr);
    for (const DrawnWave& wave : beat.ectopic ? atrial : sinus)
      for (int k = static_cast<int>((time - 0.4) * simulated_rate);
           k < static_cast<int>((time + 0.6) * simulated_rate); ++k) {
        const double off = (k / simulated_rate - time - wave.at) / wave.width;
        samples[static_cast<std::size_t>(k)] +=
            static_cast<float>((wave.at < -0.1 ? p_height : 1) * wave.height * std::exp(-off * off / 2));
      }
  }
  SampleMatrix matrix;
  matrix.samples = samples.data();
  matrix.frames = static_cast<std::int64_t>(samples.size());
  const auto recording = sample_recording(matrix, simulated_rate, {"II"});
  const auto found = classify_recording(*recording, Model::shipped_whole()).beats;
  EXPECT_EQ(found.size(), beats.size());
  double all = 0, s = 0;
  for (std::size_t i = 0; i < std::min(found.size(), beats.size()); ++i) {
    if (beats[i].ectopic != ectopic) continue;
    EXPECT_NEAR(static_cast<double>(found[i].sample) / simulated_rate, times[i], 0.05);
    ++all;
    s += found[i].label == 'S' ? 1 : 0;
  }
  return s / all;
}

TEST(UnevenRhythms, ARateThatStepsWithItsPWavesStaysNormal) {
  std::vector<Beat> beats;
  Random random(1);
  for (int i = 0; i < 400; ++i)
    beats.push_back({(i / 80 % 2 != 0 ? 0.54 : 0.9) * std::exp(0.012 * random.normal())});
  EXPECT_LE(called_s(beats, false), 0.01);
}

// Flutter of 300 a minute, two to four of whose waves make an interval.
TEST(UnevenRhythms, FlutterWithAChangingBlockStaysNormal) {
  std::vector<Beat> beats;
  Random random(5);
  double waves = 2;
  for (int i = 0; i < 400; ++i) {
    if (i % 3 == 0) waves = 2 + static_cast<double>(random.below(3));
    beats.push_back({0.2 * waves * std::exp(0.012 * random.normal())});
  }
  EXPECT_LE(called_s(beats, false), 0.01);
}

TEST(UnevenRhythms, ABlockThatComesAndGoesStaysNormal) {
  std::vector<Beat> beats;
  Random random(6);
  for (int i = 0; i < 300; ++i)
    beats.push_back({(i / 20 % 3 == 1 ? 1.5 : 0.75) * std::exp(0.012 * random.normal())});
  EXPECT_LE(called_s(beats, false), 0.01);
}

TEST(UnevenRhythms, IntervalsWithoutMemoryStayNormal) {
  std::vector<Beat> beats;
  Random random(2);
  for (int i = 0; i < 400; ++i) beats.push_back({std::max(0.36, 0.75 * std::exp(0.17 * random.normal()))});
  EXPECT_LE(called_s(beats, false), 0.05);
}

// What the two above must not cost.
TEST(UnevenRhythms, SingleEarlyBeatsWithAnotherPWaveAreS) {
  std::vector<Beat> beats;
  Random random(3);
  for (int i = 0; i < 400; ++i) {
    const double jitter = std::exp(0.012 * random.normal());
    beats.push_back(i % 14 == 13 ? Beat{0.5 * jitter, true} : Beat{(i % 14 == 0 ? 0.95 : 0.82) * jitter});
  }
  EXPECT_GE(called_s(beats, true), 0.9);
  EXPECT_LE(called_s(beats, false), 0.01);
}

// As irregular as fibrillation, with P waves that noise hides: the rule of fibrillation would take all of
// them.
TEST(UnevenRhythms, ManyEarlyBeatsInSinusRhythmWithSmallPWavesAreS) {
  std::vector<Beat> beats;
  Random random(4);
  for (int i = 0; i < 500; ++i) {
    const bool after = i > 0 && beats.back().ectopic, early = !after && random.uniform() < 0.25;
    beats.push_back({0.8 * (early ? 0.7 : after ? 1.2 : 1) * std::exp(0.03 * random.normal()), early});
  }
  EXPECT_GE(called_s(beats, true, 0.25, 0.06), 0.9);
  EXPECT_LE(called_s(beats, false, 0.25, 0.06), 0.02);
}

}  // namespace
}  // namespace rwave
