// rwave perturb as a user types it; what it writes is read back and compared with the original.
#include <gmock/gmock.h>

#include <cmath>
#include <filesystem>
#include <string>
#include <vector>

#include "base/output_file.h"
#include "beat/aami.h"
#include "rwave/recording.h"
#include "support/support.h"

namespace rwave::testing {
namespace {

namespace fs = std::filesystem;
using ::testing::Contains;
using ::testing::HasSubstr;

class PerturbCommand : public ::testing::Test {
 protected:
  PerturbCommand() {
    run_command("rwave simulate --seconds 60 --seed 4 -o '" + (folder_ / "db/one").string() + "'");
    run_command("rwave simulate --seconds 20 --rate 250 --leads 1 --seed 5 -o '" +
                (folder_ / "db/hum").string() + "'");
  }
  CommandResult perturb(const std::string& words) const {
    return run_command("cd '" + folder_.path().string() + "' && rwave perturb " + words);
  }
  // A lead of a record below the folder, mV.
  std::vector<float> lead(const std::string& record, int signal) const {
    const auto recording = open_recording(folder_ / record);
    recording->verify();
    return recording->read_physical(signal, 0, recording->info().frames);
  }
  std::vector<Annotation> marks(const std::string& file) const { return read_annotations(folder_ / file); }

