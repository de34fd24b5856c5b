// Episodes as annotations and tables, and annotations as the beats that episodes are found in.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <string>

#include "rhythm/annotated_beats.h"
#include "rhythm/rhythm_output.h"

namespace rwave {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

TEST(RhythmOutput, SegmentsFollowThePrecedence) {
  const std::vector<Episode> episodes = {{RhythmKind::AtrialFibrillation, 100, 900, 9, 80, 90},
                                         {RhythmKind::VentricularTachycardia, 300, 400, 4, 150, 150},
                                         {RhythmKind::Pause, 500, 700, 0, 0, 0}};
  std::vector<std::string> found;
  for (const RhythmSegment& s : rhythm_segments(episodes, 1000))
    found.push_back(std::to_string(s.first) + std::string(s.code));
  EXPECT_THAT(found, ElementsAre("0(N", "100(AFIB", "300(VT", "400(AFIB", "900(N"));
  const auto annotations = rhythm_annotations(episodes, 100, 1000);
  ASSERT_EQ(annotations.size(), 6U);
  EXPECT_EQ(annotations[1].text, "(AFIB");
  EXPECT_EQ(symbol_of(annotations[1].code), "+");
  EXPECT_THAT(annotations[4].text, HasSubstr("PAUSE 2.00 s"));
  EXPECT_EQ(episodes_csv("r", std::span(episodes).first(1), 100),
            "r,af,(AFIB,100,900,1.0000,8.0000,9,80.0,90.0\n");
}

TEST(AnnotatedBeats, TakeNoiseAndFibrillationAlong) {
  std::vector<Annotation> annotations(7);
  constexpr std::array<std::pair<int, const char*>, 7> marks = {
      {{10, "N"}, {20, "/"}, {30, "~"}, {60, "~"}, {70, "["}, {90, "]"}, {95, "a"}}};
  for (std::size_t i = 0; i < marks.size(); ++i) {
    annotations[i].sample = marks[i].first;
    annotations[i].code = static_cast<std::uint8_t>(code_of(marks[i].second));
  }
  annotations[2].subtype = -1;
  const AnnotatedBeats found = annotated_beats(annotations, 100);
  std::string labels;
  for (const LabelledBeat& beat : found.beats) labels += beat.label;
  EXPECT_EQ(labels, "N/S");
  ASSERT_EQ(found.spans.size(), 2U) << "a mark that closes a span cuts no interval behind it";
  EXPECT_EQ(found.spans[0].span, (SampleSpan{30, 60}));
  EXPECT_EQ(found.spans[1].kind, RhythmKind::VentricularFibrillation);
}

}  // namespace
}  // namespace rwave
