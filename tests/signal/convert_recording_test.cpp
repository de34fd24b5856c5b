// Recordings written in other formats and read again: the same samples and annotations, or a line that says
// what is lost.
#include "signal/convert_recording.h"

#include <gmock/gmock.h>

#include <cmath>
#include <fstream>

#include "record/held_recording.h"
#include "rwave/error.h"
#include "support/support.h"

namespace rwave {
namespace {

using rwave::testing::TemporaryFolder;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

// Samples, annotations and what else both say; differences as text.
void expect_same(Recording& before, const std::vector<Annotation>& labels, Recording& after,
                 const std::vector<Annotation>& labels_after) {
  const RecordingInfo &a = before.info(), &b = after.info();
  EXPECT_EQ(a.rate, b.rate);
  ASSERT_EQ(a.frames, b.frames);
  ASSERT_EQ(a.signals.size(), b.signals.size());
  EXPECT_EQ(a.start, b.start);
  EXPECT_EQ(a.comments, b.comments);
  for (std::size_t s = 0; s < a.signals.size(); ++s) {
    EXPECT_EQ(a.signals[s].name, b.signals[s].name);
    EXPECT_EQ(a.signals[s].units, b.signals[s].units);
    EXPECT_EQ(a.signals[s].gain, b.signals[s].gain);
    EXPECT_EQ(a.signals[s].baseline, b.signals[s].baseline);
    EXPECT_EQ(a.signals[s].adc_resolution, b.signals[s].adc_resolution);
    EXPECT_TRUE(before.read_adc(static_cast<int>(s), 0, a.frames) ==
                after.read_adc(static_cast<int>(s), 0, a.frames))
        << s;
  }
  EXPECT_TRUE(labels == labels_after);
}

class RoundTrip : public ::testing::TestWithParam<std::string> {};

TEST_P(RoundTrip, KeepsARecordOfMitdb) {
  RWAVE_NEED_DATA(folder, "mitdb");
  const TemporaryFolder out;
  for (const char* name : {"100", "114", "203"}) {
    const auto before = open_recording(folder / name);
    const std::vector<Annotation> labels =
        read_annotations(folder / (std::string(name) + ".atr"), 360, before->info().frames);
    const std::filesystem::path between = out / (std::string(name) + GetParam());
    EXPECT_THAT(convert_recording(*before, labels, between, {}), IsEmpty());
    const auto middle = open_recording(between);
    EXPECT_THAT(middle->info().warnings, IsEmpty());
    expect_same(*before, labels, *middle, middle->annotations());
    ConvertOptions packed;
    packed.signal_format = 212;
    EXPECT_THAT(
        convert_recording(*middle, middle->annotations(), out / (std::string("back_") + name), packed),
        IsEmpty());
    const auto after = open_recording(out / (std::string("back_") + name));
    expect_same(*before, labels, *after,
                read_annotations(out / (std::string("back_") + name + ".atr"), 360, after->info().frames));
  }
}

INSTANTIATE_TEST_SUITE_P(Formats, RoundTrip, ::testing::Values(".edf", ".csv"));

// Two signals of different rates, missing samples, awkward scales and labels.
struct Awkward {
  std::unique_ptr<Recording> recording;
  std::vector<Annotation> labels;
};

Awkward awkward(double gain, double baseline, int step) {
  RecordingInfo info;
  info.name = "x";
  info.source = "memory";
  info.rate = 250.5;
  info.frames = 1003;
  info.start = "01:02:03 04/05/1979";
  info.comments = {"a comment with , and \"", std::string(300, 'y')};
  info.signals.resize(2);
  info.signals[0].name = "II, \"best\"";
  info.signals[0].gain = gain;
  info.signals[0].baseline = baseline;
  info.signals[1].name = "resp";
  info.signals[1].units = "";
  info.signals[1].adc_resolution = 12;
  std::vector<std::vector<std::int32_t>> samples(2);
  for (int i = 0; i < 1003; ++i) {
    samples[0].push_back(i % 50 == 7 ? missing_sample : (i * 37 % 4001 - 2000) * step);
    samples[1].push_back(i * i % 997);
  }
  Awkward out;
  for (int i = 0; i < 40; ++i) {
    Annotation label;
    label.sample = 25 * i;
    label.code = static_cast<std::uint8_t>(1 + i);
    label.subtype = static_cast<std::int8_t>(i % 3 - 1);
    label.channel = static_cast<std::uint8_t>(i % 2);
    label.number = static_cast<std::int8_t>(i % 5);
    label.text = i % 4 == 0 ? "(AFIB, \"x\" aux=1" : "";
    out.labels.push_back(label);
  }
  out.recording = hold(info, std::move(samples));
  return out;
}

TEST_P(RoundTrip, KeepsAwkwardScalesAndLabels) {
  const TemporaryFolder folder;
  Awkward before = awkward(213.7, -11.5, 1);
  convert_recording(*before.recording, before.labels, folder / ("x" + GetParam()), {});
  const auto after = open_recording(folder / ("x" + GetParam()));
  expect_same(*before.recording, before.labels, *after, after->annotations());
}

TEST(Convert, SaysWhatIsRounded) {
  const TemporaryFolder folder;
  Awkward wide = awkward(1e6, 0, 1000);  // 22 bits
  for (const char* name : {"x.edf", "y.hea"}) {
    const auto losses = convert_recording(*wide.recording, wide.labels, folder / name, {});
    EXPECT_THAT(
        losses,
        Contains(HasSubstr("its range needs more bits than the format has; rounded from steps of 1e-06 to")));
    const auto after = open_recording(folder / name);
    // The factor has six decimals, so that a header's text holds the gain as it is: 1e6 becomes a whole
    // number.
    EXPECT_EQ(after->info().signals[0].gain, std::round(after->info().signals[0].gain)) << name;
    const std::vector<float> a = wide.recording->read_physical(0, 0, 1003),
                             b = after->read_physical(0, 0, 1003);
    for (std::size_t i = 0; i < a.size(); ++i) {
      ASSERT_EQ(std::isnan(a[i]), std::isnan(b[i])) << name << " " << i << " " << b[i];
      if (std::isnan(a[i])) continue;
      EXPECT_NEAR(a[i], b[i], 3.2e-5);  // half a step of 4 V over 16 bits
    }
  }
}

TEST(Convert, SaysThatBaselinesAreWhole) {
  const TemporaryFolder folder;
  Awkward before = awkward(200, 0.5, 1);
  EXPECT_THAT(convert_recording(*before.recording, before.labels, folder / "x", {}),
              Contains(HasSubstr(
                  "the baseline 0.5 is no whole number, as the format has it; values shift by 0.0025 mV")));
}

// A table without a unit: its amplitudes are taken for mV, and a header that called the gain unknown would be
// read as 200 units per mV.
TEST(Convert, AGainThatWasAssumedIsWrittenAndSaid) {
  const TemporaryFolder out;
  std::ofstream table(out / "table.csv");
  for (int i = 0; i < 1000; ++i) table << std::round(750 * std::sin(i / 8.0)) / 1000 << '\n';
  table.close();
  OpenOptions open;
  open.csv_rate = 250;
  const auto before = open_recording(out / "table.csv", open);
  ASSERT_FALSE(before->info().signals[0].calibrated);
  EXPECT_THAT(convert_recording(*before, {}, out / "record", {}), ElementsAre(HasSubstr("gain was assumed")));
  const auto after = open_recording(out / "record");
  EXPECT_THAT(after->info().comments, Contains(HasSubstr("assumed")));
  EXPECT_EQ(after->read_physical(0, 0, 1000), before->read_physical(0, 0, 1000));
}

TEST(Convert, AnotherBaselineIsNoLoss) {
  const TemporaryFolder folder;
  RecordingInfo info;
  info.source = "memory";
  info.rate = 100;
  info.frames = 3;
  info.signals.resize(1);
  const auto far = hold(info, {{100000, 100001, 131000}});
  EXPECT_THAT(convert_recording(*far, {}, folder / "x.hea", {}), IsEmpty());
  EXPECT_THAT(open_recording(folder / "x")->read_physical(0, 0, 3), ElementsAre(500, 500.005F, 655));
}

TEST(Convert, ResamplesSignalsAndLabels) {
  const TemporaryFolder folder;
  RecordingInfo info;
  info.source = "memory";
  info.rate = 500;
  info.frames = 5000;
  info.signals.resize(1);
  std::vector<std::int32_t> wave;
  for (int i = 0; i < 5000; ++i)
    wave.push_back(i >= 2000 && i < 2100
                       ? missing_sample
                       : static_cast<std::int32_t>(std::lround(1000 * std::sin(2 * M_PI * 5 * i / 500))));
  const auto before = hold(info, {wave});
  Annotation label;
  label.sample = 1001;
  label.code = 1;
  ConvertOptions options;
  options.rate = 360;
  EXPECT_THAT(convert_recording(*before, {label}, folder / "x.hea", options),
              ElementsAre("resampled from 500 to 360 Hz"));
  const auto after = open_recording(folder / "x");
  EXPECT_EQ(after->info().rate, 360);
  EXPECT_EQ(after->info().frames, 3600);
  EXPECT_EQ(read_annotations(folder / "x.atr")[0].sample, 721);  // 1001 * 0.72 = 720.72
  const std::vector<std::int32_t> samples = after->read_adc(0, 0, 3600);
  for (int i = 100; i < 1300; ++i)
    ASSERT_NEAR(samples[static_cast<std::size_t>(i)], 1000 * std::sin(2 * M_PI * 5 * i / 360), 2) << i;
  EXPECT_EQ(samples[1440], missing_sample);
  EXPECT_EQ(samples[1511], missing_sample);
  EXPECT_NE(samples[1512], missing_sample);
}

TEST(Convert, NeverOverItsOwnFiles) {
  const TemporaryFolder folder;
  Awkward before = awkward(200, 0, 1);
  convert_recording(*before.recording, {}, folder / "x.hea", {});
  const auto record = open_recording(folder / "x");
  EXPECT_THROW(convert_recording(*record, {}, folder / "x.hea", {}), Error);
  EXPECT_THROW(convert_recording(*record, {}, folder / "x.wav", {}), UsageError);
}

}  // namespace
}  // namespace rwave
