// Pacing spikes: shapes whose ratio is known, and simulated recordings with a spike on each complex.
#include "classify/whole/pacing.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <tuple>

#include "record/wfdb_write.h"
#include "rwave/classification.h"
#include "support/support.h"
#include "synth/simulate.h"

namespace rwave::whole {
namespace {

// A complex of this width (s), with a spike of 2 ms and this many mV 20 ms before its peak.
std::vector<float> complex_of(double width, float spike, double rate) {
  std::vector<float> samples;
  const auto count = static_cast<int>(0.18 * rate);
  for (int i = 0; i < count; ++i) {
    const double t = i / rate - 0.1;
    samples.push_back(static_cast<float>(std::exp(-t * t / (2 * width * width))));
    if (std::abs(t + 0.02) < 0.001) samples.back() += spike;
  }
  return samples;
}

TEST(SpikeRatio, ToldFromANarrowComplexAtAnyRate) {
  for (const double rate : {250.0, 360.0, 500.0, 1000.0}) {
    EXPECT_LT(spike_ratio(complex_of(0.012, 0, rate), rate), 2.5) << rate;
    EXPECT_GT(spike_ratio(complex_of(0.04, 0.5F, rate), rate), 3.5) << rate;
    EXPECT_EQ(spike_ratio(complex_of(0.2, 0, rate), rate), 0) << rate;
  }
}

TEST(SpikeRatio, AGapSaysNothing) {
  auto samples = complex_of(0.04, 0.5F, 360);
  samples[5] = std::nanf("");
  EXPECT_EQ(spike_ratio(samples, 360), 0);
  EXPECT_EQ(spike_ratio({}, 360), 0);
}

class Paced : public ::testing::Test {
 protected:
  // Labels of a simulated recording whose beats from `first` on have a spike of 1 mV shortly before the R
  // peak; `wide`: each complex is smeared over 80 ms, as where a ventricle is paced.
  std::vector<LabelledBeat> label(double rate, std::size_t first, bool wide = true) {
    Simulator simulator(
        {.rate = rate, .seconds = 60, .leads = 1, .seed = 5, .ectopic_share = 0, .snr_db = 25});
    std::vector<std::int32_t> adc(static_cast<std::size_t>(simulator.info().frames));
    simulator.read(adc);
    if (wide) smear(static_cast<std::size_t>(0.08 * rate), adc);
    const auto beats = simulator.take_beats();
    RecordingInfo info = simulator.info();
    for (std::size_t i = first; i < beats.size(); ++i)
      adc[static_cast<std::size_t>(beats[i].sample - static_cast<std::int64_t>(0.045 * rate))] +=
          static_cast<std::int32_t>(info.signals.front().gain);
    info.name = "sim";
    WfdbWriter writer(folder_.path(), info, 16);
    writer.write(adc);
    writer.commit();
    return classify_recording(*open_recording(folder_ / "sim"), Model::shipped_whole()).beats;
  }

  // The mean of `count` samples around each, three times the height, so that a complex stays as large.
  static void smear(std::size_t count, std::vector<std::int32_t>& adc) {
    const auto from = adc;
    for (std::size_t i = count; i + count < adc.size(); ++i) {
      std::int64_t sum = 0;
      for (std::size_t k = 0; k < count; ++k) sum += from[i + k - count / 2];
      adc[i] = static_cast<std::int32_t>(3 * sum / static_cast<std::int64_t>(count));
    }
  }

  static std::ptrdiff_t paced(const std::vector<LabelledBeat>& beats) {
    return std::ranges::count(beats, '/', &LabelledBeat::label);
  }

