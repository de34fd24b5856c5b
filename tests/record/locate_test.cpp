// Databases and records found by name.
#include "record/locate.h"

#include <gmock/gmock.h>

#include <cstdlib>

#include "record/files.h"
#include "support/support.h"

namespace rwave {
namespace {

using ::testing::ElementsAre;
using testing::fault_of;
using ::testing::HasSubstr;
using testing::put_file;

TEST(ListRecords, AreTheHeadersWithoutTheSegmentsOfOthers) {
  const testing::TemporaryFolder folder;
  put_file(folder / "b.hea", "b 0\n");
  put_file(folder / "a.hea", "a/2 0 250 20\nb 10\nc 10\n");
  put_file(folder / "c.hea", "c 0\n");
  put_file(folder / "z.hea", "damaged");
  put_file(folder / "a.txt", "");
  EXPECT_THAT(list_records(folder.path()), ElementsAre("a", "z"));
}

TEST(ListRecords, AreThoseOfTheRecordsFileWhereThereIsOne) {
  const testing::TemporaryFolder folder;
  put_file(folder / "RECORDS", "102\r\n100\np1/s0010_re\n\n");
  put_file(folder / "7.hea", "7 0\n");
  EXPECT_THAT(list_records(folder.path()), ElementsAre("100", "102", "p1/s0010_re"));
}

TEST(ListRecords, StayInTheFolder) {
  const testing::TemporaryFolder folder;
  put_file(folder / "RECORDS", "100\n../secret\n");
  EXPECT_THAT(fault_of([&] { list_records(folder.path()); }),
              HasSubstr("RECORDS: line 2: '../secret' lies outside"));
  put_file(folder / "RECORDS", "/etc/passwd\n");
  EXPECT_THAT(fault_of([&] { list_records(folder.path()); }), HasSubstr("lies outside the folder"));
}

TEST(ListRecords, AnEmptyFolderIsAnError) {
  const testing::TemporaryFolder folder;
  EXPECT_THAT(fault_of([&] { list_records(folder.path()); }), HasSubstr("holds no WFDB records"));
  EXPECT_THAT(fault_of([&] { list_records(folder / "nowhere"); }), HasSubstr("not a folder"));
}

TEST(FindDatabase, LooksInTheDataFolderFirst) {
  const testing::TemporaryFolder folder;
  std::filesystem::create_directory(folder / "tinydb");
  const char* before = std::getenv("RWAVE_DATA");
  const std::string kept = before == nullptr ? "" : before;
  ::setenv("RWAVE_DATA", folder.path().c_str(), 1);
  EXPECT_EQ(find_database("tinydb"), folder / "tinydb");
  EXPECT_THAT(fault_of([&] { find_database("nodb"); }), HasSubstr("rwave fetch nodb --to data/nodb"));
  if (before == nullptr) {
    ::unsetenv("RWAVE_DATA");
  } else {
    ::setenv("RWAVE_DATA", kept.c_str(), 1);
  }
}

TEST(ListRecords, FindsAll48OfMitdb) {
  RWAVE_NEED_DATA(mitdb, "mitdb");
  const auto records = list_records(mitdb);
  EXPECT_EQ(records.size(), 48U);
  EXPECT_EQ(records.front(), "100");
  EXPECT_EQ(records.back(), "234");
}

}  // namespace
}  // namespace rwave
