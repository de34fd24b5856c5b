// The parts of a recording that are looked at.
#include "record/recording_parts.h"

#include <gmock/gmock.h>

namespace rwave {
namespace {

using ::testing::SizeIs;

TEST(RecordingParts, AreNineSpreadOverALongRecording) {
  const std::vector<RecordingPart> parts = parts_of(10'000, 100.9);
  ASSERT_THAT(parts, SizeIs(9));
  for (std::size_t p = 0; p < parts.size(); ++p) {
    EXPECT_EQ(parts[p].first, 500 + 1000 * static_cast<std::int64_t>(p));
    EXPECT_EQ(parts[p].frames, 100);
  }
}

// Else a number that is there once counts nine times.
TEST(RecordingParts, OfAShortRecordingNoneHoldsWhatAnotherOneHas) {
  ASSERT_THAT(parts_of(80, 100), SizeIs(1));
  EXPECT_EQ(parts_of(80, 100)[0].frames, 80);
  for (const std::int64_t frames : {101, 250, 700, 1500}) {
    std::int64_t end = 0;
    for (const RecordingPart& part : parts_of(frames, 100)) {
      EXPECT_GE(part.first, end);
      EXPECT_GT(part.frames, 0);
      end = part.first + part.frames;
    }
    EXPECT_LE(end, frames);
  }
  EXPECT_THAT(parts_of(0, 100), SizeIs(0));
  EXPECT_THAT(parts_of(100, 0.5), SizeIs(0));
}

}  // namespace
}  // namespace rwave
