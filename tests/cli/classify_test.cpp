// rwave classify as a user types it.
#include <gmock/gmock.h>

#include <cmath>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <random>

#include "base/output_file.h"
#include "cli/command_line_support.h"
#include "rwave/annotation.h"
#include "rwave/recording.h"
#include "support/support.h"

namespace rwave::testing {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::StartsWith;

class ClassifyCommand : public CommandLine {
 protected:
  ClassifyCommand() {
    simulate("one", 1);
    simulate("two", 2);
  }
  void simulate(const std::string& name, int seed) const {
    run_command("rwave simulate --seconds 40 --ectopic 0 --seed " + std::to_string(seed) + " -o '" +
                (folder_ / name).string() + "'");
  }
  CommandResult classify(const std::string& words) const { return run("rwave classify " + words); }
};

// Both numbers are of beats outside unanalyzable spans.
TEST_F(ClassifyCommand, PacedBeatsAreToldNextToTheQBeatsOfTheLineAbove) {
  RWAVE_NEED_DATA(record, "mitdb/102.hea");
  const CommandResult result = classify("'" + record.string() + "' -o out");
  EXPECT_THAT(result.err, ::testing::ContainsRegex("  paced     2,0.. of 2,0.. Q beats\n"));
}

// Q beats at the ends of a short ECG were taken for paced ones.
TEST_F(ClassifyCommand, BeatsThatNoLeadShowsWholeAreTold) {
  RWAVE_NEED_DATA(record, "ludb/93.hea");
  const CommandResult result = classify("'" + record.string() + "' -o out");
  EXPECT_THAT(result.err,
              ::testing::ContainsRegex(
                  "  not shown (1 Q beat: no lead shows it|2 Q beats: no lead shows them) whole, at an end"));
}

// Beats were asked of a file of rhythms alone: "no beat was found", and all was well.
TEST_F(ClassifyCommand, AnAnnotatorWithoutBeatsIsAnError) {
  write_annotations(folder_ / "one.rhythm", {});
  const CommandResult result = classify("one --beats rhythm -o out");
  EXPECT_EQ(result.status, 1);
  EXPECT_THAT(result.err, HasSubstr("one.rhythm holds no beats"));
  EXPECT_FALSE(fs::exists(folder_ / "out/one.rw"));
  const CommandResult report = run("rwave holter one -a rhythm -o one.html");
  EXPECT_EQ(report.status, 1);
  EXPECT_THAT(report.err, HasSubstr("one.rhythm holds no beats (without an annotator"));
}

TEST_F(ClassifyCommand, WritesAnnotationsThatTheFieldsToolsRead) {
  const CommandResult result = classify("one two.hea -a rw -o out");
  ASSERT_EQ(result.status, 0) << result.err;
  EXPECT_EQ(result.out, "");
  for (const std::string name : {"one", "two"}) {
    const auto labelled = read_annotations(folder_ / ("out/" + name + ".rw"));
    const auto beats = read_annotations(folder_ / (name + ".atr"));
    EXPECT_NEAR(static_cast<double>(labelled.size()), static_cast<double>(beats.size()), 2) << name;
    for (const Annotation& annotation : labelled)
      EXPECT_THAT(std::string("NSVFQ~"), HasSubstr(std::string(symbol_of(annotation.code))));
  }
}

TEST_F(ClassifyCommand, OneRecordingGetsASummary) {
  const CommandResult result = classify("one -o out");
  ASSERT_EQ(result.status, 0) << result.err;
  EXPECT_THAT(result.err, StartsWith("one   MLII+V1, 360 Hz, 0:40     model "));
  EXPECT_THAT(result.err,
              AllOf(HasSubstr("\n  beats     "), HasSubstr(" /min\n"),
                    HasSubstr("\n  signal    100.0 % analyzable"), HasSubstr("\n  written   out/one.rw ")));
}

TEST_F(ClassifyCommand, CsvAndJsonTellTheSameBeats) {
  const CommandResult csv = classify("one --csv -o -"), json = classify("one --json -o -");
  ASSERT_EQ(csv.status, 0) << csv.err;
  EXPECT_THAT(csv.out, StartsWith("record,sample,seconds,label,probability\none,"));
  const auto parsed = nlohmann::json::parse(json.out);
  const auto lines = std::count(csv.out.begin(), csv.out.end(), '\n');
  EXPECT_EQ(parsed.at("beats").size(), static_cast<std::size_t>(lines - 1));
  EXPECT_EQ(parsed.at("summary").at("beats"), lines - 1);
  // The keys of 0.1 stay next to the new ones.
  EXPECT_EQ(parsed.at("unreadable"), parsed.at("unanalyzable"));
  EXPECT_EQ(parsed.at("summary").at("readable"), parsed.at("summary").at("analyzable"));
  EXPECT_EQ(parsed.at("summary").at("longest_unreadable_s"),
            parsed.at("summary").at("longest_unanalyzable_s"));
  EXPECT_EQ(parsed.at("lead"), "MLII");
  EXPECT_THAT(parsed.at("leads"), ::testing::ElementsAre("MLII", "V1"));
  const CommandResult one = classify("one --one-lead -o out");
  EXPECT_THAT(one.err, StartsWith("one   MLII of 2 leads, 360 Hz, 0:40     model "));
  classify("one --csv -o out");
  EXPECT_EQ(read_file(folder_ / "out/one.csv"), csv.out);
}

// Each beat keeps its probability; those below the bound are called Q, and no other.
TEST_F(ClassifyCommand, DoubtfulBeatsAreUnknownOnRequest) {
  const auto beats = [&](const std::string& options) {
    return nlohmann::json::parse(classify("one --json -o - " + options).out).at("beats");
  };
  const auto all = beats("");
  std::vector<double> probabilities;
  for (const auto& beat : all) probabilities.push_back(beat.at("probability"));
  std::ranges::nth_element(probabilities, probabilities.begin() + 10);
  const double bound = probabilities[10];
  const auto kept = beats("--unknown-below " + std::to_string(bound));
  ASSERT_EQ(kept.size(), all.size());
  for (std::size_t i = 0; i < all.size(); ++i) {
    EXPECT_EQ(kept[i].at("probability"), all[i].at("probability"));
    // Trees give many beats one probability, so the count is not ten: each beat is asked by itself. What
    // lies within a rounding of the bound may go either way.
    const double probability = all[i].at("probability");
    if (std::abs(probability - bound) < 1e-5) continue;
    const auto expected = probability < bound ? nlohmann::json("Q") : all[i].at("label");
    EXPECT_EQ(kept[i].at("label"), expected) << i;
  }
  EXPECT_EQ(classify("one --unknown-below 2").status, 2);
}

TEST_F(ClassifyCommand, GivenPeaksAreKept) {
  const CommandResult result = classify("one --beats atr -o out");
  ASSERT_EQ(result.status, 0) << result.err;
  const auto labelled = read_annotations(folder_ / "out/one.rw"),
             beats = read_annotations(folder_ / "one.atr");
  ASSERT_EQ(labelled.size(), beats.size());
  for (std::size_t i = 0; i < beats.size(); ++i) EXPECT_EQ(labelled[i].sample, beats[i].sample);
  EXPECT_THAT(classify("one --beats man -o out").err,
              HasSubstr("there is no file of its name that ends in .man"));
}

TEST_F(ClassifyCommand, StandardInputIsLabelledAsItComes) {
  run("rwave simulate --seconds 60 --leads 1 --ectopic 0 --seed 4 -o lead");
  const auto recording = open_recording(folder_ / "lead");
  std::string text = "mV\n";
  for (const float value : recording->read_physical(0, 0, recording->info().frames))
    text += std::to_string(value) + "\n";
  write_file(folder_ / "samples", text);
  const CommandResult result = run("rwave classify - --rate 360 < samples");
  ASSERT_EQ(result.status, 0) << result.err;
  EXPECT_THAT(result.out, StartsWith("sample,seconds,label,probability\n"));
  const auto beats = static_cast<long>(read_annotations(folder_ / "lead.atr").size());
  EXPECT_NEAR(static_cast<double>(std::count(result.out.begin(), result.out.end(), '\n')),
              static_cast<double>(beats + 1), 2);
  run("awk 'BEGIN { print \"time,ECG\" } NR > 1 { print (NR - 2) / 360 \",\" $1 }' samples > timed");
  EXPECT_EQ(run("rwave classify - --rate 360 < timed").out, result.out) << "a column of times is no lead";
  EXPECT_THAT(run("rwave classify - < samples").err, HasSubstr("--rate HZ"));
  const CommandResult bad = run("(head -n 100 samples; echo x) | rwave classify - --rate 360");
  EXPECT_EQ(bad.status, 1);
  EXPECT_EQ(bad.err,
            "rwave: standard input: line 101: 'x' in column 1 is not a number; a missing sample is an empty "
            "cell, '-' or "
            "NaN\n");
}

TEST_F(ClassifyCommand, StandardInputWithoutAnEcgIsAnError) {
  const auto faults_of = [&](const std::string& input) {
    const CommandResult result = run(input + " | rwave classify - --rate 360");
    EXPECT_EQ(result.status, 1) << input;
    return result.err;
  };
  EXPECT_THAT(faults_of("yes nan | head -n 2000"), HasSubstr("holds 0 samples that were recorded"));
  EXPECT_THAT(faults_of("printf '1\\n2\\n3\\n'"), HasSubstr("holds 3 samples that were recorded"));
  EXPECT_THAT(faults_of("head -c 100000 /dev/zero"), HasSubstr("line 1: is longer than 4096 characters"));
  EXPECT_THAT(faults_of("printf '1\\n\\n2\\n'"), HasSubstr("holds 2 samples that were recorded"));
}

// A flat line is said as it is seen, and once more at the end; with --strict it is an error.
TEST_F(ClassifyCommand, AStreamOfZerosDoesNotEndWithoutAWord) {
  const std::string zeros = "yes 0 | head -n 7200 | rwave classify - --rate 360";
  const CommandResult flat = run(zeros), strict = run(zeros + " --strict");
  EXPECT_EQ(flat.status, 0);
  EXPECT_THAT(flat.out, AllOf(HasSubstr("# begin unanalyzable"), HasSubstr("# end unanalyzable")));
  EXPECT_THAT(flat.err, HasSubstr("no beat in 20.0 s: the line is flat"));
  EXPECT_EQ(strict.status, 1);
  EXPECT_THAT(strict.err, HasSubstr("the line is flat"));
}

TEST_F(ClassifyCommand, CtrlCLeavesNothingHalfWritten) {
  const CommandResult result =
      run("mkdir cut && timeout -s INT 1 rwave simulate --seconds 4000000 -o cut/sim; ls -A cut");
  EXPECT_EQ(result.out, "");
}

TEST_F(ClassifyCommand, OneBadRecordingDoesNotStopTheOthers) {
  write_file(folder_ / "short.csv", "1\n2\n3\n");
  std::string empty = "time,ECG\n";
  for (int i = 0; i < 4000; ++i) empty += std::to_string(i) + ",\n";
  write_file(folder_ / "empty.csv", empty);
  const CommandResult result = classify("absent one short.csv empty.csv --rate 360 -o out");
  EXPECT_EQ(result.status, 1);
  EXPECT_THAT(result.err, AllOf(HasSubstr("absent"), HasSubstr("short.csv: is 0.0083 s long: too short"),
                                HasSubstr("empty.csv: lead ECG holds no sample that was recorded"),
                                HasSubstr("3 of 4 recordings failed")));
  EXPECT_TRUE(fs::exists(folder_ / "out/one.rw"));
}

TEST_F(ClassifyCommand, TheFaultOfTheOnlyRecordingIsOneLine) {
  const CommandResult result = classify("absent -o out");
  EXPECT_EQ(result.status, 1);
  EXPECT_EQ(std::count(result.err.begin(), result.err.end(), '\n'), 1) << result.err;
}

TEST_F(ClassifyCommand, RatesThatNoHeartIsRecordedAtAreRefused) {
  write_file(folder_ / "slow.csv", "1\n2\n3\n");
  EXPECT_THAT(classify("slow.csv --rate 1 -o out").err, HasSubstr("beats are cut from 100 to 2000 Hz"));
  EXPECT_THAT(classify("slow.csv --rate 100000 -o out").err, HasSubstr("beats are cut from 100 to 2000 Hz"));
}

TEST_F(ClassifyCommand, WhatWouldOverwriteSomethingIsRefused) {
  fs::create_directory(folder_ / "other");
  simulate("other/one", 3);
  const std::string clash = classify("one other/one -o out").err;
  EXPECT_THAT(clash, HasSubstr("another recording given is called one too"));
  EXPECT_THAT(clash, ::testing::StartsWith("rwave: 1 of 2 recordings will not be worked on"))
      << "before the work on the others";
  EXPECT_EQ(classify("one -a atr").status, 2);
  EXPECT_EQ(classify("one --csv --json").status, 2);
  run("rwave classify - --rate 360 --csv < /dev/null");
  write_file(folder_ / "x.csv", "0\n");
  EXPECT_EQ(classify("x.csv --rate 360 --csv -o .").status, 1);
  EXPECT_EQ(read_file(folder_ / "x.csv"), "0\n");
}

TEST_F(ClassifyCommand, TheRecordingsOwnFilesAreNotOverwritten) {
  run("mv one.dat one.sig && sed -i 's/one.dat/one.sig/' one.hea");
  const std::string signals = read_file(folder_ / "one.sig");
  for (const std::string verb : {"classify", "detect"}) {
    const CommandResult result = run("rwave " + verb + " one -a sig -o .");
    EXPECT_EQ(result.status, 1);
    EXPECT_THAT(result.err, HasSubstr("one.sig: is a file of the recording itself"));
  }
  EXPECT_EQ(read_file(folder_ / "one.sig"), signals);
}

TEST_F(ClassifyCommand, AReferenceThatNobodyAskedForMayBeDamaged) {
  write_file(folder_ / "one.atr", "xyz");
  run("rwave simulate --seconds 400 --ectopic 0 -o long && echo x > long.atr");
  const CommandResult result = classify("long -o out");
  EXPECT_EQ(result.status, 0) << result.err;
  EXPECT_THAT(result.err, HasSubstr("long.atr: warning: offset 2"));  // the sound part is used
  EXPECT_EQ(classify("long --against nosuch -o out").status, 1);
}

TEST_F(ClassifyCommand, WhatCannotBeComparedOrExplainedIsSaid) {
  const CommandResult compared = classify("one --against atr -o out");
  EXPECT_EQ(compared.status, 0);
  EXPECT_THAT(compared.err,
              HasSubstr("warning: is not compared with one.atr: EC57 leaves out the first 300 s"));
  const CommandResult beyond = classify("one --explain 1:00:00 -o out");
  EXPECT_EQ(beyond.status, 1);
  EXPECT_THAT(beyond.err, HasSubstr("the recording ends at "));
}

TEST_F(ClassifyCommand, LabelsOfNoiseAreDoubted) {
  {
    std::mt19937 random(1);  // NOLINT: the same in each run
    std::normal_distribution<double> normal(0, 0.3);
    std::ofstream table(folder_ / "noise.csv");
    table << "II\n";
    for (int i = 0; i < 60 * 360; ++i) table << normal(random) << "\n";
  }
  const CommandResult result = classify("noise.csv --rate 360 -o out");
  EXPECT_EQ(result.status, 0) << result.err;
  EXPECT_THAT(result.err, HasSubstr("what is labelled there may be noise and no heart"));
  EXPECT_EQ(classify("noise.csv --rate 360 --strict -o out").status, 1);
}

TEST_F(ClassifyCommand, TextsNextToRecordsAreNoRecordings) {
  run("mkdir db && cp one.* db && echo some notes > db/notes.txt");
  const CommandResult result = classify("db -o out");
  EXPECT_EQ(result.status, 0) << result.err;
  EXPECT_THAT(result.err, HasSubstr("db: passed over, as they hold no samples: notes.txt"));
  // XML is a recording only where a cart wrote it.
  run("mkdir xml && cp '" RWAVE_SOURCE_DIR
      "/fuzz/seeds/cart_xml/muse.xml' xml && echo '<a/>' > xml/notes.xml && cp one.* xml");
  const CommandResult found = run("rwave info xml");
  EXPECT_EQ(found.status, 0) << found.err;
  EXPECT_THAT(found.err, HasSubstr("passed over, as they hold no samples: notes.xml"));
  EXPECT_THAT(found.out, HasSubstr("GE MUSE XML"));
  // Alone it is what was meant.
  run("mkdir tables && cp db/notes.txt tables");
  EXPECT_EQ(classify("tables -o out").status, 1);
}

TEST_F(ClassifyCommand, AModelThatIsNoneIsNamed) {
  write_file(folder_ / "no.onnx", "no model");
  const CommandResult result = classify("one --model no.onnx -o out");
  EXPECT_EQ(result.status, 1);
  EXPECT_THAT(result.err, StartsWith("rwave: no.onnx: "));
  EXPECT_FALSE(fs::exists(folder_ / "out/one.rw"));
}

TEST_F(ClassifyCommand, AnUnwritableFolderIsNamed) {
  write_file(folder_ / "file", "");
  const CommandResult result = classify("one -o file/out");
  EXPECT_EQ(result.status, 1);
  EXPECT_THAT(result.err, HasSubstr("file/out"));
}

TEST_F(ClassifyCommand, ARecordWithReferenceIsComparedWithIt) {
  RWAVE_NEED_DATA(mitdb, "mitdb");
  const CommandResult result = classify("'" + (mitdb / "100").string() + "' -o out");
  ASSERT_EQ(result.status, 0) << result.err;
  EXPECT_THAT(result.err,
              HasSubstr("\n  against   100.atr, EC57:  QRS Se 100.00 +P 100.00   V Se 100.00 +P "));
}

}  // namespace
}  // namespace rwave::testing
