// The journal: nothing confirmed is lost, nothing half written is read.
#include "serve/journal.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <random>
#include <string>

#include "base/output_file.h"
#include "serve/exchange.h"
#include "support/support.h"

namespace rwave::testing {
namespace {

namespace fs = std::filesystem;
using serve::Journal;
using serve::JournalContent;
using serve::parse_journal;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::string three_records(const fs::path& file) {
  Journal journal(file);
  journal.append("one");
  journal.append("");
  journal.append("{\"three\":\"\\n\"}");
  return read_file(file);
}

TEST(Journal, RecordsAreReadAsTheyWereWritten) {
  const TemporaryFolder folder;
  const fs::path file = folder / "new" / "journal";
  const std::string bytes = three_records(file);
  EXPECT_TRUE(bytes.starts_with("rwave journal 1\n00000003 ")) << bytes;
  const Journal again(file);
  EXPECT_THAT(again.content().records, ElementsAre("one", "", "{\"three\":\"\\n\"}"));
  EXPECT_EQ(again.content().torn_bytes, 0);
  EXPECT_EQ(again.obstacle(), "");
}

TEST(Journal, NoFileIsMadeBeforeTheFirstRecord) {
  const TemporaryFolder folder;
  const Journal journal(folder / "journal");
  EXPECT_FALSE(fs::exists(folder / "journal"));
}

// A process that is killed leaves a file that ends anywhere.
TEST(Journal, CutAnywhereTheWholeRecordsAreReadAndTheNextOneFollowsThem) {
  const TemporaryFolder folder;
  const std::string whole = three_records(folder / "journal");
  std::size_t before = 0;
  for (std::size_t length = 0; length <= whole.size(); ++length) {
    const JournalContent content = parse_journal(whole.substr(0, length), "journal");
    EXPECT_GE(content.records.size(), before) << length;
    before = content.records.size();
    EXPECT_THAT(content.damage, IsEmpty()) << length;
    EXPECT_EQ(content.sound_bytes + content.torn_bytes, static_cast<std::int64_t>(length));
    const fs::path cut = folder / "cut";
    write_file(cut, whole.substr(0, length));
    {
      Journal journal(cut);
      journal.append("next");
    }
    const Journal again(cut);
    EXPECT_EQ(again.content().records.size(), before + 1) << length;
    EXPECT_EQ(again.content().records.back(), "next");
    EXPECT_EQ(again.content().torn_bytes, 0) << length;
  }
  EXPECT_EQ(before, 3U);
}

TEST(Journal, DamageWithinIsSaidAndWhatFollowsIsKept) {
  const TemporaryFolder folder;
  const std::string whole = three_records(folder / "journal");
  const std::size_t first = std::string("rwave journal 1\n").size();
  std::string damaged = whole;
  damaged[whole.find("one")] = 'O';
  const JournalContent content = parse_journal(damaged, "journal");
  EXPECT_THAT(content.records, ElementsAre("", "{\"three\":\"\\n\"}"));
  ASSERT_EQ(content.damage.size(), 1U);
  EXPECT_THAT(content.damage[0], HasSubstr("offset " + std::to_string(first)));
  EXPECT_EQ(content.torn_bytes, 0);
}

TEST(Journal, FollowingGivesAnotherServersRecordsAndNotItsOwn) {
  const TemporaryFolder folder;
  Journal journal(folder / "journal");
  journal.append("mine");
  Journal other(folder / "journal");
  EXPECT_THAT(other.content().records, ElementsAre("mine"));
  journal.append("mine too");
  EXPECT_THAT(journal.follow(), IsEmpty());
  EXPECT_THAT(other.follow(), ElementsAre("mine too"));
  // Bytes that another program put behind them, as a server that has taken the journal over does.
  const std::string whole = read_file(folder / "journal");
  Journal third(folder / "copy");
  write_file(folder / "copy", whole);
  EXPECT_THAT(third.follow(), ElementsAre("mine", "mine too"));
}

TEST(Journal, AnotherFileIsNoJournal) {
  EXPECT_THROW(parse_journal("something else that is longer", "f"), Error);
  EXPECT_THROW(parse_journal("rwave journal 2\n", "f"), Error);
}

TEST(Journal, ASecondProcessGetsItNot) {
  const TemporaryFolder folder;
  Journal first(folder / "journal");
  first.append("mine");
  Journal second(folder / "journal");
  EXPECT_THAT(second.obstacle(), HasSubstr("another rwave serve"));
  EXPECT_THROW(second.append("theirs"), serve::Refused);
  first.append("mine again");
  const JournalContent content = parse_journal(read_file(folder / "journal"), "journal");
  EXPECT_THAT(content.records, ElementsAre("mine", "mine again"));
}

// A limit on file sizes refuses writes as a full disk does, in the middle of a record.
TEST(Journal, AFullDiskRefusesTheEditAndLosesNothing) {
  const TemporaryFolder folder;
  const fs::path file = folder / "journal";
  Journal journal(file);
  journal.append("kept");
  rlimit before{};
  ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &before), 0);
  const auto old = std::signal(SIGXFSZ, SIG_IGN);
  const rlimit full{fs::file_size(file) + 10, before.rlim_max};
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &full), 0);
  std::string message;
  int status = 0;
  try {
    journal.append("lost, and said to be");
  } catch (const serve::Refused& refused) {
    message = refused.what();
    status = refused.status();
  }
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &before), 0);
  std::signal(SIGXFSZ, old);
  EXPECT_EQ(status, 507);
  EXPECT_THAT(message, HasSubstr("was not made"));
  EXPECT_THAT(parse_journal(read_file(file), "journal").records, ElementsAre("kept"));
  journal.append("room again");
  EXPECT_THAT(parse_journal(read_file(file), "journal").records, ElementsAre("kept", "room again"));
}

