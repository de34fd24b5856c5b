// Records under the names that people give them by: with points in them, a file of theirs, all of their
// files.
#include <gmock/gmock.h>

#include <filesystem>

#include "base/output_file.h"
#include "cli/command_line_support.h"
#include "support/support.h"

namespace rwave::testing {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class RecordNames : public CommandLine {
 protected:
  void simulate(const std::string& name) const {
    ASSERT_EQ(run("rwave simulate --seconds 330 --seed 3 -o " + name).status, 0);
  }
};

// What follows the point was taken for an extension: a.1 and a.2 would both have been a.rw, and a.1.atr was
// not found.
TEST_F(RecordNames, APointBelongsToTheName) {
  simulate("a.1");
  simulate("a.2");
  const CommandResult both = run("rwave classify a.1 a.2 -o out");
  EXPECT_EQ(both.status, 0) << both.err;
  EXPECT_EQ(run("ls out").out, "a.1.rw\na.2.rw\n");
  EXPECT_THAT(run("rwave classify a.1 -o out").err, HasSubstr("against   a.1.atr"));
  const CommandResult taught = run("rwave adapt a.1 --beats atr --peaks atr -o taught");
  EXPECT_EQ(taught.status, 0) << taught.err;
  EXPECT_TRUE(std::filesystem::exists(folder_ / "taught/a.1.rw"));
  const CommandResult noisy = run("rwave perturb a.1 --displace-beats 5 -o moved");
  EXPECT_EQ(noisy.status, 0) << noisy.err;
  EXPECT_TRUE(std::filesystem::exists(folder_ / "moved/a.1.moved"));
  EXPECT_EQ(run("rwave holter a.1 -a atr -o page/").status, 0);
  EXPECT_TRUE(std::filesystem::exists(folder_ / "page/a.1.html"));
  EXPECT_THAT(run("rwave convert a.1 -o a.edf").err, HasSubstr("441 annotations, nothing lost"));
}

TEST_F(RecordNames, ASignalFileStandsForItsRecord) {
  simulate("b");
  EXPECT_EQ(run("rwave info b.dat --json").out, run("rwave info b.hea --json").out);
  EXPECT_THAT(run("rwave classify b.dat -o out").err, HasSubstr("against   b.atr"));
  EXPECT_EQ(read_file(folder_ / "out/b.rw"),
            (run("rwave classify b -o out2"), read_file(folder_ / "out2/b.rw")));
  for (const char* line :
       {"detect b.dat -o out", "holter b.dat -o out", "adapt b.dat --beats atr -o out",
        "perturb b.dat --invert -o turned", "convert b.dat -o b.edf", "score b.dat -a atr rw --path out"})
    EXPECT_EQ(run(std::string("rwave ") + line).status, 0) << line;
  // A header that does not name the file is another record's.
  ASSERT_EQ(run("mv b.dat c.dat && cp b.hea c.hea").status, 0);
  const CommandResult other = run("rwave info c.dat");
  EXPECT_EQ(other.status, 1);
  EXPECT_THAT(other.err, HasSubstr("is a part of a WFDB record"));
}

// As a shell writes 100.* out.
TEST_F(RecordNames, AllFilesOfARecordAreOneRecording) {
  simulate("b");
  const CommandResult all = run("rwave classify b.* -o out");
  EXPECT_EQ(all.status, 0) << all.err;
  EXPECT_THAT(all.err, AllOf(Not(HasSubstr("rwave: ")), HasSubstr("beats     441")));
  EXPECT_EQ(run("rwave classify b.atr -o out").status, 1) << "alone it is refused";
  const CommandResult mistyped = run("rwave classify b b.typo -o out");
  EXPECT_EQ(mistyped.status, 1);
  EXPECT_THAT(mistyped.err, HasSubstr("b.typo"));
}

TEST_F(RecordNames, SimulateWritesRecordsAndNothingElse) {
  for (const char* name : {"x.edf", "x.hea", "x.csv"}) {
    const CommandResult result = run(std::string("rwave simulate --seconds 20 -o ") + name);
    EXPECT_EQ(result.status, 2) << name;
    EXPECT_THAT(result.err, HasSubstr("without an extension")) << name;
  }
  EXPECT_EQ(run("ls").out, "");
}

// The page took the place of the signals.
TEST_F(RecordNames, AReportIsNotWrittenOverTheRecording) {
  simulate("b");
  const std::string samples = read_file(folder_ / "b.dat");
  for (const char* output : {"b.dat", "b.hea", "b.atr", "b.rw"}) {
    const CommandResult result = run(std::string("rwave holter b -o ") + output);
    EXPECT_EQ(result.status, 2) << output;
    EXPECT_THAT(result.err, HasSubstr("x.html or x.pdf, or a folder")) << output;
  }
  EXPECT_EQ(read_file(folder_ / "b.dat"), samples);
  // A recording may be called as a page is.
  ASSERT_EQ(run("rwave convert b -o b.edf && mv b.edf c.html").status, 0);
  const CommandResult page = run("rwave holter c.html");
  EXPECT_EQ(page.status, 1);
  EXPECT_THAT(page.err, HasSubstr("c.html: is a file of the recording itself"));
}

// A recording's bytes gave labels by the hundred, and a report of them.
TEST_F(RecordNames, OtherFilesOfARecordAreNoAnnotations) {
  simulate("b");
  ASSERT_EQ(run("rwave convert b -o c.edf && mv c.edf b.own").status, 0);
  const CommandResult edf = run("rwave holter b.own");
  EXPECT_EQ(edf.status, 1);
  EXPECT_THAT(edf.err, HasSubstr("b.own: is a recording (EDF)"));
  const CommandResult signals = run("rwave adapt b --beats b.dat");
  EXPECT_EQ(signals.status, 1);
  EXPECT_THAT(signals.err, HasSubstr("is not a WFDB annotation file"));
}

TEST_F(RecordNames, NoiseThatIsNotThereLeavesNoFolder) {
  simulate("b");
  const CommandResult result = run("rwave perturb b --noise nothing --snr 6 -o noisy");
  EXPECT_EQ(result.status, 1);
  EXPECT_FALSE(std::filesystem::exists(folder_ / "noisy"));
}

}  // namespace
}  // namespace rwave::testing
