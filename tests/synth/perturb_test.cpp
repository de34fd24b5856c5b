// What is done to leads: noise added, rates changed, samples rounded.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <numbers>
#include <vector>

#include "rwave/recording.h"
#include "signal/memory_recording.h"
#include "synth/perturb/adc_quantization.h"
#include "synth/perturb/recorded_noise.h"
#include "synth/perturb/whole_leads.h"

namespace rwave::testing {
namespace {

using ::testing::ElementsAre;

constexpr float missing = std::numeric_limits<float>::quiet_NaN();

TEST(AddNoise, FollowsTheNoiseFromItsFirstSampleAndGoesOnWithoutAStep) {
  std::vector<float> lead(7, 10);
  add_noise(lead, 1, std::vector<float>{5, 6, 4}, 2, NoiseSpan::whole);
  // The noise less its first sample, 0 1 -1, then from -1 on again.
  EXPECT_THAT(lead, ElementsAre(10, 12, 8, 8, 10, 6, 6));
}

TEST(AddNoise, MissingSamplesStayMissing) {
  std::vector<float> lead = {0, missing, 0};
  add_noise(lead, 1, std::vector<float>{0, 1, 2}, 1, NoiseSpan::whole);
  EXPECT_TRUE(std::isnan(lead[1]));
  EXPECT_EQ(lead[2], 2);
}

TEST(AddNoise, SegmentsAreTheEvenTwoMinutesAfterFive) {
  std::vector<float> noise(900), lead(900);
  for (std::size_t i = 0; i < noise.size(); ++i) noise[i] = i % 2 == 0 ? -1 : 1;
  add_noise(lead, 1, noise, 3, NoiseSpan::segments);
  for (std::size_t i = 1; i < lead.size(); ++i) {
    const bool noisy = (i >= 300 && i < 420) || (i >= 540 && i < 660) || (i >= 780);
    EXPECT_EQ(std::fabs(lead[i] - lead[i - 1]), noisy ? 6 : 0) << i;
  }
  EXPECT_EQ(lead[299], 0);
}

TEST(ChangeRate, KeepsAWaveAndWhereNothingWasRecorded) {
  std::vector<float> lead(3600);
  for (std::size_t i = 0; i < lead.size(); ++i)
    lead[i] = static_cast<float>(std::sin(2 * std::numbers::pi * 5 * static_cast<double>(i) / 360));
  std::fill(lead.begin() + 1800, lead.begin() + 1872, missing);  // 5.0 to 5.2 s
  const std::vector<float> converted = at_rate(lead, 360, 100);
  ASSERT_EQ(converted.size(), 1000U);
  for (std::size_t i = 100; i < 900; ++i) {
    EXPECT_EQ(std::isnan(converted[i]), i >= 500 && i < 520) << i;
    if (i > 450 && i < 570) continue;  // as near to the gap as the filter reaches
    EXPECT_NEAR(converted[i], std::sin(2 * std::numbers::pi * 5 * static_cast<double>(i) / 100), 2e-3) << i;
  }
}

TEST(ChangeRate, MarksStayAtTheirTimeAndWithinTheRecording) {
  std::vector<Annotation> marks(3);
  marks[1].sample = 361;
  marks[2].sample = 3599;
  convert_times(marks, 360, 100, 1000);
  EXPECT_EQ(marks[0].sample, 0);
  EXPECT_EQ(marks[1].sample, 100);  // 1.0028 s
  EXPECT_EQ(marks[2].sample, 999);  // 9.997 s, rounded to the end, which is no sample
}

TEST(Converter, RoundsToItsStepsAndClips) {
  const Converter eight = Converter::of_bits(8);
  EXPECT_DOUBLE_EQ(eight.gain, 25.6);  // 256 steps over 10 mV
  const Converted converted =
      convert(std::vector<float>{0, 0.019F, 0.02F, -1, 4.9F, 5.1F, -8, missing}, eight);
  EXPECT_THAT(converted.samples, ElementsAre(0, 0, 1, -26, 125, 127, -127, missing_sample));
  EXPECT_EQ(converted.clipped, 2);
}

TEST(Converter, OfSixteenBitsHasAMicrovoltsSteps) {
  EXPECT_THAT(convert(std::vector<float>{0.0014F, -32.767F, 33}, Converter{}).samples,
              ElementsAre(1, -32767, 32767));
}

TEST(WholeLeads, AreTheVoltagesInMillivolts) {
  MemoryRecording recording = MemoryRecording::simulated(30, 3);
  recording.signal(0).units = "uV";
  recording.signal(1).units = "mmHg";
  recording.samples(2)[9000] = missing_sample;
  const WholeLeads leads = read_whole_leads(recording);
  EXPECT_THAT(leads.signals, ElementsAre(0, 2));
  ASSERT_EQ(leads.values[0].size(), 10800U);
  EXPECT_FLOAT_EQ(leads.values[0][5000] * 1000, recording.read_physical(0, 5000, 1)[0]);
  EXPECT_FLOAT_EQ(leads.values[1][5000], recording.read_physical(2, 5000, 1)[0]);
  EXPECT_TRUE(std::isnan(leads.values[1][9000]));
}

TEST(WholeLeads, AHeldSampleIsTheOneBeforeIt) {
  std::vector<float> values = {missing, 2, missing, missing, 3};
  hold_missing(values);
  EXPECT_THAT(values, ElementsAre(0, 2, 2, 2, 3));
}

}  // namespace
}  // namespace rwave::testing
