// Signals of WFDB records made for the purpose: frames, skew, offsets, missing samples, damaged files.
#include <gmock/gmock.h>

#include "record/files.h"
#include "rwave/recording.h"
#include "support/support.h"

namespace rwave {
namespace {

using rwave::testing::put_file;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

// A record made of a header and one signal file of bytes.
class OneFileRecord : public ::testing::Test {
 protected:
  std::unique_ptr<Recording> open(const std::string& header, const std::string& bytes) {
    put_file(folder_ / "r.hea", header);
    put_file(folder_ / "r.dat", bytes);
    return open_recording(folder_ / "r");
  }
  std::string fault(const std::string& header, const std::string& bytes) {
    return testing::fault_of([&] { open(header, bytes)->verify(); });
  }

  testing::TemporaryFolder folder_;
};

// signal(5): a frame holds the samples of the first signal, then those of the second.
TEST_F(OneFileRecord, SeveralSamplesAFrame) {
  const auto r = open("r 2 100 3\nr.dat 80x2 1 8 0 0 0 0 fast\nr.dat 80 1 8 0 0 0 0 slow\n",
                      "\x81\x82\x91\x83\x84\x92\x85\x86\x93");
  EXPECT_EQ(r->info().frames, 3);
  EXPECT_EQ(r->info().signals[0].samples_per_frame, 2);
  EXPECT_THAT(r->read_adc(0, 0, 3), ElementsAre(1, 2, 3, 4, 5, 6));
  EXPECT_THAT(r->read_adc(1, 0, 3), ElementsAre(17, 18, 19));
  EXPECT_THAT(r->read_adc(0, 1, 1), ElementsAre(3, 4));
}

// header(5): a signal with skew k lags by k frames, so sample i is the stored one of frame i + k; past the
// end is nothing.
TEST_F(OneFileRecord, SkewShiftsASignalAndLeavesItsEndMissing) {
  const auto r = open("r 2 100 4\nr.dat 80\nr.dat 80:2\n", "\x81\x91\x82\x92\x83\x93\x84\x94");
  EXPECT_THAT(r->read_adc(0, 0, 4), ElementsAre(1, 2, 3, 4));
  EXPECT_THAT(r->read_adc(1, 0, 4), ElementsAre(19, 20, missing_sample, missing_sample));
  EXPECT_THAT(r->read_adc(1, 1, 2), ElementsAre(20, missing_sample));
  EXPECT_THAT(r->read_adc(1, 3, 1), ElementsAre(missing_sample));
}

TEST_F(OneFileRecord, ByteOffsetAndLengthFromTheFile) {
  const auto r = open("r 1 100\nr.dat 16+4\n", std::string("HEAD\x01\x00\xff\xff\x02", 9));
  EXPECT_EQ(r->info().frames, 2) << "the ninth byte is half a sample";
  EXPECT_THAT(r->read_adc(0, 0, 2), ElementsAre(1, -1));
}

// Each format's code for "not recorded" becomes missing_sample, and NaN in physical units.
TEST_F(OneFileRecord, InvalidCodesAreMissingSamples) {
  struct Case {
    int format;
    std::string bytes;
  };
  using namespace std::string_literals;
  for (const Case& c : {Case{16, "\x00\x80"s}, Case{24, "\x00\x00\x80"s}, Case{32, "\x00\x00\x00\x80"s},
                        Case{61, "\x80\x00"s}, Case{80, "\x00"s}, Case{160, "\x00\x00"s},
                        Case{212, "\x00\x08"s}, Case{310, "\x00\x04"s}, Case{311, "\x00\x02"s}}) {
    const auto r = open("r 1 100 1\nr.dat " + std::to_string(c.format) + "\n", c.bytes);
    EXPECT_THAT(r->read_adc(0, 0, 1), ElementsAre(missing_sample)) << c.format;
    EXPECT_TRUE(std::isnan(r->read_physical(0, 0, 1)[0])) << c.format;
  }
}

// A missing sample counts in the checksum as the code that is stored for it: -32768 + 5.
TEST_F(OneFileRecord, ChecksumCountsMissingSamplesAsStored) {
  using namespace std::string_literals;
  EXPECT_EQ(fault("r 1 100 2\nr.dat 16 1 16 0 0 -32763 0 I\n", "\x00\x80\x05\x00"s), "no error");
  EXPECT_THAT(fault("r 1 100 2\nr.dat 16 1 16 0 0 7 0 I\n", "\x00\x80\x05\x00"s),
              HasSubstr("r.hea: signal I (r.dat): the samples' checksum is -32763, line 2 states 7"));
}

// Format 8 sums differences; a read in the middle needs all before it, also behind the checkpoints at 65,536
// frames.
TEST_F(OneFileRecord, DifferencesAreSummedFromAnywhere) {
  const int frames = 200000;
  std::string bytes;
  std::vector<std::int32_t> expected[2];
  std::int32_t value[2] = {10, -10};
  for (int i = 0; i < frames; ++i) {
    const int step[2] = {i % 7 - 3, 100 - i % 201};
    for (int s = 0; s < 2; ++s) {
      bytes += static_cast<char>(step[s]);
      expected[s].push_back(value[s] += step[s]);
    }
  }
  const auto r = open("r 2 100 200000\nr.dat 8 1 16 0 10\nr.dat 8 1 16 0 -10\n", bytes);
  for (const int first : {199990, 3, 131072, 65535, 0, 70000, 70010}) {
    for (int s = 0; s < 2; ++s) {
      const std::vector<std::int32_t> part(expected[s].begin() + first, expected[s].begin() + first + 10);
      EXPECT_EQ(r->read_adc(s, first, 10), part) << "signal " << s << " from " << first;
    }
  }
  EXPECT_EQ(r->read_adc(1, 0, frames), expected[1]);
}

TEST_F(OneFileRecord, NullSignalsAreMissingThroughout) {
  const auto r = open("r 2 100 2\n~ 0 200 12 0 0 0 0 lost\nr.dat 80 1 8 0 0 3 0 kept\n", "\x81\x82");
  EXPECT_THAT(r->read_adc(0, 0, 2), ElementsAre(missing_sample, missing_sample));
  EXPECT_THAT(r->read_adc(1, 0, 2), ElementsAre(1, 2));
  EXPECT_NO_THROW(r->verify());
}

TEST_F(OneFileRecord, TruncatedFilesAreNamedWithOffsetAndBytesExpected) {
  EXPECT_EQ(
      fault("r 2 360 1000\nr.dat 212\nr.dat 212\n", std::string(2999, 'x')),
      (folder_ / "r.dat").string() +
          ": offset 2999: the file ends here, 3000 bytes expected (1000 samples of 2 signals in format 212)");
  EXPECT_THAT(fault("r 1 360 5\nr.dat 8\n", "abcd"),
              HasSubstr("offset 4: the file ends here, 5 bytes expected"));
  EXPECT_THAT(fault("r 1 360 1\nr.dat 311+8\n", "abcd"),
              HasSubstr("offset 4: the file ends here, 10 bytes expected"));
}

// An interrupted download is used as far as it goes; verify() refuses it, as do segments.
TEST_F(OneFileRecord, TruncatedFilesAreReadAsFarAsTheyGo) {
  const auto r = open("r 1 360 5\nr.dat 80\n", "\x81\x82\x83");
  EXPECT_EQ(r->info().frames, 3);
  EXPECT_THAT(r->read_adc(0, 0, 3), ElementsAre(1, 2, 3));
  EXPECT_THAT(r->info().warnings,
              ElementsAre(HasSubstr("r.dat ends after 3 of the 5 samples that the header states (each of 1 "
                                    "signals): it is read as far as it goes")));
  put_file(folder_ / "s.dat", "\x85");
  const auto two = open("r 2 360 5\nr.dat 80 1 8 0 0 0 0 I\ns.dat 80 1 8 0 0 0 0 II\n", "\x81\x82\x83");
  EXPECT_THAT(two->read_adc(0, 0, 3), ElementsAre(1, 2, 3));
  EXPECT_THAT(two->read_adc(1, 0, 3), ElementsAre(5, missing_sample, missing_sample));
  EXPECT_EQ(two->info().warnings.size(), 2U);
  EXPECT_THAT(testing::fault_of([&] { open("r 1 360 5\nr.dat 80\n", ""); }), HasSubstr("5 bytes expected"));
}

TEST_F(OneFileRecord, ASignalFileThatIsNotThereCostsItsOwnSignals) {
  const std::string header = "r 2 360 2\nr.dat 80 1 8 0 0 0 0 I\nabsent.dat 80 1 8 0 0 0 0 II\n";
  const auto r = open(header, "\x81\x82");
  EXPECT_THAT(r->read_adc(0, 0, 2), ElementsAre(1, 2));
  EXPECT_THAT(r->read_adc(1, 0, 2), ElementsAre(missing_sample, missing_sample));
  EXPECT_THAT(r->info().warnings,
              ElementsAre(HasSubstr("absent.dat is not there: 1 of 2 signals are missing samples")));
  EXPECT_THAT(testing::fault_of([&] { open("r 1 360 2\nabsent.dat 80\n", ""); }), HasSubstr("absent.dat"));
}

// A length that no file could hold is refused by the file's size, before anything is made for it.
TEST_F(OneFileRecord, HeadersThatLieAboutLengths) {
  EXPECT_THAT(fault("r 1 360 1000000000000\nr.dat 32\n", "abcd"), HasSubstr("4000000000000 bytes expected"));
  EXPECT_THAT(fault("r 1 360 1\nr.dat 16x65536\n", "abcd"), HasSubstr("131072 bytes expected"));
}

TEST_F(OneFileRecord, AFileThatShrinksWhileOpenIsAnError) {
  const auto r = open("r 1 360 1000\nr.dat 16\n", std::string(2000, 'x'));
  std::filesystem::resize_file(folder_ / "r.dat", 100);
  EXPECT_THAT(testing::fault_of([&] { r->read_adc(0, 0, 1000); }),
              HasSubstr("r.dat: offset 100: the file ends here, 1900 more bytes expected"));
}

TEST_F(OneFileRecord, SignalsOfAFileMustAgree) {
  EXPECT_THAT(fault("r 2 360 1\nr.dat 16\nr.dat 212\n", "abcd"),
              HasSubstr("line 3: r.dat was of format 16 in line 2"));
  EXPECT_THAT(fault("r 2 360 1\nr.dat 16+2\nr.dat 16+4\n", "abcdefgh"),
              HasSubstr("line 3: r.dat starts at byte 2"));
  EXPECT_THAT(fault("r 3 360 1\nr.dat 16\n~ 0\nr.dat 16\n", "abcdefgh"),
              HasSubstr("signals of r.dat must stand together"));
}

TEST_F(OneFileRecord, RangesOutsideAreRefused) {
  const auto r = open("r 1 100 2\nr.dat 80\n", "\x81\x82");
  EXPECT_THAT(testing::fault_of([&] { r->read_adc(0, 1, 2); }),
              HasSubstr("samples 1 to 3 were asked for, the recording has 2"));
  EXPECT_THAT(testing::fault_of([&] { r->read_adc(0, -1, 1); }), HasSubstr("asked for"));
  EXPECT_THAT(testing::fault_of([&] { r->read_adc(1, 0, 1); }),
              HasSubstr("signal 1 was asked for, the recording has 1"));
  std::vector<std::int32_t> room(1);
  EXPECT_THAT(testing::fault_of([&] {
                r->read(0, 2, std::vector<SignalSlice>{{0, room}});
              }),
              HasSubstr("signal 0: 2 samples fill the range, room was given for 1"));
}

TEST_F(OneFileRecord, MissingAndForeignFilesAreNamed) {
  EXPECT_THAT(testing::fault_of([&] { open_recording(folder_ / "none"); }), HasSubstr("none: is not there"));
  put_file(folder_ / "r.hea", "r 1 360 1\nabsent.dat 16\n");
  EXPECT_THAT(testing::fault_of([&] { open_recording(folder_ / "r.hea"); }),
              HasSubstr("absent.dat: cannot be read"));
  EXPECT_THAT(testing::fault_of([&] { open_recording(folder_ / "r.dat"); }),
              HasSubstr("open its header (.hea)"));
  std::filesystem::create_directory(folder_ / "d.hea");
  EXPECT_THAT(testing::fault_of([&] { open_recording(folder_ / "d"); }), HasSubstr("not a regular file"));
}

// A damaged rate was taken as it stood, and the samples to look at came to more than any number holds.
TEST(WfdbRates, ARateThatNoRecorderHasIsRefused) {
  const testing::TemporaryFolder folder;
  testing::put_file(folder / "x.hea", "x 1 2e72 4\nx.dat 16 1 16 0 0 0 0 ECG\n");
  testing::put_file(folder / "x.dat", std::string(8, '\1'));
  EXPECT_THAT(testing::fault_of([&] { open_recording(folder / "x"); }),
              ::testing::HasSubstr("states a sampling rate of 2e+72 Hz, which no recorder has"));
}

// Signals without a file have any length: 12 s of them at 10 MHz would be tens of gigabytes.
TEST(WfdbRates, FastNullSignalsAreOpenedWithoutTheirSamples) {
  const testing::TemporaryFolder folder;
  std::string header = "x 12 1e7 1099511627776\n";
  for (int i = 1; i <= 12; ++i)
    header += (i % 2 ? "~ 0 200/mV 16 0 0 0 0 V" : "~ 0 200/adu 16 0 0 0 0 V") + std::to_string(i) + "\n";
  testing::put_file(folder / "x.hea", header);
  EXPECT_EQ(open_recording(folder / "x")->info().frames, std::int64_t{1} << 40);
}

}  // namespace
}  // namespace rwave
