// rwave convert as a user types it.
#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "base/output_file.h"
#include "cli/command_line_support.h"
#include "support/support.h"

namespace rwave::testing {
namespace {

using ::testing::HasSubstr;

class ConvertCommand : public CommandLine {
 protected:
  ConvertCommand() { run("rwave simulate --seconds 20 --seed 3 -o one"); }
  nlohmann::json info(const std::string& file) const {
    return nlohmann::json::parse(run("rwave info --json " + file).out);
  }
};

TEST_F(ConvertCommand, WritesEveryFormatAndBack) {
  for (const std::string name : {"two.edf", "two.csv", "two.hea"}) {
    const CommandResult result = run("rwave convert one -o " + name);
    EXPECT_EQ(result.status, 0) << result.err;
    EXPECT_EQ(result.out, name + "\n");
    EXPECT_THAT(result.err, HasSubstr("nothing lost"));
    EXPECT_EQ(info(name)["annotations"], info("one")["annotations"]) << name;
    EXPECT_EQ(run("rwave convert " + name + " -o back/three.hea").status, 0);  // the folder is made
    EXPECT_EQ(run("rwave convert " + name + " --format 212 -o three.hea").status, 0);
    EXPECT_EQ(read_file(folder_ / "three.dat"), read_file(folder_ / "one.dat")) << name;
  }
}

// OUT/ was a record without a name, after a folder OUT had been made.
TEST_F(ConvertCommand, AFolderTakesTheRecordUnderItsName) {
  for (const char* output : {"out/", "out"}) {
    const CommandResult result = run(std::string("rwave convert one -o ") + output);
    EXPECT_EQ(result.status, 0) << result.err;
    EXPECT_EQ(result.out, "out/one\n") << output;
  }
  EXPECT_EQ(info("out/one")["annotations"], info("one")["annotations"]);
  EXPECT_EQ(run("mkdir in && mv one.* in/ && rwave convert in/one -o in").status, 1) << "onto itself";
}

TEST_F(ConvertCommand, SaysWhatIsLostAndRefusesWrongUse) {
  const CommandResult slow = run("rwave convert one -o slow.edf --resample 125");
  EXPECT_EQ(slow.status, 0);
  EXPECT_THAT(slow.err, HasSubstr("warning: resampled from"));
  EXPECT_EQ(info("slow.edf")["rate"], 125);
  EXPECT_EQ(run("rwave convert one -o one.wav").status, 2);
  EXPECT_EQ(run("rwave convert one").status, 2);
  EXPECT_EQ(run("rwave convert one -o -").status, 2);
  run("mkfifo pipe");
  EXPECT_EQ(run("rwave convert one -o pipe").status, 1);
  const CommandResult own = run("rwave convert one -o one.hea");
  EXPECT_EQ(own.status, 1);
  EXPECT_THAT(own.err, HasSubstr("would be overwritten"));
}

// A label cut to 16 characters looked like an ECG's without a unit: its scale was guessed over the one
// written, and 128 came back as 0.
TEST_F(ConvertCommand, ALongLabelCostsNoValues) {
  ASSERT_EQ(run("rwave convert one -o table.csv && sed '1s/.*/time (s),Dev_7AB1_ECG_LL_Status_CAL (no "
                "units),ECG (mV)/' "
                "table.csv > long.csv && rwave convert long.csv -o long.edf && mkdir a b && rwave convert "
                "long.csv -o a/x.csv && rwave convert long.edf -o b/x.csv")
                .status,
            0);
  EXPECT_EQ(read_file(folder_ / "b/x.csv"), read_file(folder_ / "a/x.csv"));
}

// A header without a unit means mV, which a respiration is not in.
TEST_F(ConvertCommand, ASignalWithoutAUnitDoesNotGetMillivolts) {
  ASSERT_EQ(
      run("rwave convert one -o table.csv && sed '1s/.*/time (s),ECG (mV),Respiration/' table.csv > r.csv")
          .status,
      0);
  const CommandResult result = run("rwave convert r.csv -o r.hea");
  EXPECT_THAT(result.err, HasSubstr("signal Respiration: that it has no unit is written as NU"));
  EXPECT_THAT(read_file(folder_ / "r.hea"), HasSubstr("/NU "));
}

// The reference of whatever had that name before would have been compared with.
TEST_F(ConvertCommand, AnnotationsThatWereThereBeforeAreSaid) {
  ASSERT_EQ(run("rwave convert one -o two.csv && rm two.annotations.csv && cp one.atr three.atr").status, 0);
  const CommandResult result = run("rwave convert two.csv -o three.hea");
  EXPECT_EQ(result.status, 0);
  EXPECT_THAT(result.err, HasSubstr("three.atr was there before"));
}

}  // namespace
}  // namespace rwave::testing
