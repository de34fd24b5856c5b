// rwave ec57 as a user types it: arguments reach the program untouched, and its exit code comes back.
#include <gmock/gmock.h>

#include <string>
#include <vector>

#include "base/output_file.h"
#include "rwave/annotation.h"
#include "support/support.h"

namespace rwave::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

class Ec57Command : public ::testing::Test {
 protected:
  void SetUp() override {
    write_file(folder_ / "r.hea", "r 0 360 650000\n");
    std::vector<Annotation> beats;
    for (std::int64_t sample = 120'000; sample < 130'000; sample += 300) {
      const bool ectopic = sample % 1000 == 0;
      beats.push_back({.sample = sample,
                       .code = static_cast<std::uint8_t>(ectopic ? 5 : 1),
                       .subtype = 0,
                       .channel = 0,
                       .number = 0,
                       .text = {}});
    }
    write_annotations(folder_ / "r.atr", beats);
    beats[0].code = 1;
    write_annotations(folder_ / "r.tst", beats);
  }

  CommandResult ec57(const std::string& words) const {
    return run_command("cd '" + folder_.path().string() + "' && WFDB=. rwave ec57 " + words);
  }

  const TemporaryFolder folder_;
};

TEST_F(Ec57Command, RunsProgramsWithTheirOwnOptions) {
  const CommandResult beats = ec57("bxb -r r -a atr tst");
  EXPECT_EQ(beats.status, 0);
  EXPECT_THAT(beats.out, StartsWith("Beat-by-beat comparison results for record r\n"));
  EXPECT_THAT(beats.out, HasSubstr("VEB sensitivity:  75.00% (3/4)"));
  const CommandResult runs = ec57("rxr -r r -a atr tst -f 0 -l -");
  EXPECT_EQ(runs.err, "rxr: (warning) nonstandard comparison selected\n");
  EXPECT_THAT(runs.out, StartsWith("   r "));
}

TEST_F(Ec57Command, ReportsGrowInFilesAndAreSummed) {
  ec57("bxb -r r -a atr tst -L beats shutdown");
  ec57("bxb -r r -a atr tst -L beats shutdown");
  const CommandResult sums = ec57("sumstats beats");
  EXPECT_EQ(sums.status, 0);
  EXPECT_THAT(sums.out, HasSubstr("Summary of results from 2 records\n"));
}

TEST_F(Ec57Command, WritesWhereTheAnnotatorsDifferAsAnnotations) {
  EXPECT_EQ(ec57("bxb -r r -a atr tst -o").status, 0);
  const auto written = read_annotations(folder_ / "r.bxb");
  ASSERT_EQ(written.size(), 34U);
  EXPECT_EQ(written[0].text, "Vn");
  EXPECT_EQ(symbol_of(written[1].code), "N");
  const CommandResult listed = ec57("bxb -r r -a atr tst -v");
  EXPECT_EQ(listed.err, "V(120000)/N(120000)\n");
  EXPECT_EQ(ec57("bxb -r r -a atr tst -O").out, "");
  EXPECT_EQ(read_annotations(folder_ / "r.bxb")[0].text, "V/N");
}

TEST_F(Ec57Command, ExitCodesAreThePrograms) {
  EXPECT_EQ(ec57("rxr -h").status, 1);
  EXPECT_EQ(ec57("ihr -h").status, 0);
  EXPECT_EQ(ec57("mxm -r r -a atr tst").status, 2);
  EXPECT_EQ(ec57("bxb -r r -a atr tst -s nowhere/x").status, 3);
  EXPECT_EQ(ec57("bxb -r r -a atr none").err, "annopen: can't read annotator none for record r\n");
  EXPECT_EQ(ec57("rxr -r r -a atr tst -f soon").status, 1);
}

TEST_F(Ec57Command, UnknownProgramIsNamedWithTheKnownOnes) {
  const CommandResult result = ec57("bxc -r r");
  EXPECT_EQ(result.status, 2);
  EXPECT_THAT(result.err, HasSubstr("sumstats"));
}

TEST_F(Ec57Command, DamagedAnnotationsAreSaidWithTheirFile) {
  write_file(folder_ / "r.bad", std::string("\x2c\xff\x01", 3));
  const CommandResult result = ec57("rxr -r r -a atr bad");
  EXPECT_EQ(result.status, 2);
  EXPECT_THAT(result.err, HasSubstr("r.bad"));
}

}  // namespace
}  // namespace rwave::testing
