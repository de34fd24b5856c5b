// rwave detect as a user types it, on simulated records.
#include <gmock/gmock.h>

#include <filesystem>
#include <nlohmann/json.hpp>

#include "base/output_file.h"
#include "rwave/annotation.h"
#include "support/support.h"

namespace rwave::testing {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using ::testing::StartsWith;

class DetectCommand : public ::testing::Test {
 protected:
  DetectCommand() {
    simulate("one", 1);
    simulate("two", 2);
  }
  void simulate(const std::string& name, int seed) const {
    run_command("rwave simulate --seconds 40 --seed " + std::to_string(seed) + " --ectopic 0 -o '" +
                record(name) + "'");
  }
  std::string record(const std::string& name) const { return (folder_ / name).string(); }
  CommandResult detect(const std::string& words) const {
    return run_command("cd '" + folder_.path().string() + "' && rwave detect " + words);
  }

  const TemporaryFolder folder_;
};

TEST_F(DetectCommand, WritesAnAnnotationFileForEachRecording) {
  const CommandResult result = detect("one two.hea -a qrs -o out/deep");
  EXPECT_EQ(result.status, 0) << result.err;
  EXPECT_EQ(result.out, "");
  EXPECT_THAT(result.err, HasSubstr("MLII + V1"));
  EXPECT_THAT(result.err, HasSubstr("100.00 % analyzable"));
  for (const std::string name : {"one", "two"}) {
    const auto found = read_annotations(folder_ / ("out/deep/" + name + ".qrs"));
    const auto beats = read_annotations(folder_ / (name + ".atr"));
    EXPECT_NEAR(static_cast<double>(found.size()), static_cast<double>(beats.size()), 1) << name;
    for (const Annotation& annotation : found) EXPECT_EQ(annotation.code, 1);
  }
}

TEST_F(DetectCommand, OneBadRecordingDoesNotStopTheOthers) {
  write_file(folder_ / "bad.hea", "bad 1 360 10\nbad.dat 213 200 12 0 0 0 0 MLII\n");
  const CommandResult result = detect("bad one absent -o out");
  EXPECT_EQ(result.status, 1);
  EXPECT_THAT(result.err, HasSubstr("bad.hea: line 2"));
  EXPECT_THAT(result.err, HasSubstr("absent"));
  EXPECT_THAT(result.err, HasSubstr("2 of 3 recordings failed"));
  EXPECT_TRUE(fs::exists(folder_ / "out/one.qrs"));
}

TEST_F(DetectCommand, TwoInputsOfOneNameDoNotOverwriteEachOther) {
  fs::create_directory(folder_ / "other");
  run_command("rwave simulate --seconds 40 --seed 3 -o '" + record("other/one") + "'");
  const CommandResult result = detect("one other/one -o out");
  EXPECT_EQ(result.status, 1);
  EXPECT_THAT(result.err, HasSubstr("other/one: another recording given is called one too"));
  EXPECT_TRUE(fs::exists(folder_ / "out/one.qrs"));
}

TEST_F(DetectCommand, CsvGoesToAFileOrToStandardOutput) {
  const CommandResult file = detect("one --csv -o out");
  EXPECT_EQ(file.status, 0) << file.err;
  const std::string text = read_file(folder_ / "out/one.csv");
  EXPECT_THAT(text, StartsWith("record,sample,seconds\none,"));
  EXPECT_EQ(detect("one --csv -o -").out, text);
}

TEST_F(DetectCommand, JsonHoldsPeaksLeadsAndWhatCannotBeRead) {
  const CommandResult result = detect("one --lead V1 --json -o -");
  EXPECT_EQ(result.status, 0) << result.err;
  const auto json = nlohmann::json::parse(result.out);
  EXPECT_EQ(json["record"], "one");
  EXPECT_EQ(json["rate"], 360);
  EXPECT_EQ(json["leads"], nlohmann::json({"V1"}));
  EXPECT_GT(json["peaks"].size(), 20U);
  EXPECT_TRUE(json["unanalyzable"].is_array());
  EXPECT_EQ(json["unreadable"], json["unanalyzable"]);  // the key of 0.1
}

TEST_F(DetectCommand, ALeadThatIsNotThereIsNamedWithThoseThatAre) {
  const CommandResult result = detect("one --lead V9 -o out");
  EXPECT_EQ(result.status, 1);
  EXPECT_THAT(result.err,
              HasSubstr("has no lead named V9; its signals are 1 MLII (ECG, mV), 2 V1 (ECG, mV)"));
}

TEST_F(DetectCommand, WrongUseIsTwo) {
  EXPECT_EQ(detect("").status, 2);
  EXPECT_EQ(detect("one --csv --json").status, 2);
  EXPECT_EQ(detect("one -o -").status, 2);
  const CommandResult reference = detect("one -a atr -o out");
  EXPECT_EQ(reference.status, 2);
  EXPECT_THAT(reference.err, HasSubstr("atr, hea and dat are the record's"));
}

TEST_F(DetectCommand, AnOutputThatCannotBeWrittenIsNamed) {
  write_file(folder_ / "file", "");
  const CommandResult result = detect("one -o file/out");
  EXPECT_EQ(result.status, 1);
  EXPECT_THAT(result.err, HasSubstr("file/out"));
}

}  // namespace
}  // namespace rwave::testing
