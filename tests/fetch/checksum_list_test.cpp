// SHA256SUMS.txt as PhysioNet writes it, and as a hostile server might.
#include "fetch/checksum_list.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "rwave/error.h"

namespace rwave {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

// The sum of the empty file (FIPS 180-4).
const std::string empty_sum = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

std::string fault_of(const std::string& text) {
  try {
    parse_checksum_list(text, "list");
  } catch (const Error& fault) {
    return fault.what();
  }
  return "no fault";
}

TEST(ChecksumList, ReadsPhysionetsAndCoreutilsLines) {
  const auto files =
      parse_checksum_list(empty_sum + " 100.atr\n" + empty_sum + "  patient001/s0010_re.dat\r\n\n" +
                              empty_sum + " *a b.csv\n" + empty_sum + "  ./RECORDS",
                          "list");
  EXPECT_THAT(files,
              ElementsAre(ListedFile{"100.atr", empty_sum}, ListedFile{"patient001/s0010_re.dat", empty_sum},
                          ListedFile{"a b.csv", empty_sum}, ListedFile{"RECORDS", empty_sum}));
}

TEST(ChecksumList, SumsAreLowerCaseWhateverTheList) {
  std::string upper = empty_sum;
  for (char& digit : upper) digit = static_cast<char>(std::toupper(static_cast<unsigned char>(digit)));
  EXPECT_EQ(parse_checksum_list(upper + " a\n", "list").front().sum, empty_sum);
}

TEST(ChecksumList, RefusesNamesThatLeadOutOfTheFolder) {
  const std::string long_part(201, 'x');
  for (const std::string& name :
       {std::string("/etc/passwd"), std::string("../up"), std::string("a/../../up"), std::string("a/.."),
        std::string("."), std::string("a//b"), std::string("a/"), std::string(), std::string("a\\..\\b"),
        std::string("a\tb"), std::string("a\0b", 3), long_part}) {
    EXPECT_THAT(fault_of(fmt::format("{0} good\n{0} {1}\n", empty_sum, name)),
                HasSubstr("list: line 2: the file's name is empty, too long, or leads out"))
        << "name '" << name << "'";
  }
}

TEST(ChecksumList, RefusesNamesThatDownloadsUse) {
  EXPECT_THAT(fault_of(empty_sum + " 100.dat.part\n"),
              HasSubstr("list: line 1: a published file cannot be named *.part"));
}

TEST(ChecksumList, NamesTheLineThatIsNoSum) {
  EXPECT_THAT(fault_of("<html>\n"),
              HasSubstr("list: line 1: expected a SHA-256 sum of 64 hexadecimal digits"));
  EXPECT_THAT(fault_of(empty_sum + "\n"), HasSubstr("list: line 1: expected"));
  EXPECT_THAT(fault_of(empty_sum.substr(1) + "g a\n"), HasSubstr("list: line 1: expected"));
  EXPECT_THAT(fault_of(""), HasSubstr("list: lists no file"));
}

TEST(ChecksumList, OneFileHasOneSum) {
  const std::string other(64, '0');
  EXPECT_EQ(parse_checksum_list(empty_sum + " a\n" + empty_sum + " a\n", "list").size(), 1U);
  EXPECT_THAT(fault_of(empty_sum + " a\n" + other + " a\n"),
              HasSubstr("list: line 2: a is listed twice, with two sums"));
}

TEST(RecordingFiles, AreThoseOfTheRecordsAndTheTables) {
  std::vector<ListedFile> listed;
  for (const char* name : {"100.atr", "100.dat", "100.hea", "100.xws", "100.at_", "102-0.atr",
                           "patient001/s0010_re.xyz", "patient001/other.dat", "RECORDS", "LICENSE.txt",
                           "ptbxl_database.csv", "dir/page.htm", "dir/RECORDS", "x/100.dat"}) {
    listed.push_back({name, empty_sum});
  }
  std::vector<std::string> names;
  for (const ListedFile& file : recording_files(listed, " 100 \r\npatient001/s0010_re\t\n", "RECORDS"))
    names.push_back(file.name);
  EXPECT_THAT(names, ElementsAre("100.atr", "100.dat", "100.hea", "patient001/s0010_re.xyz", "RECORDS",
                                 "LICENSE.txt", "ptbxl_database.csv"));
}

TEST(RecordingFiles, NoneOfARecordIsAnError) {
  const std::vector<ListedFile> listed = {{"100.dat", empty_sum}, {"RECORDS", empty_sum}};
  EXPECT_THROW(recording_files(listed, "<html>\n", "RECORDS"), Error);
  EXPECT_THROW(recording_files(listed, "", "RECORDS"), Error);
}

}  // namespace
}  // namespace rwave