  const TemporaryFolder folder_;
};

TEST_F(PerturbCommand, WithoutOptionsTheRecordIsTheSame) {
  const CommandResult result = perturb("db/one -o out/deep");
  EXPECT_EQ(result.status, 0) << result.err;
  EXPECT_EQ(result.out, "out/deep/one\n");
  EXPECT_EQ(result.err, "one          unchanged\n");
  EXPECT_EQ(marks("out/deep/one.atr"), marks("db/one.atr"));
  for (const int signal : {0, 1}) EXPECT_EQ(lead("out/deep/one", signal), lead("db/one", signal));
  const auto recording = open_recording(folder_ / "out/deep/one");
  EXPECT_EQ(recording->info().signals[1].name, "V1");
  EXPECT_THAT(recording->info().comments, Contains("rwave perturb: unchanged"));
}

TEST_F(PerturbCommand, InvertsScalesAndRounds) {
  const CommandResult result = perturb("db/one -o out --invert --scale 2 --bits 8");
  EXPECT_EQ(result.err, "one          inverted, scaled by 2, 8 bits\n");
  const std::vector<float> before = lead("db/one", 0), after = lead("out/one", 0);
  ASSERT_EQ(after.size(), before.size());
  for (std::size_t i = 0; i < after.size(); ++i) {
    ASSERT_NEAR(after[i], -2 * before[i], 10.0 / 256 / 2 + 1e-5) << i;
    ASSERT_NEAR(std::remainder(after[i], 10.0 / 256), 0, 1e-5) << i;
  }
}

TEST_F(PerturbCommand, ConvertsTheRateOfSamplesAndMarks) {
  const CommandResult result = perturb("db/one -o out --resample 100");
  EXPECT_EQ(result.status, 0) << result.err;
  const auto recording = open_recording(folder_ / "out/one");
  EXPECT_EQ(recording->info().rate, 100);
  EXPECT_EQ(recording->info().frames, 6000);
  const auto before = marks("db/one.atr"), after = marks("out/one.atr");
  ASSERT_EQ(after.size(), before.size());
  for (std::size_t i = 0; i < after.size(); ++i) {
    EXPECT_NEAR(static_cast<double>(after[i].sample) / 100, static_cast<double>(before[i].sample) / 360,
                0.0051);
    EXPECT_EQ(after[i].code, before[i].code);
  }
}

TEST_F(PerturbCommand, AddsNoiseOfTheRatioAskedFor) {
  const CommandResult result = perturb("db/one -o out --noise db/hum --snr 6");
  EXPECT_EQ(result.status, 0) << result.err;
  EXPECT_THAT(result.err, HasSubstr("one          noise hum at 6 dB x "));
  perturb("db/one -o louder --noise db/hum --snr -14");
  for (const int signal : {0, 1}) {
    const auto clean = lead("db/one", signal), noisy = lead("out/one", signal),
               louder = lead("louder/one", signal);
    double square = 0, louder_square = 0;
    for (std::size_t i = 0; i < clean.size(); ++i) {
      square += std::pow(noisy[i] - clean[i], 2);
      louder_square += std::pow(louder[i] - clean[i], 2);
    }
    EXPECT_NEAR(louder_square / square, 100, 0.5) << signal;  // 20 dB
  }
  EXPECT_EQ(marks("out/one.atr"), marks("db/one.atr"));
}

TEST_F(PerturbCommand, NoiseSegmentsBeginAfterFiveMinutes) {
  for (const std::string option : {"--noise-segments", "--noise-stretches"}) {  // the option and its old name
    const CommandResult result = perturb("db/one -o out --noise db/hum --snr 6 " + option);
    EXPECT_THAT(result.err, HasSubstr("noise hum at 6 dB in segments x ")) << option;
    EXPECT_EQ(lead("out/one", 0), lead("db/one", 0)) << option;
  }
}

TEST_F(PerturbCommand, ARecordingWithoutReferenceIsMeasuredAtItsDetectedPeaks) {
  fs::remove(folder_ / "db/one.atr");
  const CommandResult result = perturb("db/one -o out --noise db/hum --snr 6");
  EXPECT_EQ(result.status, 0) << result.err;
  EXPECT_FALSE(fs::exists(folder_ / "out/one.atr"));
  EXPECT_NE(lead("out/one", 0), lead("db/one", 0));
}

TEST_F(PerturbCommand, MovesBeatsUnderAnotherAnnotator) {
  const CommandResult result = perturb("db/one db/hum -o out --displace-beats 30 --seed 7");
  EXPECT_EQ(result.status, 0) << result.err;
  EXPECT_THAT(result.err, HasSubstr("one          beats moved by up to 30 ms, seed 7\nhum  "));
  const auto reference = marks("out/one.atr"), moved = marks("out/one.moved");
  EXPECT_EQ(reference, marks("db/one.atr"));
  ASSERT_EQ(moved.size(), reference.size());
  std::int64_t greatest = 0;
  for (std::size_t i = 0; i < moved.size(); ++i)
    greatest = std::max(greatest, std::abs(moved[i].sample - reference[i].sample));
  EXPECT_GE(greatest, 8);
  EXPECT_LE(greatest, 11);  // 30 ms at 360 Hz
  perturb("db/one -o again --displace-beats 30 --seed 7");
  EXPECT_EQ(marks("again/one.moved"), moved);
}

TEST_F(PerturbCommand, ATableIsReadAndWrittenAsARecord) {
  std::string table = "ECG\n";
  for (int i = 0; i < 500; ++i) table += i % 2 == 0 ? "0.25\n" : "-0.5\n";
  write_file(folder_ / "t.csv", table);
  const CommandResult result = perturb("t.csv --csv-rate 250 -o out");
  EXPECT_EQ(result.status, 0) << result.err;
  const std::vector<float> values = lead("out/t", 0);
  ASSERT_EQ(values.size(), 500U);
  EXPECT_FLOAT_EQ(values[0], 0.25);
  EXPECT_FLOAT_EQ(values[499], -0.5);
}

TEST_F(PerturbCommand, WrongUseIsStatus2) {
  EXPECT_THAT(perturb("db/one -o out --snr 6").err, HasSubstr("--snr requires --noise"));
  EXPECT_THAT(perturb("db/one -o out --noise db/hum").err, HasSubstr("--noise requires --snr"));
  for (const char* words : {"db/one", "db/one -o -", "db/one -o out --bits 1", "db/one -o out --scale 0",
                            "db/one -o out --snr 6", "db/one -o out --noise-segments"}) {
    EXPECT_EQ(perturb(words).status, 2) << words;
  }
  EXPECT_FALSE(fs::exists(folder_ / "out"));
}

TEST_F(PerturbCommand, TheOriginalIsNotOverwritten) {
  const std::string before = read_file(folder_ / "db/one.dat");
  const CommandResult result = perturb("db/one -o db --invert");
  EXPECT_EQ(result.status, 2);
  EXPECT_THAT(result.err, HasSubstr("-o db: db/one lies there and would be overwritten"));
  EXPECT_EQ(run_command("cd '" + (folder_ / "db").string() + "' && rwave perturb one -o . --invert").status,
            2);
  EXPECT_EQ(perturb("db/one --noise db/hum --snr 6 -o db").status, 2);
  EXPECT_EQ(read_file(folder_ / "db/one.dat"), before);
}

TEST_F(PerturbCommand, FaultsNameTheFileAndLeaveNothing) {
  const CommandResult noise = perturb("db/one -o out --noise db/absent --snr 6");
  EXPECT_EQ(noise.status, 1);
  EXPECT_THAT(noise.err, HasSubstr("db/absent"));

  std::string flat = "noise\n";
  for (int i = 0; i < 5000; ++i) flat += "1\n";
  write_file(folder_ / "flat.csv", flat);
  EXPECT_THAT(perturb("db/one -o out --noise flat.csv --csv-rate 360 --snr 6").err,
              HasSubstr("flat.csv: holds a flat signal"));

  fs::remove(folder_ / "db/hum.atr");
  const CommandResult beats = perturb("db/hum db/absent -o out --displace-beats 10");
  EXPECT_EQ(beats.status, 1);
  EXPECT_THAT(beats.err,
              HasSubstr("db/hum: --displace-beats: there is no file of its name that ends in .atr"));
  EXPECT_THAT(beats.err, HasSubstr("2 of 2 recordings failed"));

  const CommandResult full =
      run_command("cd '" + folder_.path().string() +
                  "' && ulimit -f 20; trap '' XFSZ; rwave perturb db/one -o out --resample 1000");
  EXPECT_EQ(full.status, 1);
  EXPECT_THAT(full.err, HasSubstr("one.dat: cannot be written"));
  EXPECT_TRUE(fs::is_empty(folder_ / "out"));
}

TEST_F(PerturbCommand, ItsRecordsAreLabelledAndScored) {
  run_command("rwave simulate --seconds 420 --seed 6 -o '" + (folder_ / "db/long").string() + "'");
  perturb("db/long -o out --resample 250 --displace-beats 20");
  const CommandResult labelled =
      run_command("cd '" + folder_.path().string() + "' && rwave classify out/long --beats moved -o out");
  EXPECT_EQ(labelled.status, 0) << labelled.err;
  EXPECT_THAT(labelled.err, HasSubstr("QRS Se 100.00 +P 100.00"));
}

}  // namespace
}  // namespace rwave::testing
