// rwave classify --shard and rwave detect --shard, as launchers start them.
#include <gmock/gmock.h>

#include <filesystem>
#include <map>

#include "base/output_file.h"
#include "cli/command_line_support.h"
#include "support/support.h"

namespace rwave::testing {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

// The bytes of a folder's files by their names; nothing where the folder is absent.
std::map<std::string, std::string> files_in(const fs::path& folder) {
  std::map<std::string, std::string> files;
  if (!fs::exists(folder)) return files;
  for (const auto& entry : fs::directory_iterator(folder))
    files[entry.path().filename().string()] = read_file(entry.path());
  return files;
}

class ShardOption : public CommandLine {
 protected:
  ShardOption() { run("rwave simulate --records 5 --seconds 20 --seed 1 -o db"); }

  // Exit status and message of shares that are no shares.
  void expect_refused(const std::string& share, const std::string& message) const {
    const CommandResult result = run("rwave classify db/*.hea --shard '" + share + "' -o out");
    EXPECT_EQ(result.status, 2) << share;
    EXPECT_EQ(result.err, "rwave: --shard " + share + ": " + message + " (see rwave classify --help)\n");
    EXPECT_FALSE(fs::exists(folder_ / "out"));
  }
  // Runs `words` whole and in `count` shares, each into a folder of its own: no file is in two shares, and
  // all of them together are those of the whole, byte for byte.
  void expect_shares_make_the_whole(const std::string& words, int count) const {
    run("rm -rf whole share*");
    ASSERT_EQ(run("rwave " + words + " -o whole").status, 0) << words;
    std::map<std::string, std::string> together;
    for (int i = 1; i <= count; ++i) {
      const std::string share = std::to_string(i);
      const CommandResult result =
          run("rwave " + words + " --shard " + share + "/" + std::to_string(count) + " -o share" + share);
      EXPECT_EQ(result.status, 0) << result.err;
      for (const auto& [name, bytes] : files_in(folder_ / ("share" + share)))
        EXPECT_TRUE(together.emplace(name, bytes).second) << name << " is in two shares: " << words;
    }
    const auto whole = files_in(folder_ / "whole");
    EXPECT_FALSE(whole.empty());
    EXPECT_TRUE(together == whole) << words;
  }
};

TEST_F(ShardOption, TheSharesTogetherAreTheWhole) {
  for (const std::string verb : {"classify", "detect"})
    for (const std::string form : {"-a rw", "--csv", "--json"})
      expect_shares_make_the_whole(verb + " db/*.hea " + form, 3);
}

TEST_F(ShardOption, RecordsOfPatientsInSharesAreLabelledAsWithout) {
  RWAVE_NEED_DATA(mitdb, "mitdb");
  const std::string folder = "'" + mitdb.string() + "'/";
  expect_shares_make_the_whole(
      "classify " + folder + "100 " + folder + "208 " + folder + "232 " + folder + "118", 2);
}

TEST_F(ShardOption, EveryShareTakesEveryNthRecording) {
  const CommandResult result = run("rwave classify db/*.hea --shard 2/3 -o out");
  ASSERT_EQ(result.status, 0) << result.err;
  EXPECT_THAT(result.err, HasSubstr("share 2/3: 2 of 5 recordings\n"));
  EXPECT_TRUE(fs::exists(folder_ / "out/sim01.rw"));
  EXPECT_TRUE(fs::exists(folder_ / "out/sim04.rw"));
  EXPECT_EQ(files_in(folder_ / "out").size(), 2U);
}

TEST_F(ShardOption, ProcessesAtOnceShareAFolder) {
  ASSERT_EQ(run("rwave classify db/*.hea -o whole").status, 0);
  const CommandResult result =
      run("seq 4 | xargs -P 4 -I{} rwave classify --shard {}/4 --threads 1 -o out db/sim00 db/sim01 db/sim02 "
          "db/sim03 db/sim04");
  EXPECT_EQ(result.status, 0) << result.err;
  EXPECT_TRUE(files_in(folder_ / "out") == files_in(folder_ / "whole"));
}

// The line of --help, with Slurm's variables set as srun sets them for each of its processes.
TEST_F(ShardOption, TheLineForSlurmIsOneThatWorks) {
  const std::string line = "rwave classify --shard $((SLURM_PROCID+1))/$SLURM_NTASKS -o ";
  EXPECT_THAT(run("rwave classify --help").out, HasSubstr("srun -n 8 bash -c '" + line));
  ASSERT_EQ(run("rwave classify db/*.hea -o whole").status, 0);
  for (const std::string process : {"0", "1"}) {
    const CommandResult result =
        run("SLURM_NTASKS=2 SLURM_PROCID=" + process + " bash -c '" + line + "out db/*.hea'");
    EXPECT_EQ(result.status, 0) << result.err;
  }
  EXPECT_TRUE(files_in(folder_ / "out") == files_in(folder_ / "whole"));
  EXPECT_EQ(run("SLURM_NTASKS=2 SLURM_PROCID=0 rwave classify db/*.hea -o unasked").status, 0);
  EXPECT_EQ(files_in(folder_ / "unasked").size(), 5U) << "the variables alone share nothing out";
}

TEST_F(ShardOption, AnEmptyShareIsDone) {
  for (const std::string verb : {"classify", "detect"}) {
    const CommandResult result = run("rwave " + verb + " db/sim00 db/sim01 --shard 3/3 -o out");
    EXPECT_EQ(result.status, 0);
    EXPECT_EQ(result.out, "");
    EXPECT_EQ(result.err, "share 3/3: 0 of 2 recordings, nothing to do\n");
  }
  EXPECT_TRUE(files_in(folder_ / "out").empty());
}

TEST_F(ShardOption, ABadRecordingFailsItsOwnShare) {
  EXPECT_EQ(run("rwave classify db/sim00 absent db/sim01 --shard 1/2 -o out").status, 0);
  const CommandResult result = run("rwave classify db/sim00 absent db/sim01 --shard 2/2 -o out");
  EXPECT_EQ(result.status, 1);
  EXPECT_THAT(result.err, HasSubstr("rwave: absent"));
  EXPECT_EQ(files_in(folder_ / "out").size(), 2U);
}

TEST_F(ShardOption, OneNameInTwoSharesIsStillOneFile) {
  run("mkdir other && cp db/sim00.* other");
  EXPECT_EQ(run("rwave detect db/sim00 other/sim00 --shard 1/2 -o out").status, 0);
  const CommandResult result = run("rwave detect db/sim00 other/sim00 --shard 2/2 -o out");
  EXPECT_EQ(result.status, 1);
  EXPECT_THAT(result.err, HasSubstr("other/sim00: another recording given is called sim00 too"));
}

TEST_F(ShardOption, WhatIsNoShareIsRefused) {
  expect_refused("0/3", "shares are counted from 1 to 3");
  expect_refused("4/3", "of 3 shares the last one is 3/3");
  expect_refused("1/0", "there is at least one share: 1/1");
  for (const std::string text : {"a/b", "1/2/3", "2", "1/", "/3", "-1/3", "1.0/3", " 1/3", "1/3 ",
                                 "99999999999999999999/99999999999999999999"})
    expect_refused(text, "which share of how many is written as two numbers: 2/8 is the second of eight");
}

TEST_F(ShardOption, SharesDoNotMixInOneOutput) {
  for (const std::string verb : {"classify", "detect"}) {
    const CommandResult result = run("rwave " + verb + " db/*.hea --csv -o - --shard 1/2");
    EXPECT_EQ(result.status, 2);
    EXPECT_EQ(result.out, "");
    EXPECT_THAT(result.err, HasSubstr("the shares would mix in one output: give a folder"));
  }
  const CommandResult stream = run("rwave classify - --rate 360 --shard 1/2");
  EXPECT_EQ(stream.status, 2);
  EXPECT_THAT(stream.err, HasSubstr("samples from standard input are one recording: no --shard"));
}

}  // namespace
}  // namespace rwave::testing
