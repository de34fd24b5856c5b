// rwave score against the golden texts of bxb and sumstats.
#include <gmock/gmock.h>

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>

#include "base/output_file.h"
#include "cli/score_command.h"
#include "rwave/annotation.h"
#include "support/support.h"

namespace rwave::testing {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using ::testing::Not;

class ScoreGolden : public ScoreCommand {
 protected:
  std::string expected(const std::string& name) const { return read_file(golden_ / (name + ".txt")); }
  // Each record scored by a command of its own, as bxb is used.
  void score_each(const std::string& words) const {
    const CommandResult result =
        score("", "for record in " + records + "; do rwave score -r $record -a atr tst " + words +
                      " || exit; done; :");
    EXPECT_THAT(result.err, Not(HasSubstr("could not")));
  }

  const std::string records = "100 105 106 114 119 200 203 207 208 213 222 232";
  fs::path golden_;
};

#define NEED_EC57()                      \
  RWAVE_NEED_DATA(mitdb, "mitdb");       \
  RWAVE_NEED_GOLDEN(ec57_files, "ec57"); \
  golden_ = ec57_files;                  \
  ::setenv("WFDB", (ec57_files.string() + " " + mitdb.string()).c_str(), 1)

TEST_F(ScoreGolden, StandardReportsOnStandardOutput) {
  NEED_EC57();
  for (const char* record :
       {"100", "105", "106", "114", "119", "200", "203", "207", "208", "213", "222", "232"}) {
    const std::string words = std::string("-r ") + record + " -a atr tst";
    EXPECT_EQ(score(words).out, expected(std::string("bxb_") + record));
    EXPECT_EQ(score(words + " -s -").out, expected(std::string("bxb_") + record));
  }
}

TEST_F(ScoreGolden, ReportsBuiltUpInFiles) {
  NEED_EC57();
  score_each("-S S >/dev/null; rwave score -r $record -a atr tst -C C >/dev/null");
  EXPECT_EQ(written("S"), expected("standard_S"));
  EXPECT_EQ(written("C"), expected("condensed_C"));
}

TEST_F(ScoreGolden, LinesBuiltUpInFilesAndSummed) {
  NEED_EC57();
  score_each(
      "-L L sL; rwave score -r $record -a atr tst -l l sl; rwave score -r $record -a atr tst -f 0 -L L0 sL0");
  EXPECT_EQ(written("L"), expected("line_L"));
  EXPECT_EQ(written("sL"), expected("sd_L"));
  EXPECT_EQ(written("l"), expected("line_l"));
  EXPECT_EQ(written("sl"), expected("sd_l"));
  EXPECT_EQ(written("L0"), expected("line_L_f0"));
  EXPECT_EQ(written("sL0"), expected("sd_L_f0"));
  EXPECT_EQ(score("--sum L").out, expected("sumstats_line_L"));
  EXPECT_EQ(score("--sum L0").out, expected("sumstats_line_L_f0"));
  EXPECT_EQ(score("--sum l").out, expected("sumstats_line_l"));
  EXPECT_EQ(score("--sum sL").out, expected("sumstats_sd_L"));
  EXPECT_EQ(score("--sum - <L").out, expected("sumstats_line_L"));
}

TEST_F(ScoreGolden, SeveralRecordsAtOnceAreTheSameLines) {
  NEED_EC57();
  const CommandResult result = score("-r " + records + " -a atr tst -L lines shutdown");
  EXPECT_EQ(result.status, 0) << result.err;
  EXPECT_EQ(written("lines"), expected("line_L"));
  EXPECT_EQ(written("shutdown"), expected("sd_L"));
  EXPECT_EQ(score("-r " + records + " -a atr tst -L - /dev/null").out, expected("sumstats_line_L"));
  EXPECT_EQ(score("-r " + records + " -a atr tst -L - -").out,
            expected("sumstats_line_L") + "\n" + expected("sumstats_sd_L"));
}

TEST_F(ScoreGolden, JsonHoldsRecordsGrossAndAverage) {
  NEED_EC57();
  const CommandResult result = score("-r " + records + " -a atr tst --json");
  const auto json = nlohmann::json::parse(result.out);
  EXPECT_EQ(json["reference"], "atr");
  ASSERT_EQ(json["records"].size(), 12U);
  EXPECT_EQ(json["records"][0]["record"], "100");
  EXPECT_EQ(json["records"][0]["matrix"][0], nlohmann::json({1715, 44, 54, 0, 0, 59, 0}));
  EXPECT_TRUE(json["records"][1]["s"]["sensitivity"].is_null());  // 105 has no S beat
  // The last lines of sumstats_line_L.txt.
  EXPECT_NEAR(json["gross"]["qrs"]["sensitivity"], 0.9722, 5e-5);
  EXPECT_NEAR(json["gross"]["s"]["positive_predictivity"], 0.7099, 5e-5);
  EXPECT_NEAR(json["average"]["v"]["sensitivity"], 0.8960, 5e-5);
  EXPECT_NEAR(json["average"]["rr"]["rms_error_ms"], 186.47, 5e-3);
}

}  // namespace
}  // namespace rwave::testing
