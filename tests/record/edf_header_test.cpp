// EDF headers that break the rules: mended where that is safe, refused with the reason elsewhere.
#include <gmock/gmock.h>

#include "record/small_edf.h"

namespace rwave {
namespace {

using rwave::testing::put_file;
using rwave::testing::TestEdf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

TEST_F(SmallEdf, HeadersThatCannotBeRead) {
  const auto changed = [&](auto change) {
    TestEdf edf = plain();
    change(edf);
    return fault(edf);
  };
  using E = TestEdf;
  EXPECT_THAT(changed([](E& e) { e.duration = "0"; }),
              HasSubstr("x.edf: offset 244: '0' is not the duration of a data record"));
  EXPECT_THAT(changed([](E& e) { e.duration = "-1"; }), HasSubstr("offset 244: '-1' is not the duration"));
  EXPECT_THAT(changed([](E& e) { e.duration = "nan"; }), HasSubstr("offset 244: 'nan' is not the duration"));
  EXPECT_THAT(changed([](E& e) { e.data.resize(1); }),
              HasSubstr("offset 512: the file ends within its first data record of 8 bytes (1 held"));
  EXPECT_THAT(changed([](E& e) { e.version = "1"; }), HasSubstr("offset 0: neither an EDF file"));
  EXPECT_THAT(changed([](E& e) { e.signal_count = "0"; }), HasSubstr("offset 252: '0' signals: 1 to 4096"));
  EXPECT_THAT(changed([](E& e) { e.signal_count = "9999"; }), HasSubstr("offset 252: '9999' signals"));
  EXPECT_THAT(changed([](E& e) { e.signal_count = "3"; }),
              HasSubstr("offset 528: the file ends within its header"));
  EXPECT_THAT(
      changed([](E& e) { e.signals[0].samples = 0; }),
      HasSubstr("no channel of 1 can be read: offset 472: channel ECG is not read: it has 0 samples"));
  EXPECT_THAT(changed([](E& e) { e.signals[0].samples = 9999999; }),
              HasSubstr("a data record takes 19999998 bytes"));
  EXPECT_THAT(changed([](E& e) { e.signals[0].physical_maximum = "-10"; }),
              HasSubstr("minimum and maximum are both -10"));
  EXPECT_THAT(changed([](E& e) { e.signals[0].digital_maximum = "-2000"; }),
              HasSubstr("digital minimum and maximum are both -2000"));
  EXPECT_THAT(changed([](E& e) { e.signals[0].digital_minimum = "abc"; }),
              HasSubstr("offset 376: channel ECG is not read: its digital minimum 'abc' is no number"));
}

// What the samples do not depend on is named, and costs nothing.
TEST_F(SmallEdf, HeadersThatAreMended) {
  const auto changed = [&](auto change) {
    TestEdf edf = plain();
    change(edf);
    const auto r = open(edf);
    EXPECT_THAT(r->read_adc(0, 0, 4), ElementsAre(1, 2, 3, 4));
    EXPECT_EQ(r->info().rate, 4);
    return r->info().warnings.empty() ? std::string("none") : r->info().warnings.front();
  };
  using E = TestEdf;
  EXPECT_EQ(changed([](E&) {}), "none");
  EXPECT_EQ(changed([](E& e) { e.records = "  2   "; }), "none") << "padded on the left";
  EXPECT_THAT(changed([](E& e) { e.duration = "1,0"; }),
              HasSubstr("offset 244: record duration '1,0' has a decimal comma"));
  EXPECT_THAT(
      changed([](E& e) { e.records = "-1"; }),
      HasSubstr(
          "offset 236: -1 data records are stated, the file holds 2: a recording that was not finished"));
  EXPECT_THAT(changed([](E& e) { e.records = "0"; }),
              HasSubstr("0 data records are stated, the file holds 2"));
  EXPECT_THAT(changed([](E& e) { e.records = ""; }), HasSubstr("no data records are stated"));
  EXPECT_THAT(changed([](E& e) { e.records = "99999999"; }), HasSubstr("the file holds 2: cut off"));
  EXPECT_THAT(changed([](E& e) { e.records = "1"; }),
              HasSubstr("1 data records are stated, the file holds 2: all that"));
  EXPECT_THAT(changed([](E& e) { e.data.pop_back(); }),
              HasSubstr("2 data records are stated, the file holds 1 and 7 bytes of another: cut off"));
  EXPECT_THAT(changed([](E& e) { e.data += "abc"; }),
              HasSubstr("3 bytes after the last data record are not read"));
  EXPECT_THAT(changed([](E& e) { e.header_bytes = "500"; }),
              HasSubstr("offset 184: '500' header bytes are stated"));
  EXPECT_THAT(changed([](E& e) { e.start = "00.00.0010.11.12"; }),
              HasSubstr("offset 168: start date '00.00.00' is not"));
  EXPECT_EQ(changed([](E& e) { e.start = "02/03/0210:11:12"; }), "none");
  EXPECT_EQ(changed([](E& e) {
              e.kind = "EDF+C";
              e.patient = "Anon 1980";
            }),
            "none");
}

TEST_F(SmallEdf, CutOffWithinTheHeader) {
  put_file(folder_ / "x.edf", plain().bytes().substr(0, 100));
  EXPECT_THAT(testing::fault_of([&] { open_recording(folder_ / "x.edf"); }),
              HasSubstr("offset 100: the file ends within"));
  put_file(folder_ / "x.edf", "");
  EXPECT_THAT(testing::fault_of([&] { open_recording(folder_ / "x.edf"); }), HasSubstr("is empty (0 bytes)"));
}

}  // namespace
}  // namespace rwave
