// rwave holter, as a user types it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>

#include "support/support.h"

namespace rwave::testing {
namespace {

using ::testing::HasSubstr;

std::string text_of(const std::filesystem::path& file) {
  std::ifstream in(file);
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

TEST(HolterVerb, ReportsASimulatedRecording) {
  const TemporaryFolder folder;
  const std::string at = folder.path().string();
  ASSERT_EQ(run_command("rwave simulate --seconds 120 -o " + at + "/demo").status, 0);
  const CommandResult result =
      run_command("rwave holter " + at + "/demo -o " + at + "/demo.html --json --rhythm");
  ASSERT_EQ(result.status, 0) << result.err;
  const auto json = nlohmann::json::parse(result.out);
  EXPECT_EQ(json["record"], "demo");
  EXPECT_GT(json["total"]["beats"], 100);
  EXPECT_TRUE(json["variability"]["sdnn"].contains("definition"));
  EXPECT_THAT(text_of(folder / "demo.html"), HasSubstr("Full disclosure"));
  EXPECT_TRUE(std::filesystem::exists(folder / "demo.rhythm"));
}

TEST(HolterVerb, SeveralRecordingsGetAnIndex) {
  const TemporaryFolder folder;
  const std::string at = folder.path().string();
  ASSERT_EQ(run_command("rwave simulate --records 2 --seconds 60 -o " + at).status, 0);
  const CommandResult result = run_command("rwave holter " + at + "/sim00 " + at + "/sim01 " + at +
                                           "/sim01 --no-disclosure -o " + at + "/out");
  EXPECT_EQ(result.status, 1) << "the third has the name of the second";
  EXPECT_THAT(result.err, HasSubstr("another recording given is called sim01 too"));
  EXPECT_THAT(text_of(folder / "out/index.html"), HasSubstr("href=\"sim00.html\""));
  const std::string table = text_of(folder / "out/holter.csv");
  EXPECT_EQ(std::ranges::count(table, '\n'), 3);
}

TEST(HolterVerb, NeedsNoSignal) {
  RWAVE_NEED_DATA(nsr2db, "nsr2db");
  const TemporaryFolder folder;
  const CommandResult result =
      run_command("rwave holter " + nsr2db.string() + "/nsr001.ecg --csv -o " + (folder / "a.html").string());
  ASSERT_EQ(result.status, 0) << result.err;
  EXPECT_THAT(result.out, HasSubstr("record,rhythm,code"));
  EXPECT_THAT(text_of(folder / "a.html"), HasSubstr("beat annotations alone"));
}

TEST(HolterVerb, SaysWhatIsWrong) {
  const TemporaryFolder folder;
  const std::string at = folder.path().string();
  EXPECT_EQ(run_command("rwave holter " + at + "/none").status, 1);
  ASSERT_EQ(run_command("rwave simulate --seconds 30 -o " + at + "/demo").status, 0);
  const CommandResult missing = run_command("rwave holter " + at + "/demo -a zzz");
  EXPECT_EQ(missing.status, 1);
  EXPECT_THAT(missing.err, HasSubstr("annotator zzz"));
  EXPECT_EQ(run_command("rwave holter " + at + "/demo --json --csv").status, 2);
  // A file without a beat: the page says so, and so does the status.
  std::ofstream(folder / "flat.csv") << [] {
    std::string lines = "ECG\n";
    for (int i = 0; i < 3000; ++i) lines += "0.01\n";
    return lines;
  }();
  const CommandResult flat =
      run_command("rwave holter " + at + "/flat.csv --rate 100 -o " + at + "/flat.html");
  EXPECT_EQ(flat.status, 1);
  EXPECT_THAT(flat.err, HasSubstr("0 beats"));
}

}  // namespace
}  // namespace rwave::testing