  testing::TemporaryFolder folder_;
};

TEST_F(Paced, EveryBeatOfAPacedRecordingIs) {
  const auto beats = label(360, 0);
  ASSERT_GT(beats.size(), 40U);
  EXPECT_GE(paced(beats), static_cast<std::ptrdiff_t>(beats.size()) - 2);
}

TEST_F(Paced, NoBeatWithoutASpikeIs) {
  EXPECT_EQ(paced(label(360, 1'000'000)), 0);
}

// A fault of the electrode makes a spike at times; a pacemaker makes one on every beat of a group.
TEST_F(Paced, AFewSpikesAreNoPacemaker) {
  const auto beats = label(360, 1'000'000).size();
  EXPECT_EQ(paced(label(360, beats - 5)), 0);
}

// A narrow complex with a sharp edge is none, however sharp.
TEST_F(Paced, ANarrowComplexIsNot) {
  EXPECT_EQ(paced(label(360, 0, false)), 0);
}

TEST_F(Paced, AtALowRateNoneIs) {
  EXPECT_EQ(paced(label(128, 0)), 0);
}

// `beats` wide complexes of one shape in one labelled lead, with a spike in `with` of three other leads.
std::ptrdiff_t paced_of(std::size_t beats, int with, double width = 0.05) {
  BeatWindows windows;
  ShapeGroups groups;
  windows.leads = 1;
  windows.spike_leads = 3;
  groups.count = 1;
  for (std::size_t k = 0; k < beats; ++k) {
    windows.times.push_back(static_cast<double>(k));
    windows.recorded.push_back(1);
    windows.spikes.push_back(1);
    for (int lead = 0; lead < 3; ++lead) windows.other_spikes.push_back(lead < with ? 8.F : 1.F);
    for (int i = 0; i < window_samples; ++i) {
      const double t = (i - window_before) / window_rate;
      windows.values.push_back(static_cast<float>(std::exp(-t * t / (2 * width * width))));
    }
    groups.group.push_back(0);
    groups.shift.push_back(0);
  }
  return std::ranges::count_if(paced_beats(windows, groups), [](float share) { return share > 0; });
}

// The spikes of 10 s lay in leads that were not labelled, and eight beats were asked for.
TEST(PacedBeats, AreToldByTheOtherLeadsAndOfAShortEcg) {
  EXPECT_EQ(paced_of(40, 3), 40);
  EXPECT_EQ(paced_of(5, 3), 5);
  EXPECT_EQ(paced_of(5, 2), 5);
  EXPECT_EQ(paced_of(5, 1), 0) << "a sharp edge in one lead";
  EXPECT_EQ(paced_of(3, 3), 0) << "too few";
  EXPECT_EQ(paced_of(5, 3, 0.012), 0) << "narrow";
}

// Between paced beats a narrow complex is conducted, a wide one is not; where no beat is paced nothing is
// said.
TEST(ConductedBetweenPaced, IsNarrowAndRecurs) {
  BeatWindows windows;
  ShapeGroups groups;
  windows.leads = 1;
  // Group 0: 20 paced beats; 1: 9 narrow ones; 2: 9 wide ones without a spike; 3: 2 narrow ones.
  for (const auto& [group, number, width] :
       {std::tuple(0, 20, 0.05), std::tuple(1, 9, 0.012), std::tuple(2, 9, 0.05), std::tuple(3, 2, 0.012)})
    for (int k = 0; k < number; ++k) {
      windows.times.push_back(static_cast<double>(windows.times.size()));
      windows.recorded.push_back(1);
      windows.spikes.push_back(0);
      for (int i = 0; i < window_samples; ++i) {
        const double t = (i - window_before) / window_rate;
        windows.values.push_back(static_cast<float>(std::exp(-t * t / (2 * width * width))));
      }
      groups.group.push_back(group);
      groups.shift.push_back(0);
    }
  groups.count = 4;
  std::vector<float> paced(windows.beats(), 0);
  EXPECT_EQ(std::ranges::count(conducted_between_paced(windows, groups, paced), 1), 0);
  std::fill_n(paced.begin(), 20, 0.9F);
  const auto conducted = conducted_between_paced(windows, groups, paced);
  EXPECT_EQ(std::ranges::count(conducted, 1), 9);
  EXPECT_EQ(conducted[20], 1);
}

}  // namespace
}  // namespace rwave::whole
