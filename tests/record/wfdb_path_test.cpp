// Where WFDB's files are looked for, and the times its programs take.
#include "record/wfdb_path.h"

#include <gmock/gmock.h>

#include <cstdlib>

#include "record/files.h"
#include "record/wfdb_time.h"
#include "support/support.h"

namespace rwave {
namespace {

using rwave::testing::fault_of;
using rwave::testing::put_file;
using ::testing::HasSubstr;

class WfdbPathTest : public ::testing::Test {
 protected:
  WfdbPathTest() {
    for (const char* name : {"one", "two", "two/db"}) std::filesystem::create_directory(folder_ / name);
    put_file(folder_ / "one/100.atr", "");
    put_file(folder_ / "two/100.atr", "");
    put_file(folder_ / "two/db/100.atr", "");
    put_file(folder_ / "two/100.qrs", "");
    ::setenv("WFDB", (at("one") + ":" + at("two")).c_str(), 1);
  }
  ~WfdbPathTest() override { ::unsetenv("WFDB"); }
  std::string at(const std::string& name) const { return (folder_ / name).string(); }

  const testing::TemporaryFolder folder_;
};

TEST_F(WfdbPathTest, TheFirstFolderThatHoldsTheFileWins) {
  EXPECT_EQ(WfdbPath().find("100", "atr"), at("one/100.atr"));
  EXPECT_EQ(WfdbPath({at("two")}).find("100", "atr"), at("two/100.atr"));
  EXPECT_EQ(WfdbPath().find("100", "qrs"), at("two/100.qrs"));
  EXPECT_EQ(WfdbPath().find("101", "atr"), std::nullopt);
}

TEST_F(WfdbPathTest, ARecordsOwnFolderComesFirstAndItsNameLast) {
  EXPECT_EQ(WfdbPath().find(at("two/db/100"), "atr"), at("two/db/100.atr"));
  EXPECT_EQ(WfdbPath().find("db/100", "atr"), at("two/db/100.atr"));
  EXPECT_EQ(WfdbPath().find("db/100", "qrs"), at("two/100.qrs"));
}

TEST_F(WfdbPathTest, SaysEveryFolderLookedIn) {
  EXPECT_THAT(fault_of([] { WfdbPath({"three"}).require("db/7", "atr"); }),
              HasSubstr("7.atr: is in none of the folders looked in: db, three/db, " + at("one/db") + ", " +
                        at("two/db") + ", three, " + at("one") + ", " + at("two") + " ("));
  ::unsetenv("WFDB");
  EXPECT_THAT(fault_of([] { WfdbPath().require("7", "atr"); }), HasSubstr("looked in: the current folder ("));
}

TEST(WfdbTimes, AreSecondsClockTimesOrSamples) {
  const auto seconds = [](const char* text) { return WfdbTime::parse(text)->seconds(360); };
  EXPECT_EQ(seconds("0"), 0);
  EXPECT_EQ(seconds("90.5"), 90.5);
  EXPECT_EQ(seconds("5:0"), 300);
  EXPECT_EQ(seconds("1:02:30.25"), 3750.25);
  EXPECT_EQ(seconds("s720"), 2);
  for (const char* text :
       {"", ":", "1:", ":1", "1:2:3:4", "-1", "1:-1", "s", "s-1", "s1.5", "nan", "inf", "1e13", "5 min"})
    EXPECT_FALSE(WfdbTime::parse(text)) << text;
}

}  // namespace
}  // namespace rwave
