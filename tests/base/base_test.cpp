#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <atomic>
#include <csignal>
#include <filesystem>
#include <numeric>

#include "base/output_file.h"
#include "base/parallel.h"
#include "base/text.h"
#include "math/random.h"
#include "rwave/error.h"
#include "support/support.h"

namespace rwave {
namespace {

using rwave::testing::TemporaryFolder;

std::size_t entries(const std::filesystem::path& folder) {
  return static_cast<std::size_t>(std::distance(std::filesystem::directory_iterator(folder), {}));
}

TEST(OutputFile, AppearsOnlyWhenCommitted) {
  const TemporaryFolder folder;
  {
    OutputFile file(folder / "x");
    file.write("abc");
    EXPECT_FALSE(std::filesystem::exists(folder / "x"));
    file.commit();
  }
  EXPECT_EQ(read_file(folder / "x"), "abc");
  EXPECT_EQ(entries(folder.path()), 1U);
}

TEST(OutputFile, SmallAndLargePiecesKeepTheirOrder) {
  const TemporaryFolder folder;
  std::string expected;
  {
    OutputFile file(folder / "x");
    char letter = 'a';
    for (const std::size_t bytes : {10, 1 << 20, 7, 200'000, 200'000, 1 << 18, (1 << 18) - 1, 0, 3}) {
      const std::string piece(bytes, letter++);
      file.write(piece);
      expected += piece;
    }
    file.commit();
  }
  EXPECT_TRUE(read_file(folder / "x") == expected);
}

TEST(OutputFile, LeavesNothingAndTheOldFileUntouchedWithoutCommit) {
  const TemporaryFolder folder;
  write_file(folder / "x", "old");
  {
    OutputFile file(folder / "x");
    file.write(std::string(1 << 20, 'n'));
  }
  EXPECT_EQ(read_file(folder / "x"), "old");
  EXPECT_EQ(entries(folder.path()), 1U);
}

// One thread compared its name with that of another, which was freed meanwhile (seen by ./test --threads).
TEST(OutputFile, ThreadsThatBeginManyDoNotMeet) {
  const TemporaryFolder folder;
  parallel_for(4000, 8, [&](std::size_t i) { const OutputFile file(folder / std::to_string(i)); });
  EXPECT_EQ(entries(folder.path()), 0U);
}

TEST(OutputFile, NamesTheFileAndTheReason) {
  try {
    write_file("/nowhere/at/all", "x");
    FAIL() << "no error";
  } catch (const Error& fault) {
    EXPECT_STREQ(fault.what(), "/nowhere/at/all: cannot be written: No such file or directory");
  }
}

TEST(OutputFile, AFullDiskIsAnError) {
  const TemporaryFolder folder;
  // A limit on the size of files stands for the disk's end: write() fails alike.
  rlimit before = {};
  ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &before), 0);
  const auto handler = std::signal(SIGXFSZ, SIG_IGN);
  rlimit small = before;
  small.rlim_cur = 1 << 16;
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &small), 0);
  std::string fault;
  try {
    write_file(folder / "x", std::string(1 << 20, 'x'));
  } catch (const Error& error) {
    fault = error.what();
  }
  ::setrlimit(RLIMIT_FSIZE, &before);
  std::signal(SIGXFSZ, handler);
  EXPECT_EQ(fault, (folder / "x").string() + ": cannot be written: File too large");
  EXPECT_EQ(entries(folder.path()), 0U);
}

TEST(OutputFile, ATemporaryNameThatIsTakenIsLeftAlone) {
  const TemporaryFolder folder;
  write_file(folder / "victim", "whole");
  const OutputFile first(folder / "x");
  const OutputFile second(folder / "x");
  EXPECT_NE(first.temporary(), second.temporary());
  // The next names are links to a file that must not be touched.
  const std::string name = second.temporary().string();
  const auto number = std::stoul(name.substr(name.rfind('-') + 1));
  for (std::size_t i = 1; i <= 3; ++i) {
    std::filesystem::create_symlink(folder / "victim",
                                    name.substr(0, name.rfind('-') + 1) + std::to_string(number + i));
  }
  write_file(folder / "x", "new");
  EXPECT_EQ(read_file(folder / "victim"), "whole");
  EXPECT_EQ(read_file(folder / "x"), "new");
}