TEST(Journal, AFolderThatCannotBeSaysSo) {
  const TemporaryFolder folder;
  write_file(folder / "file", "");
  Journal journal(folder / "file" / "journal");
  EXPECT_THROW(journal.append("x"), serve::Refused);
}

// Appends numbered records until it is killed, and says each one only after it is confirmed.
[[noreturn]] void append_until_killed(const fs::path& file, int confirmed) {
  Journal journal(file);
  for (std::int64_t number = static_cast<std::int64_t>(journal.content().records.size());; ++number) {
    journal.append("record " + std::to_string(number) +
                   std::string(static_cast<std::size_t>(number % 300), '.'));
    if (::write(confirmed, &number, sizeof number) != sizeof number) ::_exit(1);
  }
}

// RWAVE_KILLS rounds (20; the campaign bench/serve/kill_journal makes 200): a process is killed at a random
// moment, and the next one goes on with what is there.
TEST(Journal, KilledAtAnyMomentNoConfirmedRecordIsLost) {
  const TemporaryFolder folder;
  const fs::path file = folder / "journal";
  const char* asked = std::getenv("RWAVE_KILLS");
  const int rounds = asked != nullptr ? std::atoi(asked) : 20;
  std::mt19937 random(1);
  std::int64_t confirmed = -1;
  for (int round = 0; round < rounds; ++round) {
    int ends[2];
    ASSERT_EQ(::pipe2(ends, O_CLOEXEC), 0);
    const pid_t child = ::fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
      ::close(ends[0]);
      append_until_killed(file, ends[1]);
    }
    ::close(ends[1]);
    std::int64_t number = 0;
    ASSERT_EQ(::read(ends[0], &number, sizeof number), static_cast<ssize_t>(sizeof number));
    confirmed = number;
    ::usleep(static_cast<useconds_t>(random() % 20000));
    ::kill(child, SIGKILL);
    ::waitpid(child, nullptr, 0);
    while (::read(ends[0], &number, sizeof number) == static_cast<ssize_t>(sizeof number)) confirmed = number;
    ::close(ends[0]);
    const Journal journal(file);
    ASSERT_THAT(journal.content().damage, IsEmpty());
    ASSERT_GT(static_cast<std::int64_t>(journal.content().records.size()), confirmed);
    // One more may be there whose confirmation was not heard any more; none is half.
    ASSERT_LE(static_cast<std::int64_t>(journal.content().records.size()), confirmed + 2);
    for (std::size_t i = 0; i < journal.content().records.size(); ++i)
      ASSERT_EQ(journal.content().records[i], "record " + std::to_string(i) + std::string(i % 300, '.'));
  }
  RecordProperty("records", std::to_string(confirmed + 1));
}

}  // namespace
}  // namespace rwave::testing
