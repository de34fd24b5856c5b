// rwave classify --against: which references its labels are compared with.
#include <gmock/gmock.h>

#include <vector>

#include "cli/command_line_support.h"
#include "rwave/annotation.h"
#include "support/support.h"

namespace rwave::testing {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class Against : public CommandLine {};

// As many beats over twice the samples: of another rate, as rwave score refuses it.
TEST_F(Against, AnnotationsOfAnotherSamplingRateAreRefused) {
  ASSERT_EQ(run("rwave simulate --seconds 60 --ectopic 0 --seed 1 -o one").status, 0);
  auto annotations = read_annotations(folder_ / "one.atr");
  for (Annotation& annotation : annotations) annotation.sample *= 2;
  write_annotations(folder_ / "one.twice", annotations);
  const CommandResult twice = run("rwave classify one --against twice -o out");
  EXPECT_EQ(twice.status, 1);
  EXPECT_THAT(twice.err, AllOf(HasSubstr("one.twice: has as many beats as the recording over "),
                               HasSubstr("made at another sampling rate (near 7"), HasSubstr("of 360 Hz")));
  for (Annotation& annotation : annotations) annotation.sample /= 3;  // of 240 Hz
  write_annotations(folder_ / "one.fewer", annotations);
  const CommandResult fewer = run("rwave classify one --against fewer -o out");
  EXPECT_EQ(fewer.status, 1);
  EXPECT_THAT(fewer.err, HasSubstr("made at another sampling rate (near 2"));
  EXPECT_EQ(run("rwave classify one --against atr -o out").status, 0);
}

// Databases of rhythms alone: figures of 0 would say that every beat was missed.
TEST_F(Against, AReferenceWithoutBeatsGivesNoFigures) {
  ASSERT_EQ(run("rwave simulate --seconds 330 --rate 100 --ectopic 0 --seed 1 -o one").status, 0);
  EXPECT_THAT(run("rwave classify one -o out").err, HasSubstr("against   one.atr, EC57:  QRS Se "));
  Annotation rhythm;
  rhythm.code = 28;  // +
  rhythm.text = "(VFL";
  write_annotations(folder_ / "one.atr", std::vector{rhythm});
  const CommandResult result = run("rwave classify one -o out");
  EXPECT_EQ(result.status, 0) << result.err;
  EXPECT_THAT(result.err, AllOf(HasSubstr("against   one.atr states no beats"), Not(HasSubstr("EC57:"))));
}

}  // namespace
}  // namespace rwave::testing
