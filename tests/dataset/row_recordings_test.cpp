// Rows found again in their recordings: a ramp, whose value tells its sample.
#include "dataset/row_recordings.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "dataset/beat_file.h"
#include "dataset/load.h"
#include "record/wfdb_write.h"
#include "rwave/error.h"
#include "support/support.h"

namespace rwave {
namespace {

constexpr std::int64_t frames = 3600;  // 10 s
constexpr std::int64_t v_beat = 1080;

// Sample i is 300 + i % 1000 ADC units; beats at 360, 720, ..., the third of them V, atrial fibrillation from
// 1000 on.
class RowRecordingsTest : public ::testing::Test {
 protected:
  RowRecordingsTest() {
    write("a", "mV", 200);
    write("b", "uV", 0.1);
    set_ = load_beats(folder_.path().string(), "kaggle");
  }

  void write(const std::string& name, const std::string& units, double gain) const {
    RecordingInfo info;
    info.name = name;
    info.rate = 360;
    SignalInfo signal;
    signal.name = "MLII";
    signal.units = units;
    signal.gain = gain;
    signal.baseline = 300;
    info.signals = {signal};
    WfdbWriter writer(folder_.path(), info, 16);
    std::vector<std::int32_t> samples;
    samples.reserve(frames);
    for (std::int32_t i = 0; i < frames; ++i) samples.push_back(300 + i % 1000);
    writer.write(samples);
    writer.commit();
    std::vector<Annotation> annotations;
    for (std::int64_t at = 360; at < frames; at += 360) {
      const char* symbol = at == v_beat ? "V" : "N";
      if (at == v_beat)
        annotations.push_back({1000, static_cast<std::uint8_t>(code_of("+")), 0, 0, 0, "(AFIB"});
      annotations.push_back({at, static_cast<std::uint8_t>(code_of(symbol)), 0, 0, 0, ""});
    }
    write_annotations(folder_ / (name + ".atr"), annotations);
  }

  // The row of a record at a sample.
  std::uint32_t row_at(std::uint32_t record, std::int64_t sample) const {
    for (std::uint32_t row = 0; row < set_.size(); ++row)
      if (set_.record[row] == record && set_.sample[row] == sample) return row;
    ADD_FAILURE() << "no row at " << sample;
    return 0;
  }

  const testing::TemporaryFolder folder_;
  BeatSet set_;
};

TEST_F(RowRecordingsTest, KnowWhatTheReferenceSaysOfARow) {
  RowRecordings recordings(set_, folder_.path().string());
  const std::uint32_t before = row_at(1, 720), v = row_at(1, 1080);
  ASSERT_TRUE(recordings.has(v));
  EXPECT_EQ(recordings.seconds(v), 3);
  EXPECT_EQ(recordings.rate(v), 360);
  EXPECT_EQ(recordings.symbol(before), "N");
  EXPECT_EQ(recordings.symbol(v), "V");
  EXPECT_EQ(recordings.rhythm(before), "");
  EXPECT_EQ(recordings.rhythm(v), "AFIB");
}

TEST_F(RowRecordingsTest, ShowTheLeadAroundARowInMillivolts) {
  RowRecordings recordings(set_, folder_.path().string());
  const Excerpt part = recordings.around(row_at(0, 1080), 1, 2);
  EXPECT_EQ(part.lead, "MLII");
  EXPECT_EQ(part.first, -1);
  EXPECT_EQ(part.rate, 360);
  ASSERT_EQ(part.values.size(), 3 * 360U);
  EXPECT_FLOAT_EQ(part.values[0], 720 / 200.0F);
  EXPECT_FLOAT_EQ(part.values[360], 80 / 200.0F) << "sample 1080 of the ramp";
  ASSERT_EQ(part.annotations.size(), 4U) << "beats at 720, 1080 and 1440, and the rhythm's mark";
  EXPECT_EQ(part.annotations[1].text, "(AFIB");
  const Excerpt micro = recordings.around(row_at(1, 1080), 1, 2);
  EXPECT_FLOAT_EQ(micro.values[0], 7.2F) << "720 units of 10 uV";
}

TEST_F(RowRecordingsTest, EndWhereTheRecordingEnds) {
  RowRecordings recordings(set_, folder_.path().string());
  const Excerpt part = recordings.around(row_at(0, 360), 4, 20);
  EXPECT_EQ(part.first, -1);
  EXPECT_EQ(part.values.size(), static_cast<std::size_t>(frames));
}

TEST_F(RowRecordingsTest, AreNotAtHandForRowsAlone) {
  write_beat_set(folder_ / "rows.beats", set_);
  const BeatSet rows = load_beats((folder_ / "rows.beats").string(), "kaggle");
  RowRecordings recordings(rows, (folder_ / "rows.beats").string());
  EXPECT_FALSE(recordings.has(0));
  EXPECT_THROW(recordings.seconds(0), Error);
  BeatSet others = set_;
  others.records[1].record = "c";
  EXPECT_FALSE(RowRecordings(others, folder_.path().string()).has(0)) << "a folder of other records";
}

}  // namespace
}  // namespace rwave
