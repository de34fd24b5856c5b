// Records written and read back, and the bytes against a public record's.
#include <gmock/gmock.h>

#include "record/files.h"
#include "record/wfdb_write.h"
#include "support/support.h"

namespace rwave {
namespace {

using rwave::testing::fault_of;
using rwave::testing::get_file;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

RecordingInfo two_lead_info() {
  RecordingInfo info;
  info.name = "demo";
  info.rate = 360;
  info.signals.resize(2);
  info.signals[0].name = "MLII";
  info.signals[1].name = "V5";
  info.signals[1].gain = 1000.5;
  info.signals[1].baseline = -12;
  info.comments = {"69 M"};
  return info;
}

class BothFormats : public ::testing::TestWithParam<int> {};

TEST_P(BothFormats, ReadBackWhatWasWritten) {
  const testing::TemporaryFolder folder;
  WfdbWriter writer(folder.path(), two_lead_info(), GetParam());
  writer.write(std::vector<std::int32_t>{1, -2, missing_sample, 2047});
  writer.write(std::vector<std::int32_t>{-2047, 5});
  writer.commit();
  const auto recording = open_recording(folder / "demo");
  const RecordingInfo& info = recording->info();
  EXPECT_EQ(info.frames, 3);
  EXPECT_EQ(info.rate, 360);
  EXPECT_THAT(info.comments, ElementsAre("69 M"));
  EXPECT_EQ(info.signals[1].name, "V5");
  EXPECT_EQ(info.signals[1].gain, 1000.5);
  EXPECT_EQ(info.signals[1].baseline, -12);
  EXPECT_THAT(recording->read_adc(0, 0, 3), ElementsAre(1, missing_sample, -2047));
  EXPECT_THAT(recording->read_adc(1, 0, 3), ElementsAre(-2, 2047, 5));
  EXPECT_NO_THROW(recording->verify());
}

INSTANTIATE_TEST_SUITE_P(WfdbWriter, BothFormats, ::testing::Values(16, 212));

TEST(WfdbWriter, AnOddNumberOfSamplesIn212EndsWithTwoBytes) {
  const testing::TemporaryFolder folder;
  RecordingInfo info = two_lead_info();
  info.signals.resize(1);
  WfdbWriter writer(folder.path(), info, 212);
  writer.write(std::vector<std::int32_t>{1, 2, -3});
  writer.commit();
  EXPECT_EQ(get_file(folder / "demo.dat"), std::string("\x01\x00\x02\xfd\x0f", 5));
  EXPECT_THAT(open_recording(folder / "demo")->read_adc(0, 0, 3), ElementsAre(1, 2, -3));
}

// Reading mitdb/100 and writing it again must give PhysioNet's own bytes.
TEST(WfdbWriter, WritesMitdb100AsPhysioNetHasIt) {
  RWAVE_NEED_DATA(mitdb, "mitdb");
  const testing::TemporaryFolder folder;
  const auto recording = open_recording(mitdb / "100");
  WfdbWriter writer(folder.path(), recording->info(), 212);
  constexpr std::int64_t block = 50000;
  std::vector<std::int32_t> lead[2] = {std::vector<std::int32_t>(block), std::vector<std::int32_t>(block)};
  std::vector<std::int32_t> frames(2 * block);
  for (std::int64_t first = 0; first < recording->info().frames; first += block) {
    recording->read(first, block, std::vector<SignalSlice>{{0, lead[0]}, {1, lead[1]}});
    for (std::size_t i = 0; i < frames.size(); ++i) frames[i] = lead[i % 2][i / 2];
    writer.write(frames);
  }
  writer.commit();
  EXPECT_EQ(get_file(folder / "100.dat"), get_file(mitdb / "100.dat"));
  EXPECT_NO_THROW(open_recording(folder / "100")->verify());
}

TEST(WfdbWriter, NothingIsLeftWithoutCommit) {
  const testing::TemporaryFolder folder;
  {
    WfdbWriter writer(folder.path(), two_lead_info(), 16);
    writer.write(std::vector<std::int32_t>{1, 2});
  }
  EXPECT_TRUE(std::filesystem::is_empty(folder.path()));
}

TEST(WfdbWriter, NoSignalsStayWithoutTheirHeader) {
  const testing::TemporaryFolder folder;
  std::filesystem::create_directories(folder / "demo.hea/taken");
  WfdbWriter writer(folder.path(), two_lead_info(), 16);
  writer.write(std::vector<std::int32_t>{1, 2});
  EXPECT_THAT(fault_of([&] { writer.commit(); }), HasSubstr("demo.hea: cannot be written"));
  EXPECT_FALSE(std::filesystem::exists(folder / "demo.dat"));
}

TEST(WfdbWriter, RefusesWhatTheFormatCannotHold) {
  const testing::TemporaryFolder folder;
  const auto open = [&](auto change, int format) {
    RecordingInfo info = two_lead_info();
    change(info);
    return fault_of([&] {
      WfdbWriter(folder.path(), info, format).write(std::vector<std::int32_t>{0, 2048});
    });
  };
  const auto as_it_is = [](RecordingInfo&) {};
  EXPECT_EQ(open(as_it_is, 16), "no error");
  EXPECT_THAT(open(as_it_is, 212),
              HasSubstr("signal V5, frame 0: 2048 is outside format 212's range, -2047 to 2047"));
  EXPECT_THAT(open(as_it_is, 80), HasSubstr("format 80 is not written"));
  EXPECT_THAT(open([](RecordingInfo& i) { i.name = "../up"; }, 16),
              HasSubstr("'../up' is not a record name"));
  EXPECT_THAT(open([](RecordingInfo& i) { i.signals[0].baseline = .5; }, 16), HasSubstr("whole baselines"));
  EXPECT_THAT(open([](RecordingInfo& i) { i.signals[0].name = "a\nb"; }, 16), HasSubstr("names of one line"));
  EXPECT_THAT(open([](RecordingInfo& i) { i.rate = 0; }, 16), HasSubstr("0 Hz is not a sampling rate"));
  EXPECT_THAT(open([](RecordingInfo& i) { i.signals.clear(); }, 16), HasSubstr("needs a signal"));
}

}  // namespace
}  // namespace rwave
