// rwave --simd: the level of vector instructions is chosen when the program starts, so every verb runs on a
// machine without AVX, and can be made to run as there.
#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "base/output_file.h"
#include "support/support.h"

namespace rwave::testing {
namespace {

using ::testing::HasSubstr;

const std::string model = std::string(RWAVE_SOURCE_DIR) + "/models/compact.onnx";

std::string level_of(const CommandResult& result) {
  return nlohmann::json::parse(result.out).at("simd").get<std::string>();
}

TEST(Simd, PortableIsChosenByOptionAndByEnvironment) {
  const std::string bench = "bench '" + model + "' --seconds 0 --json";
  EXPECT_EQ(level_of(run_command("rwave --simd portable " + bench)), "portable");
  EXPECT_EQ(level_of(run_command("rwave --simd=portable " + bench)), "portable");
  EXPECT_EQ(level_of(run_command("RWAVE_SIMD=portable rwave " + bench)), "portable");
}

// The limit is the highest level: a verb's own choice below it stays, one above it is refused.
TEST(Simd, AVerbsOwnLevelMustBeWithinIt) {
  const std::string bench = "bench '" + model + "' --seconds 0 --json --simd ";
  EXPECT_EQ(level_of(run_command("rwave --simd vnni " + bench + "portable")), "portable");
  const CommandResult result = run_command("rwave --simd portable " + bench + "avx2");
  EXPECT_EQ(result.status, 1);
  EXPECT_THAT(result.err, HasSubstr("RWAVE_SIMD forbids it; the best is portable"));
}

TEST(Simd, BenchSaysSpeedLatencyAndMemory) {
  const CommandResult said = run_command("rwave bench '" + model + "' --seconds 0 --batch 8 --simd portable");
  EXPECT_EQ(said.status, 0) << said.err;
  EXPECT_THAT(said.out, HasSubstr("8 beats at a time, 1 thread, portable\n  speed     "));
  EXPECT_THAT(said.out, HasSubstr(" over 1 runs; loaded in "));
  EXPECT_THAT(said.out, HasSubstr("memory    weights "));
  const CommandResult wrong = run_command("rwave bench '" + model + "' --simd sse");
  EXPECT_EQ(wrong.status, 2);
  EXPECT_THAT(wrong.err, HasSubstr("--simd sse: expected portable, neon, avx2, avx512 or vnni"));
}

TEST(Simd, AnUnknownLevelIsWrongUse) {
  const CommandResult option = run_command("rwave --simd avx9 info");
  EXPECT_EQ(option.status, 2);
  EXPECT_THAT(option.err, HasSubstr("avx9"));
  const CommandResult variable = run_command("RWAVE_SIMD=avx9 rwave bench '" + model + "'");
  EXPECT_EQ(variable.status, 1);
  EXPECT_THAT(variable.err, HasSubstr("RWAVE_SIMD=avx9: expected portable, neon, avx2, avx512 or vnni\n"));
}

// Levels differ by rounding alone, which no label of a plain recording hangs on.
TEST(Simd, PortableLabelsAreTheBestLevels) {
  const TemporaryFolder folder;
  const std::string at = "cd '" + folder.path().string() + "' && ";
  ASSERT_EQ(run_command(at + "rwave simulate --seconds 60 --seed 3 -o one").status, 0);
  ASSERT_EQ(run_command(at + "rwave classify one -a best").status, 0);
  ASSERT_EQ(run_command(at + "rwave --simd portable classify one -a portable").status, 0);
  EXPECT_EQ(read_file(folder / "one.portable"), read_file(folder / "one.best"));
}

#ifdef RWAVE_LEARN
TEST(Simd, IsHandedOverToTheLearningHalf) {
  const CommandResult result = run_command("rwave --simd portable train --help");
  EXPECT_EQ(result.status, 0);
  EXPECT_THAT(result.out, HasSubstr("--model"));
}
#endif

}  // namespace
}  // namespace rwave::testing
