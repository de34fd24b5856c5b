// A database from a local server: what arrives, and what is asked for again.
#include "fetch/fetch.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/output_file.h"
#include "fetch/published.h"
#include "rwave/error.h"
#include "support/support.h"

namespace rwave {
namespace {

namespace fs = std::filesystem;
using rwave::testing::Mirror;
using rwave::testing::Misdeed;
using rwave::testing::TemporaryFolder;
using ::testing::HasSubstr;

FetchOptions quick_options(const Mirror& mirror, const TemporaryFolder& folder) {
  FetchOptions options;
  options.mirror = mirror.url();
  options.folder = folder.path();
  options.retry.first_pause = options.retry.longest_pause = std::chrono::milliseconds(1);
  return options;
}

Fetched fetch_mitdb(const FetchOptions& options) {
  return fetch_database(find_published("mitdb"), options);
}

std::string fault_of_fetch(const FetchOptions& options) {
  try {
    fetch_mitdb(options);
  } catch (const Error& fault) {
    return fault.what();
  }
  return "no fault";
}

std::size_t files_below(const fs::path& folder) {
  std::size_t files = 0;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) files += entry.is_regular_file() ? 1 : 0;
  return files;
}

class FetchFromMirror : public ::testing::Test {
 protected:
  void expect_all_there() const {
    EXPECT_EQ(read_file(database_ / "100.dat"), testing::signal_100);
    EXPECT_EQ(read_file(database_ / "101.dat"), testing::signal_101);
    EXPECT_EQ(read_file(database_ / "101.atr"), "");
    for (const char* name : testing::published_names) EXPECT_TRUE(fs::exists(database_ / name)) << name;
    EXPECT_TRUE(fs::exists(database_ / "SHA256SUMS.txt"));
    EXPECT_EQ(files_below(folder_.path()), testing::published_names.size() + 1)
        << "no leftover, no file too many";
  }

