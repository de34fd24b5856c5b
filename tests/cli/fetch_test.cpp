// rwave fetch as a user types it, against a local server.
#include <gmock/gmock.h>

#include <filesystem>

#include "base/output_file.h"
#include "fetch/published.h"
#include "support/support.h"

namespace rwave::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

class FetchCommand : public ::testing::Test {
 protected:
  CommandResult fetch(const std::string& more = "") const {
    return run_command("rwave fetch mitdb --to '" + folder_.path().string() + "' --mirror " + mirror_.url() +
                       more);
  }

  const TemporaryFolder folder_;
  const std::filesystem::path database_ = folder_ / "mitdb";
  Mirror mirror_;
  Publisher publisher_ = publish_two_records(mirror_);
};

TEST_F(FetchCommand, PrintsTheFolderAndNothingElseOnStandardOutput) {
  const CommandResult result = fetch();
  EXPECT_EQ(result.status, 0) << result.err;
  EXPECT_EQ(result.out, database_.string() + "\n");
  EXPECT_EQ(read_file(database_ / "100.dat"), signal_100);
  EXPECT_THAT(result.err, HasSubstr("mitdb 1.0.0: MIT-BIH Arrhythmia Database\n"));
  EXPECT_THAT(result.err, HasSubstr("mitdb: 7/7 files, 0.1 MB\n"));
  EXPECT_EQ(result.err.find('\r'), std::string::npos) << "no bar in a pipe";
}

TEST_F(FetchCommand, ASecondCallKeepsEverything) {
  fetch();
  EXPECT_THAT(fetch().err, HasSubstr("7 of 7 files were there already"));
}

TEST_F(FetchCommand, WithoutToTheFilesComeIntoData) {
  const CommandResult result =
      run_command("cd '" + folder_.path().string() + "' && rwave fetch mitdb --mirror " + mirror_.url());
  EXPECT_EQ(result.out, "data/mitdb\n") << result.err;
  EXPECT_EQ(read_file(folder_ / "data/mitdb/100.dat"), signal_100);
}

TEST_F(FetchCommand, AKilledDownloadGoesOnWhereItStopped) {
  const std::string path = publisher_.path("100.dat");
  mirror_.misbehave(path, {Misdeed::BreakOff, 1});
  mirror_.misbehave(path, {Misdeed::ServerError, 1000});
  const std::string part = (database_ / "100.dat.part").string();
  const CommandResult killed =
      run_command("rwave fetch mitdb --to '" + folder_.path().string() + "' --mirror " + mirror_.url() +
                  " & until [ -s '" + part + "' ] || ! kill -0 $!; do sleep 0.02; done; kill -9 $!; wait $!");
  EXPECT_EQ(killed.status, 128 + 9) << killed.err;
  ASSERT_TRUE(std::filesystem::exists(part));
  EXPECT_FALSE(std::filesystem::exists(database_ / "100.dat"));

  mirror_.behave();
  EXPECT_EQ(fetch().status, 0);
  EXPECT_EQ(read_file(database_ / "100.dat"), signal_100);
  EXPECT_THAT(mirror_.seen(path).back().range, StartsWith("bytes="));
}

TEST_F(FetchCommand, ADamagedFileIsOneLineAndStatus1) {
  mirror_.misbehave(publisher_.path("100.dat"), {Misdeed::Damage, 1000});
  const CommandResult result = fetch();
  EXPECT_EQ(result.status, 1);
  EXPECT_EQ(result.out, "");
  EXPECT_THAT(result.err, HasSubstr("\nrwave: " + mirror_.url() +
                                    "/mitdb/1.0.0/100.dat: arrives damaged: expected SHA-256 "));
}

TEST_F(FetchCommand, AFolderThatCannotBeMadeIsNamed) {
  const CommandResult result = run_command("rwave fetch mitdb --to /dev/null/x --mirror " + mirror_.url());
  EXPECT_EQ(result.status, 1);
  EXPECT_THAT(result.err, HasSubstr("rwave: /dev/null/x/mitdb: cannot be made a folder"));
}

TEST_F(FetchCommand, AFullDiskIsNamedAndLeavesThePart) {
  // A limit on the size of files stands in for the full disk: the system answers the write with an error
  // either way.
  const CommandResult result = run_command("ulimit -f 40; trap '' XFSZ; rwave fetch mitdb --to '" +
                                           folder_.path().string() + "' --mirror " + mirror_.url());
  EXPECT_EQ(result.status, 1);
  EXPECT_THAT(result.err, HasSubstr("dat.part: cannot be written (what is there is kept"));
  EXPECT_EQ(fetch().status, 0);
}

TEST(FetchCommandLine, WrongUseIsStatus2) {
  const CommandResult unknown = run_command("rwave fetch mitbd");
  EXPECT_EQ(unknown.status, 2);
  EXPECT_THAT(unknown.err, HasSubstr("these can: mitdb svdb nstdb ptbdb ptb-xl incartdb"));
  EXPECT_EQ(run_command("rwave fetch").status, 2);
  const CommandResult mirror = run_command("rwave fetch mitdb --mirror ftp://host/ --to /nonexistent");
  EXPECT_EQ(mirror.status, 2);
  EXPECT_THAT(mirror.err, StartsWith("rwave: --mirror 'ftp://host/' is no address"));
}

TEST(FetchCommandLine, HelpSaysWhereTheFilesCome) {
  const CommandResult result = run_command("rwave fetch --help");
  EXPECT_EQ(result.status, 0);
  EXPECT_THAT(result.out, HasSubstr("DIR/NAME"));
  EXPECT_THAT(result.out, HasSubstr("mitdb, svdb, nstdb, ptbdb, ptb-xl, incartdb"));
}

}  // namespace
}  // namespace rwave::testing