// The first draws of mt19937_64(5489) are those of the generator's authors (the standard fixes the 10,000th).
TEST(Random, DrawsTheStandardSequence) {
  Random random(5489);
  std::uint64_t last = 0;
  for (int i = 0; i < 10000; ++i) last = random.bits();
  EXPECT_EQ(last, 9981545732273789042ULL);
}

TEST(Random, StateRestoresTheSequence) {
  Random random(3);
  random.bits();
  const std::string state = random.state();
  const std::uint64_t next = random.bits();
  Random other(99);
  other.set_state(state);
  EXPECT_EQ(other.bits(), next);
  EXPECT_THROW(other.set_state("no state"), Error);
}

TEST(Random, ShuffleIsAPermutationAndEachPlaceIsEquallyLikely) {
  Random random(1);
  std::vector<int> counts(5 * 5);
  for (int trial = 0; trial < 20000; ++trial) {
    std::vector<int> items(5);
    std::iota(items.begin(), items.end(), 0);
    random.shuffle(items);
    for (int place = 0; place < 5; ++place)
      ++counts.at(static_cast<std::size_t>(5 * place + items[static_cast<std::size_t>(place)]));
  }
  // 4,000 expected a cell, standard deviation 57: six of them.
  for (const int count : counts) EXPECT_NEAR(count, 4000, 340);
}

TEST(Random, NormalHasMeanZeroAndVarianceOne) {
  Random random(2);
  double sum = 0;
  double squares = 0;
  constexpr int n = 100000;
  for (int i = 0; i < n; ++i) {
    const double x = random.normal();
    sum += x;
    squares += x * x;
  }
  EXPECT_NEAR(sum / n, 0, 0.02);
  EXPECT_NEAR(squares / n, 1, 0.03);
}

TEST(ParallelFor, DoesEachPieceOnceAndThrowsTheFirstFault) {
  std::vector<std::atomic<int>> done(1000);
  parallel_for(done.size(), 4, [&](std::size_t i) { ++done[i]; });
  for (const auto& count : done) EXPECT_EQ(count, 1);
  try {
    parallel_for(100, 1, [](std::size_t i) {
      if (i >= 7) throw Error("piece " + std::to_string(i));
    });
    FAIL() << "no error";
  } catch (const Error& fault) {
    EXPECT_STREQ(fault.what(), "piece 7");
  }
}

TEST(Text, GroupsThousands) {
  EXPECT_EQ(grouped(0), "0");
  EXPECT_EQ(grouped(999), "999");
  EXPECT_EQ(grouped(1000), "1,000");
  EXPECT_EQ(counted(1, "couplet"), "1 couplet");
  EXPECT_EQ(counted(2310, "couplet"), "2,310 couplets");
  EXPECT_EQ(grouped(-1234567), "-1,234,567");
}

TEST(Text, AWordForAShellIsQuotedWhereItNeedsToBe) {
  EXPECT_EQ(shell_word("lr=1e-5:1e-1"), "lr=1e-5:1e-1");
  EXPECT_EQ(shell_word(""), "''");
  EXPECT_EQ(shell_word("a b"), "'a b'");
  EXPECT_EQ(shell_word("it's"), "'it'\\''s'");
}

TEST(OutputFile, LeavesPipesAndDevicesAloneAndFollowsLinks) {
  const TemporaryFolder folder;
  ASSERT_EQ(::mkfifo((folder / "pipe").c_str(), 0600), 0);
  EXPECT_THROW(write_file(folder / "pipe", "x"), Error);
  EXPECT_TRUE(std::filesystem::is_fifo(folder / "pipe"));
  EXPECT_THROW(write_file("/dev/null", "x"), Error);
  EXPECT_TRUE(std::filesystem::is_character_file("/dev/null"));
  write_file(folder / "target", "old");
  std::filesystem::create_symlink(folder / "target", folder / "link");
  write_file(folder / "link", "new");
  EXPECT_TRUE(std::filesystem::is_symlink(folder / "link"));
  EXPECT_EQ(read_file(folder / "target"), "new");
}

}  // namespace
}  // namespace rwave
