// The records of a folder.
#include "record/record_list.h"

#include <gmock/gmock.h>

#include "record/files.h"
#include "rwave/recording.h"
#include "support/support.h"

namespace rwave {
namespace {

using rwave::testing::fault_of;
using rwave::testing::put_file;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

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

TEST(ListRecords, NamesThatBreakTablesAreRefused) {
  const testing::TemporaryFolder folder;
  for (const char* name : {"a,b", "a\"b", "a\x1b[2J", "a\xff", "\xc0\x80", "\xed\xa0\x80", "a\xe2\x82"}) {
    put_file(folder / "RECORDS", std::string("\xc3\xa4-\xe2\x82\xac\n") + name + "\n");
    EXPECT_THAT(fault_of([&] { list_records(folder.path()); }),
                HasSubstr("RECORDS: line 2: a record name must"));
  }
  const testing::TemporaryFolder headers;
  put_file(headers / "a,b.hea", "a 0\n");
  EXPECT_THAT(fault_of([&] { list_records(headers.path()); }), HasSubstr("a record name must be UTF-8"));
}

TEST(ListRecords, AnEmptyFolderIsAnError) {
  const testing::TemporaryFolder folder;
  EXPECT_THAT(fault_of([&] { list_records(folder.path()); }), HasSubstr("holds no WFDB records"));
  EXPECT_THAT(fault_of([&] { list_records(folder / "nowhere"); }), HasSubstr("not a folder"));
}

TEST(OpenRecording, SaysWhatIsReadWhereThePathIsSomethingElse) {
  const testing::TemporaryFolder folder;
  put_file(folder / "x.xyz", "?");
  const auto fault = [](const std::filesystem::path& path) {
    return fault_of([&] { open_recording(path); });
  };
  EXPECT_THAT(fault(folder / "x.xyz"), HasSubstr("x.xyz: is of no kind that is read: these are x.edf"));
  const std::string name = folder.path().string();
  EXPECT_EQ(fault(folder.path()), name + ": is a folder: name a recording in it, as " + name + "/RECORD");
  EXPECT_THAT(fault(folder / "100"), HasSubstr("100: is not there"));
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