  TemporaryFolder folder_;
  const fs::path database_ = folder_ / "mitdb";
  Mirror mirror_;
  testing::Publisher publisher_ = testing::publish_two_records(mirror_);
  FetchOptions options_ = quick_options(mirror_, folder_);
};

TEST_F(FetchFromMirror, BringsTheRecordingsAndNoMore) {
  std::vector<FetchProgress> seen;
  options_.on_progress = [&seen](const FetchProgress& progress) { seen.push_back(progress); };
  const Fetched fetched = fetch_mitdb(options_);
  expect_all_there();
  EXPECT_EQ(fetched.folder, database_);
  EXPECT_EQ(fetched.total.files, testing::published_names.size());
  EXPECT_EQ(fetched.total.present, 0U);
  ASSERT_FALSE(seen.empty());
  EXPECT_EQ(seen.back().done, seen.back().files);
  EXPECT_GT(seen.back().bytes, 110'000);
}

TEST_F(FetchFromMirror, KeepsWhatIsThere) {
  fetch_mitdb(options_);
  const std::size_t before = mirror_.requests();
  EXPECT_EQ(fetch_mitdb(options_).total.present, testing::published_names.size());
  EXPECT_EQ(mirror_.requests() - before, 1U) << "only the list is asked for again";
}

TEST_F(FetchFromMirror, ReplacesAFileThatWasDamagedOnDisk) {
  fetch_mitdb(options_);
  write_file(database_ / "100.dat", "damaged");
  EXPECT_EQ(fetch_mitdb(options_).total.present, testing::published_names.size() - 1);
  expect_all_there();
}

TEST_F(FetchFromMirror, ResumesAfterBrokenConnections) {
  const std::string path = publisher_.path("100.dat");
  mirror_.misbehave(path, {Misdeed::BreakOff, 2});
  fetch_mitdb(options_);
  expect_all_there();
  const auto seen = mirror_.seen(path);
  ASSERT_EQ(seen.size(), 3U);
  EXPECT_EQ(seen[0].range, "");
  EXPECT_EQ(seen[1].range, "bytes=30000-");  // half of 60,000 had come
  EXPECT_EQ(seen[2].range, "bytes=45000-");  // then half of the rest
}

TEST_F(FetchFromMirror, ManyBreaksAreBorneWhileTheFileGrows) {
  options_.retry.attempts = 2;
  Mirror other;
  testing::Publisher publisher(other, "/mitdb/1.0.0/");
  publisher.add("RECORDS", "big\n");
  publisher.add("big.dat", testing::noise_bytes(400'000, 3));
  other.misbehave(publisher.path("big.dat"), {Misdeed::BreakOff, 5});  // the last brings 6,250 bytes
  options_.mirror = other.url();
  fetch_mitdb(options_);
  EXPECT_EQ(fs::file_size(database_ / "big.dat"), 400'000U);
}

TEST_F(FetchFromMirror, ResumesWhatAnEarlierRunLeft) {
  make_folder(database_);
  write_file(database_ / "100.dat.part", testing::signal_100.substr(0, 12345));
  fetch_mitdb(options_);
  expect_all_there();
  EXPECT_EQ(mirror_.seen(publisher_.path("100.dat")).front().range, "bytes=12345-");
}

TEST_F(FetchFromMirror, ACompletePartNeedsNoRequest) {
  make_folder(database_);
  write_file(database_ / "100.dat.part", testing::signal_100);
  fetch_mitdb(options_);
  expect_all_there();
  EXPECT_TRUE(mirror_.seen(publisher_.path("100.dat")).empty());
}

TEST_F(FetchFromMirror, StartsAnewWhereThePartIsOfAnotherFile) {
  make_folder(database_);
  write_file(database_ / "100.dat.part", testing::noise_bytes(1000, 9));    // shorter: the sum is wrong
  write_file(database_ / "101.dat.part", testing::noise_bytes(70'000, 9));  // longer: status 416
  fetch_mitdb(options_);
  expect_all_there();
}

TEST_F(FetchFromMirror, StartsAnewWhereTheServerIgnoresRanges) {
  mirror_.ignore_ranges();
  mirror_.misbehave(publisher_.path("100.dat"), {Misdeed::BreakOff, 1});
  fetch_mitdb(options_);
  expect_all_there();
}

TEST_F(FetchFromMirror, StartsAnewWhereTheServerSendsAnotherRange) {
  const std::string path = publisher_.path("100.dat");
  mirror_.misbehave(path, {Misdeed::BreakOff, 1});
  mirror_.misbehave(path, {Misdeed::WrongRange, 1});
  fetch_mitdb(options_);
  expect_all_there();
  EXPECT_EQ(mirror_.seen(path).back().range, "");
}

TEST_F(FetchFromMirror, DownloadsADamagedFileOnceMore) {
  mirror_.misbehave(publisher_.path("100.dat"), {Misdeed::Damage, 1});
  fetch_mitdb(options_);
  expect_all_there();
}

TEST_F(FetchFromMirror, NamesTheFileThatIsAlwaysDamagedAndBringsTheOthers) {
  const std::string path = publisher_.path("100.dat");
  mirror_.misbehave(path, {Misdeed::Damage, 1000});
  std::string damaged = testing::signal_100;
  damaged[30'000] ^= 1;
  EXPECT_EQ(fault_of_fetch(options_), mirror_.url() + path + ": arrives damaged: expected SHA-256 " +
                                          testing::sum_of(testing::signal_100) + ", found " +
                                          testing::sum_of(damaged));
  EXPECT_EQ(mirror_.seen(path).size(), 2U);
  EXPECT_FALSE(fs::exists(database_ / "100.dat"));
  EXPECT_FALSE(fs::exists(database_ / "100.dat.part"));
  EXPECT_FALSE(fs::exists(database_ / "SHA256SUMS.txt")) << "the list marks a complete folder";
  EXPECT_EQ(read_file(database_ / "101.dat"), testing::signal_101);
}

TEST_F(FetchFromMirror, CountsTheFilesThatAreAbsent) {
  mirror_.remove(publisher_.path("100.hea"));
  mirror_.remove(publisher_.path("101.hea"));
  const std::string fault = fault_of_fetch(options_);
  EXPECT_THAT(fault, HasSubstr(publisher_.path("100.hea") + ": is not on the server (status 404)"));
  EXPECT_THAT(fault, HasSubstr("(1 more of the 6 files failed)"));
  EXPECT_TRUE(fs::exists(database_ / "101.dat"));
}

TEST_F(FetchFromMirror, BearsServerErrorsForAWhile) {
  mirror_.misbehave(publisher_.path("SHA256SUMS.txt"), {Misdeed::ServerError, 2});
  mirror_.misbehave(publisher_.path("101.dat"), {Misdeed::ServerError, 3});
  fetch_mitdb(options_);
  expect_all_there();
}

TEST_F(FetchFromMirror, GivesUpOnAServerThatStaysBroken) {
  mirror_.misbehave(publisher_.path("101.dat"), {Misdeed::ServerError, 1000});
  EXPECT_THAT(fault_of_fetch(options_),
              HasSubstr("101.dat: cannot be downloaded: the server answers with status 500"));
  EXPECT_EQ(mirror_.seen(publisher_.path("101.dat")).size(), 6U);
}

TEST_F(FetchFromMirror, EndsABodyThatDoesNotEnd) {
  mirror_.misbehave(publisher_.path("100.dat"), {Misdeed::Endless, 1});
  EXPECT_THAT(fault_of_fetch(options_), HasSubstr("100.dat: is longer than 268435456 bytes"));
  EXPECT_FALSE(fs::exists(database_ / "100.dat.part"));
  mirror_.misbehave(publisher_.path("SHA256SUMS.txt"), {Misdeed::Endless, 1});
  EXPECT_THAT(fault_of_fetch(options_), HasSubstr("SHA256SUMS.txt: is longer than 67108864 bytes"));
}

TEST_F(FetchFromMirror, WritesNothingForAListThatLeadsOut) {
  publisher_.list_line(testing::sum_of("x") + " ../../escaped");
  mirror_.put("/escaped", "x");
  EXPECT_THAT(fault_of_fetch(options_),
              HasSubstr("line 13: the file's name is empty, too long, or leads out"));
  EXPECT_EQ(files_below(folder_.path()), 0U);
}

TEST_F(FetchFromMirror, FollowsRedirectsToHttpOnly) {
  mirror_.put("/elsewhere", testing::signal_100);
  mirror_.redirect(publisher_.path("100.dat"), "/elsewhere");
  fetch_mitdb(options_);
  expect_all_there();
  fs::remove(database_ / "100.dat");
  mirror_.redirect(publisher_.path("100.dat"), "file:///etc/passwd");
  EXPECT_THAT(fault_of_fetch(options_), HasSubstr("100.dat: cannot be downloaded: Protocol"));
  EXPECT_FALSE(fs::exists(database_ / "100.dat"));
}

TEST_F(FetchFromMirror, SaysWhereItLookedInVain) {
  options_.mirror = mirror_.url() + "/nowhere";
  const std::string fault = fault_of_fetch(options_);
  EXPECT_THAT(fault, HasSubstr("no SHA256SUMS.txt for mitdb 1.0.0"));
  EXPECT_THAT(fault, HasSubstr("/nowhere/mitdb/1.0.0/ "));
}

TEST_F(FetchFromMirror, SaysThatNoServerAnswers) {
  {
    const Mirror gone;
    options_.mirror = gone.url();
  }
  const std::string fault = fault_of_fetch(options_);
  EXPECT_THAT(fault, HasSubstr("SHA256SUMS.txt: cannot be downloaded: Failed to connect"));
  EXPECT_THAT(fault, ::testing::EndsWith("(tried several times)"))
      << "nothing came, nothing can be continued";
}

TEST_F(FetchFromMirror, NamesTheFolderThatCannotBe) {
  write_file(folder_ / "mitdb", "a file");
  EXPECT_THAT(fault_of_fetch(options_), HasSubstr(database_.string() + ": cannot be made a folder"));
  fs::remove(database_);
  make_folder(database_ / "100.dat.part");
  EXPECT_THAT(fault_of_fetch(options_), HasSubstr("100.dat.part: cannot be written: Is a directory"));
}

TEST_F(FetchFromMirror, NamesWithSpacesAndPercentSignsAreEscaped) {
  Mirror other;
  testing::Publisher publisher(other, "/mitdb/1.0.0/");
  publisher.add("a folder/50% #1?.dat", "signal");
  options_.mirror = other.url();
  fetch_mitdb(options_);  // without RECORDS everything comes
  EXPECT_EQ(read_file(database_ / "a folder/50% #1?.dat"), "signal");
}

TEST(Fetch, FindsADatabaseWhereverTheMirrorKeepsIt) {
  for (const char* top : {"/mitdb/1.0.0/", "/files/mitdb/1.0.0/", "/mitdb/", "/"}) {
    const TemporaryFolder folder;
    Mirror mirror;
    testing::publish_two_records(mirror, top);
    EXPECT_EQ(fetch_mitdb(quick_options(mirror, folder)).total.done, testing::published_names.size()) << top;
  }
}

TEST(Fetch, ACopyOfTheRealDatabaseArrivesWhole) {
  RWAVE_NEED_DATA(data, "mitdb/SHA256SUMS.txt");
  const TemporaryFolder folder;
  Mirror mirror;
  mirror.put("/mitdb/1.0.0/SHA256SUMS.txt", read_file(data));
  std::size_t copied = 0;
  for (const auto& entry : fs::directory_iterator(data.parent_path())) {
    // The signals of one record are enough to send; the others' absence must be told.
    const std::string name = entry.path().filename().string();
    if (name == "SHA256SUMS.txt" || (name.ends_with(".dat") && name != "233.dat")) continue;
    mirror.put("/mitdb/1.0.0/" + name, read_file(entry.path()));
    ++copied;
  }
  ASSERT_GT(copied, 90U);
  EXPECT_THAT(fault_of_fetch(quick_options(mirror, folder)), HasSubstr("100.dat: is not on the server"));
  for (const char* name : {"233.dat", "233.atr", "233.hea", "RECORDS"}) {
    EXPECT_EQ(read_file(folder.path() / "mitdb" / name), read_file(data.parent_path() / name)) << name;
  }
}

}  // namespace
}  // namespace rwave
