// EDF files that a program spoiled on their way.
#include <gmock/gmock.h>

#include "record/small_edf.h"

namespace rwave {
namespace {

using rwave::testing::put_file;
using rwave::testing::samples_16;
using rwave::testing::TestEdf;
using ::testing::HasSubstr;

TEST_F(SmallEdf, OfTwoJoinedFilesTheFirstIsRead) {
  for (const char* records : {"2", "-1"}) {
    TestEdf edf = plain();
    edf.records = records;
    put_file(folder_ / "x.edf", edf.bytes() + edf.bytes());
    const auto r = open_recording(folder_ / "x.edf");
    EXPECT_EQ(r->info().frames, 8) << "the second one's header is no samples";
    EXPECT_THAT(r->info().warnings,
                ::testing::Contains(HasSubstr("offset 528: another EDF file begins here")));
  }
}

TEST_F(SmallEdf, AFileWrittenAgainAsTextIsRefused) {
  TestEdf edf = plain();
  edf.records = "50";
  edf.data.clear();
  for (int i = 0; i < 200; ++i) edf.data += samples_16({i * 37 % 400 - 200});
  std::string recoded;
  for (const char c : edf.data) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x80) {
      recoded += c;
    } else {
      recoded += static_cast<char>(0xc0 | byte >> 6);
      recoded += static_cast<char>(0x80 | (byte & 0x3f));
    }
  }
  EXPECT_EQ(open(edf)->info().frames, 200);
  edf.data = recoded;
  EXPECT_THAT(fault(edf), HasSubstr("offset 512: the samples are UTF-8"));
}

// A text has a character or a question mark for what is none of its letters, whichever byte it was.
TEST_F(SmallEdf, AFileWhoseBytesBecameOneCharacterIsRefused) {
  TestEdf edf = plain();
  edf.records = "50";
  edf.data.clear();
  for (int i = 0; i < 200; ++i) edf.data += samples_16({i * 37 % 400 - 200});
  std::string replaced, marks;
  for (const char c : edf.data) {
    const bool is_text = static_cast<unsigned char>(c) < 0x80;
    replaced += is_text ? std::string(1, c) : "\xef\xbf\xbd";
    marks += is_text ? c : '?';
  }
  edf.data = replaced;
  EXPECT_THAT(fault(edf), HasSubstr("offset 512: the samples are UTF-8"));
  edf.data = marks;
  EXPECT_THAT(fault(edf), HasSubstr("offset 512: the samples are ASCII with question marks"));
  // Small numbers are ASCII, and 63 is a question mark.
  edf.data.clear();
  for (int i = 0; i < 200; ++i) edf.data += samples_16({i % 3 == 0 ? i * 37 % 128 : 63});
  EXPECT_EQ(open(edf)->info().frames, 200);
}

}  // namespace
}  // namespace rwave
