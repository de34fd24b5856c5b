// The installed package, as another program's build finds it: the examples built, those in C as strict C99,
// and run.
#include <gmock/gmock.h>

#include <algorithm>
#include <fstream>

#include "rwave/annotation.h"
#include "rwave/recording.h"
#include "support/support.h"

namespace rwave::testing {
namespace {

using ::testing::HasSubstr;

class Package : public ::testing::Test {
 protected:
  void SetUp() override {
#ifdef RWAVE_SANITIZED
    GTEST_SKIP() << "a program without sanitizers does not link with a library that has them";
#endif
  }
  static void SetUpTestSuite() {
    folder_ = new TemporaryFolder;
#ifdef RWAVE_SANITIZED
    return;
#endif
    const std::string prefix = (*folder_ / "prefix").string(), build = (*folder_ / "build").string();
    installed_ = run_command("cmake --install '" RWAVE_BUILD_DIR "' --prefix '" + prefix + "'");
    built_ = run_command(
        // By Ninja, which building rwave needs: make need not be there.
        "cmake -G Ninja -S '" RWAVE_SOURCE_DIR "/examples' -B '" + build + "' -DCMAKE_PREFIX_PATH='" +
        prefix + "' -DCMAKE_C_FLAGS='-std=c99 -g -Wall -Wextra -Wpedantic -Werror' && cmake --build '" +
        build + "'");
    run_command("rwave simulate --seconds 40 --ectopic 0 -o '" + (*folder_ / "demo").string() + "'");
  }
  static void TearDownTestSuite() {
    delete folder_;
  }

  static inline TemporaryFolder* folder_ = nullptr;
  static inline CommandResult installed_, built_;
};

TEST_F(Package, TheExampleOfAFileLabelsItsBeats) {
  ASSERT_EQ(installed_.status, 0) << installed_.err;
  ASSERT_EQ(built_.status, 0) << built_.out << built_.err;
  const CommandResult result = run_command("'" + (*folder_ / "build/label_file").string() + "' '" +
                                           (*folder_ / "demo").string() + "'");
  EXPECT_EQ(result.status, 0) << result.err;
  const auto beats = static_cast<double>(read_annotations(*folder_ / "demo.atr").size());
  EXPECT_NEAR(static_cast<double>(std::count(result.out.begin(), result.out.end(), '\n')), beats, 2);
  EXPECT_THAT(result.out, HasSubstr(" N 0."));
  EXPECT_EQ(run_command("'" + (*folder_ / "build/label_file").string() + "' absent").status, 1);
}

TEST_F(Package, TheExampleOfALiveStreamLabelsTheSameBeats) {
  ASSERT_EQ(built_.status, 0) << built_.out << built_.err;
  const auto recording = open_recording(*folder_ / "demo");
  std::string samples;
  for (const float value : recording->read_physical(0, 0, recording->info().frames))
    samples += std::to_string(value) + "\n";
  std::ofstream(*folder_ / "samples") << samples;
  const std::string build = (*folder_ / "build").string();
  const CommandResult live =
      run_command("'" + build + "/label_stream' 360 < '" + (*folder_ / "samples").string() + "'");
  EXPECT_EQ(live.status, 0) << live.err;
  const CommandResult file =
      run_command("'" + build + "/label_file' '" + (*folder_ / "demo").string() + "' | cut -d' ' -f1,2");
  EXPECT_EQ(live.out, file.out);
  EXPECT_THAT(run_command("'" + build + "/label_stream' 1 < /dev/null").err, HasSubstr("label_stream: "));
}

TEST_F(Package, TheExampleOfAWholeRecordingLabelsScoresAndWritesIt) {
  ASSERT_EQ(built_.status, 0) << built_.out << built_.err;
  const std::string demo = (*folder_ / "demo").string(), labels = (*folder_ / "demo.rw").string();
  const std::string program = "'" + (*folder_ / "build/label_recording").string() + "' ";
  const CommandResult result = run_command(program + "'" + demo + "' '" + labels + "' '" + demo + ".atr'");
  EXPECT_EQ(result.status, 0) << result.err;
  EXPECT_THAT(result.out, HasSubstr("seconds 40.000 s\n"));
  EXPECT_THAT(result.out, HasSubstr("\nsdnn "));
  EXPECT_THAT(result.out, HasSubstr("QRS Se "));
  EXPECT_NEAR(static_cast<double>(read_annotations(labels).size()),
              static_cast<double>(read_annotations(demo + ".atr").size()), 3);
  const CommandResult absent = run_command(program + "absent x.rw");
  EXPECT_EQ(absent.status, 1);
  EXPECT_THAT(absent.err, HasSubstr("label_recording: absent: "));
}

// No byte is lost or read where there is none, from the first call to the last.
TEST_F(Package, TheExamplesInCAreCleanUnderValgrind) {
#ifdef RWAVE_SANITIZED
  GTEST_SKIP() << "valgrind and the sanitizers do not work together";
#endif
  if (run_command("valgrind --version").status != 0)
    GTEST_SKIP() << "valgrind is not installed (tools/deps --test)";
  ASSERT_EQ(built_.status, 0) << built_.out << built_.err;
  run_command("rwave simulate --seconds 12 --ectopic 0 -o '" + (*folder_ / "short").string() + "'");
  const std::string valgrind =
      "valgrind -q --error-exitcode=9 --leak-check=full --errors-for-leak-kinds=definite,indirect ";
  const std::string build = "'" + (*folder_ / "build").string() + "/",
                    demo = "'" + (*folder_ / "short").string();
  const CommandResult whole =
      run_command(valgrind + build + "label_recording' " + demo + "' " + demo + ".rw' " + demo + ".atr'");
  EXPECT_EQ(whole.status, 0) << whole.err;
  const CommandResult live = run_command("seq 1 2000 | " + valgrind + build + "label_stream' 250");
  EXPECT_EQ(live.status, 0) << live.err;
}

TEST_F(Package, PkgConfigNamesHeadersAndLibrary) {
  const CommandResult result =
      run_command("PKG_CONFIG_PATH=$(dirname \"$(find '" + (*folder_ / "prefix").string() +
                  "' -name rwave.pc)\") pkg-config --cflags --libs rwave");
  EXPECT_EQ(result.status, 0) << result.err;
  EXPECT_THAT(result.out, HasSubstr("-lrwave"));
}

}  // namespace
}  // namespace rwave::testing
