// rwave beats and rwave info as a user types them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <nlohmann/json.hpp>

#include "base/output_file.h"
#include "support/support.h"

namespace rwave {
namespace {

namespace fs = std::filesystem;
using rwave::testing::run_command;
using rwave::testing::TemporaryFolder;
using ::testing::HasSubstr;

// Two records of mitdb under other names, so that the whole way is quick.
void copy_records(const fs::path& from, const fs::path& to) {
  for (const char* name : {"100.hea", "100.dat", "100.atr", "208.hea", "208.dat", "208.atr"})
    fs::copy(from / name, to / name);
}

TEST(BeatsCommand, WritesTheKaggleFilesInTheOfficialOrder) {
  RWAVE_NEED_DATA(mitdb, "mitdb");
  const TemporaryFolder folder;
  const auto done = run_command("rwave beats " + mitdb.string() +
                                " --recipe kaggle --split official --csv -o " + (folder / "out").string());
  ASSERT_EQ(done.status, 0) << done.err;
  EXPECT_EQ(
      done.out,
      "file                  rows        N        S        V        F        Q\n"
      "mitbih_train        87,554   72,471    2,223    5,788      641    6,431\n"
      "mitbih_test         21,892   18,118      556    1,448      162    1,608\n"
      "109,494 beats of 48 records, recipe kaggle; split: official Kaggle split (random: patients on both "
      "sides)\nleft out: 48 without a following annotation, 0 with missing samples\n");
  // 188 numbers of 24 characters a row, each with its comma or line end.
  EXPECT_EQ(fs::file_size(folder / "out" / "mitbih_train.csv"), 87554U * 188 * 25);
  EXPECT_EQ(fs::file_size(folder / "out" / "mitbih_test.csv"), 21892U * 188 * 25);
  // The first row of the published test file begins so.
  EXPECT_EQ(read_file(folder / "out" / "mitbih_test.csv").substr(0, 75),
            "1.000000000000000000e+00,7.582644820213317871e-01,1.115702465176582336e-01,");
}

TEST(BeatsCommand, WritesABeatSetThatInfoDescribes) {
  RWAVE_NEED_DATA(mitdb, "mitdb");
  const TemporaryFolder folder;
  copy_records(mitdb, folder.path());
  const std::string out = (folder / "out").string();
  ASSERT_EQ(run_command("rwave beats " + folder.path().string() + " -o " + out).status, 0);
  const auto about = run_command("rwave info --json " + out + "/beats.beats");
  ASSERT_EQ(about.status, 0) << about.err;
  const auto json = nlohmann::json::parse(about.out);
  EXPECT_EQ(json["rows"], 2272 + 2954);
  EXPECT_EQ(json["classes"]["F"], 373);
}

TEST(BeatsCommand, SplitsByPatientWithTheSeedPrinted) {
  RWAVE_NEED_DATA(mitdb, "mitdb");
  const TemporaryFolder folder;
  copy_records(mitdb, folder.path());
  const auto done = run_command("rwave beats " + folder.path().string() +
                                " --split patient --seed 4 --json -o " + (folder / "o").string());
  ASSERT_EQ(done.status, 0) << done.err;
  const auto json = nlohmann::json::parse(done.out);
  EXPECT_EQ(json["seed"], 4);
  EXPECT_EQ(json["files"]["train"]["rows"].get<int>() + json["files"]["test"]["rows"].get<int>(),
            2272 + 2954);
  EXPECT_TRUE(fs::exists(folder / "o" / "test.beats"));
}

TEST(BeatsCommand, ReadsARecordThatEndsEarlyAsFarAsItGoes) {
  RWAVE_NEED_DATA(mitdb, "mitdb");
  const TemporaryFolder folder;
  copy_records(mitdb, folder.path());
  fs::permissions(folder / "100.dat", fs::perms::owner_write, fs::perm_options::add);
  fs::resize_file(folder / "100.dat", 1000000);
  const auto cut = run_command("rwave beats " + folder.path().string() + " -o " + (folder / "o").string());
  EXPECT_EQ(cut.status, 0) << cut.err;
  EXPECT_THAT(cut.err, HasSubstr("100.dat ends after 333333 of the 650000 samples"));
  EXPECT_TRUE(fs::exists(folder / "o" / "beats.beats"));
}

TEST(BeatsCommand, LeavesOutADamagedRecordAndNamesIt) {
  RWAVE_NEED_DATA(mitdb, "mitdb");
  const TemporaryFolder folder;
  copy_records(mitdb, folder.path());
  fs::permissions(folder / "100.hea", fs::perms::owner_write, fs::perm_options::add);
  write_file(folder / "100.hea", "100 1 360 650000\n100.dat 213 200 11 1024 0 0 0 MLII\n");
  const auto left = run_command("rwave beats " + folder.path().string() + " -o " + (folder / "o").string());
  EXPECT_EQ(left.status, 0) << left.err;
  EXPECT_THAT(left.err, HasSubstr("100.hea: line 2: format 213"));
  EXPECT_THAT(left.err, HasSubstr("1 of 2 records left out"));
  EXPECT_TRUE(fs::exists(folder / "o" / "beats.beats"));
}

TEST(BeatsCommand, NamesAnEmptyFolderAndWrongUse) {
  const TemporaryFolder folder;
  const auto empty = run_command("rwave beats " + folder.path().string() + " -o " + (folder / "o").string());
  EXPECT_EQ(empty.status, 1);
  EXPECT_THAT(empty.err, HasSubstr(folder.path().string()));
  EXPECT_EQ(run_command("rwave beats").status, 2);
  EXPECT_EQ(run_command("rwave nonsense").status, 2);
  EXPECT_EQ(run_command("rwave --version").status, 0);
}

TEST(InfoCommand, PrintsARecordAsJson) {
  RWAVE_NEED_DATA(mitdb, "mitdb");
  const auto done = run_command("rwave info --json --verify " + (mitdb / "100").string());
  ASSERT_EQ(done.status, 0) << done.err;
  const auto json = nlohmann::json::parse(done.out);
  EXPECT_EQ(json["rate"], 360);
  EXPECT_EQ(json["frames"], 650000);
  EXPECT_EQ(json["signals"][0]["name"], "MLII");
  EXPECT_EQ(json["signals"][0]["gain"], 200);
  EXPECT_EQ(json["annotations"]["N"], 2239);
  EXPECT_EQ(json["annotations"]["A"], 33);
}

TEST(InfoCommand, NamesTheFileTheLineAndTheFormatsItKnows) {
  const TemporaryFolder folder;
  write_file(folder / "broken.hea", "broken 1 360 1000\nbroken.dat 213 200 11 0 0 0 0 I\n");
  const auto done = run_command("cd " + folder.path().string() + " && rwave info broken.hea");
  EXPECT_EQ(done.status, 1);
  EXPECT_EQ(done.err,
            "rwave: broken.hea: line 2: format 213 is not a WFDB signal format (8 16 24 32 61 80 160 212 310 "
            "311 508 516 524)\n");
}

TEST(InfoCommand, SaysWhereTheHeaderLeavesFramesOut) {
  const TemporaryFolder folder;
  write_file(folder / "x.dat", std::string(40, '\0'));
  const auto info = [&](const char* frames) {
    write_file(folder / "x.hea", std::string("x 1 360 ") + frames + "\nx.dat 16 200 11 0 0 0 0 I\n");
    return run_command("cd " + folder.path().string() + " && rwave info x");
  };
  const auto fewer = info("15");
  EXPECT_EQ(fewer.status, 0);
  EXPECT_EQ(fewer.err,
            "rwave: x.hea: warning: states 15 samples, its signal files hold 5 more, which are not read\n");
  EXPECT_EQ(info("20").err, "");
  EXPECT_EQ(info("").err, "");
  const auto more = info("21");
  EXPECT_EQ(more.status, 0);
  EXPECT_THAT(more.err, HasSubstr("x.dat ends after 20 of the 21 samples"));
  EXPECT_EQ(run_command("cd " + folder.path().string() + " && rwave info --verify x").status, 1);
}

TEST(InfoCommand, RunsWithoutLibtorch) {
  const auto libraries = run_command("ldd \"$(command -v rwave)\"");
  ASSERT_EQ(libraries.status, 0);
  EXPECT_THAT(libraries.out, ::testing::Not(HasSubstr("torch")));
}

}  // namespace
}  // namespace rwave
