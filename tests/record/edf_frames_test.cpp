// Frames of an EDF file whose signals have unlike rates.
#include <gmock/gmock.h>

#include <algorithm>

#include "record/make_edf.h"
#include "record/small_edf.h"
#include "rwave/recording.h"

namespace rwave {
namespace {

using rwave::testing::samples_16;
using rwave::testing::TestEdf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

// An ECG of 200 Hz, oxygen of 1 Hz, EEG of 96 Hz: a frame of all three is a second, in which no beat has a
// time. The frames are the ECG's, the others follow, in whole data records and in the one that is cut off.
TEST_F(SmallEdf, SlowSignalsDoNotMakeTheFramesOfTheEcgLong) {
  TestEdf edf;
  edf.signals.resize(3);
  edf.signals[0].samples = 200;
  edf.signals[1] = {.label = "SpO2", .units = "%", .samples = 1};
  edf.signals[2] = {.label = "EEG C4-A1", .units = "uV", .samples = 96};
  std::vector<int> values;
  for (int record = 0; record < 2; ++record) {
    for (int i = 0; i < 200; ++i) values.push_back(1000 * record + i);
    values.push_back(90 + record);
    for (int i = 0; i < 96; ++i) values.push_back(100 * record + i);
  }
  edf.data = samples_16(values);
  const auto r = open(edf);
  EXPECT_EQ(r->info().rate, 200);
  EXPECT_EQ(r->info().frames, 400);
  EXPECT_TRUE(r->info().warnings.empty());
  EXPECT_THAT(
      r->info().comments,
      ElementsAre(HasSubstr("in the frames of the ECG (200 Hz), by their sample of each moment: SpO2 (1 Hz), "
                            "EEG C4-A1 (96 Hz)")));
  EXPECT_THAT(r->read_adc(0, 198, 4), ElementsAre(198, 199, 1000, 1001));
  EXPECT_THAT(r->read_adc(1, 198, 4), ElementsAre(90, 90, 91, 91));
  EXPECT_THAT(r->read_adc(2, 0, 6), ElementsAre(0, 0, 0, 1, 1, 2));
  EXPECT_THAT(r->read_adc(2, 199, 4), ElementsAre(95, 100, 100, 100));
  // Cut within the EEG of the second data record: 48 of its samples are there, half a second of frames.
  edf.data.resize(2 * (297 + 201 + 48));
  const auto cut = open(edf);
  EXPECT_EQ(cut->info().frames, 400);
  EXPECT_THAT(cut->read_adc(0, 398, 2), ElementsAre(1198, 1199));
  EXPECT_THAT(cut->read_adc(1, 399, 1), ElementsAre(91));
  EXPECT_THAT(cut->read_adc(2, 298, 3), ElementsAre(147, 147, missing_sample));
  // Cut within the oxygen's place: the ECG is whole, the others are not there.
  edf.data.resize(2 * (297 + 100));
  const auto half = open(edf);
  EXPECT_EQ(half->info().frames, 300);
  EXPECT_THAT(half->read_adc(0, 299, 1), ElementsAre(1099));
  EXPECT_THAT(half->read_adc(1, 199, 2), ElementsAre(90, missing_sample));
}

// Signals that are faster than the frames keep every sample: some stand there twice.
TEST_F(SmallEdf, FastSignalsNextToAnEcgLoseNoSample) {
  TestEdf edf;
  edf.signals.resize(3);
  edf.signals[0].samples = 256;
  edf.signals[1] = {.label = "EMG", .units = "uV", .samples = 400};
  edf.signals[2] = {.label = "SpO2", .units = "%", .samples = 1};
  std::vector<int> values;
  for (int record = 0; record < 2; ++record) {
    for (int i = 0; i < 256; ++i) values.push_back(i);
    for (int i = 0; i < 400; ++i) values.push_back(1000 * record + i);
    values.push_back(90);
  }
  edf.data = samples_16(values);
  const auto r = open(edf);
  EXPECT_EQ(r->info().rate, 256);
  EXPECT_THAT(r->info().comments, ElementsAre(HasSubstr(": EMG (400 Hz, 2 a frame), SpO2 (1 Hz)")));
  std::vector<std::int32_t> emg = r->read_adc(1, 0, 512);
  ASSERT_EQ(emg.size(), 1024U);
  emg.erase(std::unique(emg.begin(), emg.end()), emg.end());
  ASSERT_EQ(emg.size(), 800U);
  EXPECT_EQ(emg[399], 399);
  EXPECT_EQ(emg[799], 1399);
  edf.data.resize(2 * (657 + 256 + 200));  // half of the second record's EMG
  const auto cut = open(edf)->read_adc(1, 383, 2);
  EXPECT_THAT(cut, ElementsAre(1198, 1199, missing_sample, missing_sample));
}

// Leads of unlike rates next to a slow signal: one sample of each a frame, so that they are looked at
// together, and frames as short as the fastest's samples, so that none is lost.
TEST_F(SmallEdf, LeadsOfUnlikeRatesShareTheFramesOfTheFastest) {
  TestEdf edf;
  edf.signals.resize(3);
  edf.signals[0] = {.label = "ECG I", .samples = 250};
  edf.signals[1] = {.label = "ECG II", .samples = 400};
  edf.signals[2] = {.label = "SpO2", .units = "%", .samples = 1};
  std::vector<int> values;
  for (int record = 0; record < 2; ++record)
    for (const int samples : {250, 400, 1})
      for (int i = 0; i < samples; ++i) values.push_back(i);
  edf.data = samples_16(values);
  const auto r = open(edf);
  EXPECT_EQ(r->info().rate, 400);
  for (const SignalInfo& signal : r->info().signals) EXPECT_EQ(signal.samples_per_frame, 1) << signal.name;
  EXPECT_THAT(r->read_adc(1, 398, 4), ElementsAre(398, 399, 0, 1));
  EXPECT_THAT(r->read_adc(0, 0, 6), ElementsAre(0, 0, 1, 1, 2, 3));
}

// Frames of 100 Hz and more place a beat: every signal keeps its samples.
TEST_F(SmallEdf, FramesThatAreFineEnoughHoldEverySignalsOwnSamples) {
  TestEdf edf;
  edf.signals.resize(2);
  edf.signals[0].samples = 200;
  edf.signals[1] = {.label = "Resp", .samples = 100};
  edf.data = samples_16(std::vector<int>(600, 1));
  const auto r = open(edf);
  EXPECT_EQ(r->info().rate, 100);
  EXPECT_EQ(r->info().signals[0].samples_per_frame, 2);
  EXPECT_TRUE(r->info().comments.empty());
}

}  // namespace
}  // namespace rwave
