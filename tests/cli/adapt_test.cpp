// rwave adapt and rwave classify --explain as a user types them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <iomanip>
#include <nlohmann/json.hpp>
#include <sstream>

#include "base/output_file.h"
#include "cli/command_line_support.h"
#include "rwave/annotation.h"
#include "support/support.h"

namespace rwave::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class AdaptCommand : public CommandLine {
 protected:
  AdaptCommand() { run("rwave simulate --seconds 60 --ectopic 0.2 --snr 20 --seed 4 -o one"); }
  CommandResult refused(const std::string& line, int status, const std::string& words) const {
    CommandResult result = run(line);
    EXPECT_EQ(result.status, status) << line << "\n" << result.err;
    EXPECT_THAT(result.err, HasSubstr(words)) << line;
    return result;
  }
};

TEST_F(AdaptCommand, LabelsOfTheFirstHalfTeachTheSecond) {
  const CommandResult result = run("rwave adapt one --beats atr --until 0:30 -o out");
  ASSERT_EQ(result.status, 0) << result.err;
  EXPECT_THAT(result.err, HasSubstr("beats, all of those before 0:30"));
  const auto labelled = read_annotations(folder_ / "out/one.rw");
  const auto reference = read_annotations(folder_ / "one.atr");
  // Before 0:30 the labels are those that were given.
  std::string given, kept;
  for (const Annotation& a : reference)
    if (a.sample < 30 * 360) given += symbol_of(a.code);
  for (const Annotation& a : labelled)
    if (a.sample < 30 * 360 && symbol_of(a.code) != "~") kept += symbol_of(a.code);
  EXPECT_GT(given.size(), 20U);
  EXPECT_EQ(kept.size(), given.size());
}

TEST_F(AdaptCommand, TakesATableOfAFewBeats) {
  const auto reference = read_annotations(folder_ / "one.atr");
  std::string table = "seconds,label\n";
  for (std::size_t i = 3; i < 8; ++i)
    table += std::to_string(static_cast<double>(reference[i].sample) / 360) + ",F\n";
  write_file(folder_ / "mine.csv", table);
  const CommandResult result = run("rwave adapt one --beats mine.csv --json -o -");
  ASSERT_EQ(result.status, 0) << result.err;
  const auto json = nlohmann::json::parse(result.out);
  int taught = 0;
  for (const auto& beat : json["beats"]) taught += beat["label"] == "F" && beat["probability"] == 1 ? 1 : 0;
  EXPECT_EQ(taught, 5);
}

// Pauses are those in which the signal is quiet, which was not asked: asystoles were dropped without a word.
TEST_F(AdaptCommand, PausesAreThoseOfClassify) {
  RWAVE_NEED_DATA(record, "challenge2015/f415l.hea");
  const std::string name = std::filesystem::path(record).replace_extension().string();
  const std::string pauses = "11 of 2 s or more, longest 6.6 s";
  EXPECT_THAT(run("rwave classify " + name + " -o .").err, HasSubstr(pauses));
  ASSERT_EQ(run("printf 'sample,label\\n1031,N\\n' > taught.csv").status, 0);
  EXPECT_THAT(run("rwave adapt " + name + " --beats taught.csv -o .").err, HasSubstr(pauses));
}

TEST_F(AdaptCommand, WhatIsWrongWithLabelsIsSaid) {
  write_file(folder_ / "a.csv", "sample,label\n100,N\n200,K\n");
  refused("rwave adapt one --beats a.csv", 1,
          "a.csv: line 3: 'K' is no beat's label; expected N S V F Q, normal, PAC or PVC, / (paced)");
  write_file(folder_ / "b.csv", "sample,label\nten,N\n");
  refused("rwave adapt one --beats b.csv", 1, "b.csv: line 2: 'ten' is no sample number");
  write_file(folder_ / "c.csv", "when,what\n10,N\n");
  refused("rwave adapt one --beats c.csv", 1, "expected the columns sample (or seconds, or ms) and label");
  write_file(folder_ / "d.csv", "sample,label\n");
  refused("rwave adapt one --beats d.csv", 1, "nothing to learn from");
  write_file(folder_ / "e.csv", "sample,label\n99999999,N\n");
  refused("rwave adapt one --beats e.csv", 1, "outside of the recording");
  write_file(folder_ / "f.csv", "sample;label\n1,049;V\n");
  refused("rwave adapt one --beats f.csv", 1, "'1,049' is no sample number");
  write_file(folder_ / "g.csv", "Time (\xc2\xb5s);label\n1000000;V\n");
  refused("rwave adapt one --beats g.csv", 1, "expected the columns sample (or seconds, or ms) and label");
  refused("rwave adapt one --beats nothing", 1, "neither a file nor the suffix");
  refused("rwave adapt one --beats atr --until soon", 2, "--until soon: expected a time");
  refused("rwave adapt one --beats atr --until 0:00", 1, "labels no beat before 0:00");
  refused("rwave adapt one", 2, "--beats");
}

// Tables of labels as spreadsheets and people write them: the same labels come of each.
TEST_F(AdaptCommand, TablesOfManyFormsAreOne) {
  ASSERT_EQ(
      run("rwave classify one --csv -o all && cp one.dat two.dat && sed s/one/two/ one.hea > two.hea").status,
      0);
  const std::string table = read_file(folder_ / "all/one.csv");
  ASSERT_EQ(run("rwave adapt one --beats all/one.csv --csv -o - > expected").status, 0);
  const std::string expected = read_file(folder_ / "expected");
  ASSERT_THAT(expected, HasSubstr("one,314,"));
  for (const char* line :
       {"tr ,. ';,' < all/one.csv > t.csv",                           // a German spreadsheet
        "(echo sep=';'; tr ,. ';,' < all/one.csv) > t.csv",           // with Excel's line
        "tr , '\\t' < all/one.csv > t.tsv && mv t.tsv t.csv",         // tabs
        "(printf '\\357\\273\\277'; cat all/one.csv; echo) > t.csv",  // a byte order mark, a blank line
        "sed 's/$/\\r/; 1s/.*/Record, Sample, s, Label, p\\r/' all/one.csv > t.csv",
        "iconv -t UTF-16 all/one.csv > t.csv", "cut -d, -f2,4 all/one.csv > t.CSV && mv t.CSV t.csv",
        "(cat all/one.csv; sed '1d;s/one/two/;s/,N,/,V,/' all/one.csv) > t.csv"}) {  // of two recordings
    ASSERT_EQ(run(line).status, 0) << line;
    EXPECT_EQ(run("rwave adapt one --beats t.csv --csv -o -").out, expected) << line;
  }
}

// Labels in a person's words are those of the codes; a letter that is another code of WFDB is not guessed at.
TEST_F(AdaptCommand, WordsAreLabels) {
  const auto reference = read_annotations(folder_ / "one.atr");
  const auto table_of = [&](const std::vector<std::string>& labels) {
    std::string table = "sample,label\n";
    for (std::size_t i = 0; i < labels.size(); ++i)
      table += std::to_string(reference[i + 3].sample) + "," + labels[i] + "\n";
    write_file(folder_ / "t.csv", table);
    return run("rwave adapt one --beats t.csv --csv -o -");
  };
  const CommandResult codes = table_of({"N", "N", "V", "V", "V", "S", "S", "S", "/"});
  ASSERT_EQ(codes.status, 0) << codes.err;
  EXPECT_EQ(table_of({"Normal", "n", "PVC", "v", "VES", "pac", "APC", "SVES", "paced"}).out, codes.out);
  EXPECT_EQ(table_of({"s"}).status, 1);
  EXPECT_EQ(table_of({"(N"}).status, 1);
}

// One wrong click turned hundreds of beats over without a word.
TEST_F(AdaptCommand, ABeatTaughtAgainstItsGroupIsDoubted) {
  ASSERT_EQ(run("rwave simulate --seconds 60 --ectopic 0 --snr 25 --seed 4 -o calm").status, 0);
  const auto reference = read_annotations(folder_ / "calm.atr");
  const auto taught = [&](const std::string& label, std::size_t count) {
    std::string table = "sample,label\n";
    for (std::size_t i = 0; i < count; ++i)
      table += std::to_string(reference[20 + i].sample) + "," + label + "\n";
    write_file(folder_ / "t.csv", table);
    const CommandResult result = run("rwave adapt calm --beats t.csv -o out");
    EXPECT_EQ(result.status, 0) << result.err;
    return result.err;
  };
  EXPECT_THAT(taught("V", 1),
              HasSubstr("(sample " + std::to_string(reference[20].sample) + ") is taught V, yet "));
  EXPECT_THAT(taught("V", 2), Not(HasSubstr("is taught V"))) << "who labels two alike means it";
  EXPECT_THAT(taught("S", 1), Not(HasSubstr("is taught"))) << "an early beat may look like all others";
  // All beats by a reference that has one V among N of its shape.
  std::string all = "sample,label\n";
  for (std::size_t i = 5; i < 45; ++i)
    all += std::to_string(reference[i].sample) + (i == 20 ? ",V\n" : ",N\n");
  write_file(folder_ / "t.csv", all);
  EXPECT_THAT(run("rwave adapt calm --beats t.csv -o out").err, Not(HasSubstr("is taught V")));
}

// Milliseconds in a column of samples taught five beats that are none.
TEST_F(AdaptCommand, TheUnitOfPlacesIsToldOrRefused) {
  const auto reference = read_annotations(folder_ / "one.atr");
  const auto write = [&](const char* column, double units, int decimals, std::size_t beats = 40) {
    std::string table = std::string(column) + ",label\n";
    for (std::size_t i = 0; i < beats; ++i) {
      std::ostringstream place;
      place << std::fixed << std::setprecision(decimals)
            << static_cast<double>(reference[i].sample) / 360 * units;
      table += place.str() + "," + std::string(symbol_of(reference[i].code)) + "\n";
    }
    write_file(folder_ / "t.csv", table);
  };
  const std::string adapt = "rwave adapt one --beats t.csv --csv -o -";
  write("sample", 360, 0);
  const std::string expected = run(adapt).out;
  for (const auto& [column, units] : {std::pair("ms", 1000.0), std::pair("Time (ms)", 1000.0),
                                      std::pair("seconds", 1.0), std::pair("Time [s]", 1.0)}) {
    write(column, units, 4);
    EXPECT_EQ(run(adapt).out, expected) << column;
  }
  for (const auto& [units, name] :
       {std::pair(1000.0, "milliseconds"), std::pair(1.0, "seconds"), std::pair(360.0, "samples")}) {
    write("time", units, 4);
    const CommandResult told = run(adapt);
    EXPECT_EQ(told.out, expected) << name;
    EXPECT_THAT(told.err, HasSubstr(std::string("column time states no unit: taken for ") + name));
  }
  write("sample", 1000, 0, 8);
  refused(adapt, 1, "t.csv: the values of column sample are milliseconds, it seems, not samples");
  write("seconds", 1000, 0);
  refused(adapt, 1, "the values of column seconds are milliseconds");
  write("seconds", 360, 0);
  refused(adapt, 1, "the values of column seconds are samples");
  write("time", 1, 0, 2);
  refused(adapt, 1, "column time states no unit, and its values do not tell it");
  write_file(folder_ / "t.csv", "time,label\n0:00:10.5,V\n0:12,N\n");
  EXPECT_THAT(run(adapt).out, HasSubstr("one,3780,10.5000,V,1.0000"));
  write("sample", 250, 0);  // of another rate: near beats as often as any other places
  EXPECT_THAT(run(adapt).err, HasSubstr("are they of this recording?"));
  write_file(folder_ / "t.csv", "sample,label\n100,N\n1000,N\n1500,N\n1800,N\n2100,N\n2500,N\n");
  EXPECT_THAT(run(adapt).err, HasSubstr("are they of this recording?"));
}

// The second of two lines for one beat became a beat of its own, hundredths of a second behind it.
TEST_F(AdaptCommand, ABeatListedTwiceIsOne) {
  const std::string adapt = "rwave adapt one --beats t.csv --csv -o -";
  const auto reference = read_annotations(folder_ / "one.atr");
  const auto table = [&](int later, const char* label) {
    std::string text = "sample,label\n";
    for (std::size_t i = 3; i < 7; ++i) text += std::to_string(reference[i].sample) + ",V\n";
    if (label != nullptr) text += std::to_string(reference[4].sample + later) + "," + label + "\n";
    write_file(folder_ / "t.csv", text);
    return run(adapt);
  };
  const CommandResult once = table(0, nullptr);
  ASSERT_EQ(once.status, 0) << once.err;
  for (const int later : {0, 5, -5}) {
    const CommandResult twice = table(later, "V");
    EXPECT_EQ(std::ranges::count(twice.out, '\n'), std::ranges::count(once.out, '\n')) << later;
    EXPECT_THAT(twice.err, HasSubstr("1 beat lies less than 150 ms from the one before: it is counted once"));
    EXPECT_THAT(twice.err, HasSubstr("taught    4 beats"));
    const CommandResult unlike = table(later, "N");
    EXPECT_EQ(unlike.status, 1);
    EXPECT_THAT(unlike.err, HasSubstr("are one beat, labelled"));
  }
}

// Beats that were not found are what a person adds: of five in a fast rhythm one was doubted.
TEST_F(AdaptCommand, ABeatThatWasNotFoundIsNoOtherRecordings) {
  // A header of twice the rate makes 150 a minute of 75.
  run("rwave simulate --seconds 120 --rate 250 --seed 4 -o fast && sed -i 's/ 250 / 500 /' fast.hea");
  const auto reference = read_annotations(folder_ / "fast.atr");
  std::string text = "sample,label\n";
  for (std::size_t i = 20; i < 24; ++i) text += std::to_string(reference[i].sample) + ",N\n";
  text += std::to_string((reference[30].sample + reference[31].sample) / 2) + ",V\n";
  write_file(folder_ / "t.csv", text);
  const CommandResult result = run("rwave adapt fast --beats t.csv --csv -o -");
  ASSERT_EQ(result.status, 0) << result.err;
  EXPECT_THAT(result.err, Not(HasSubstr("are they of this recording?")));
}

// What is doubtful about the labels, the peaks or the recording is said as classify says it.
TEST_F(AdaptCommand, WarningsAreSaidAndStrictMakesThemErrors) {
  ASSERT_EQ(run("head -c -2 one.atr > one.cut && cp one.cut one.peaks").status, 0);
  const CommandResult labels = run("rwave adapt one --beats cut -o out");
  EXPECT_EQ(labels.status, 0) << labels.err;
  EXPECT_THAT(labels.err, ::testing::StartsWith("rwave: one.cut: warning: "));
  refused("rwave adapt one --beats cut --strict -o strict", 1, "one.cut: ");
  EXPECT_THAT(run("rwave adapt one --beats atr --peaks peaks -o out").err,
              HasSubstr("rwave: one.peaks: warning: "));
  ASSERT_EQ(run("head -c 60000 one.dat > cut && mv cut one.dat").status, 0);
  EXPECT_THAT(run("rwave adapt one --beats atr --until 0:20 -o out").err, HasSubstr("rwave: one: warning: "));
}

TEST_F(AdaptCommand, ExplainTellsOfTheNearestBeat) {
  const CommandResult text = run("rwave classify one --explain 0:20 -o out");
  ASSERT_EQ(text.status, 0) << text.err;
  EXPECT_THAT(text.err, HasSubstr("beat at 0:19."));
  EXPECT_THAT(text.err, HasSubstr("P wave"));
  const CommandResult result = run("rwave classify one --explain s7200 --json -o -");
  ASSERT_EQ(result.status, 0) << result.err;
  const auto json = nlohmann::json::parse(result.out);
  ASSERT_EQ(json["explained"].size(), 1U);
  const auto& beat = json["explained"][0];
  EXPECT_NEAR(beat["sample"].get<double>(), 7200, 360);
  double sum = 0;
  for (const auto& probability : beat["trees"]) sum += probability.get<double>();
  EXPECT_NEAR(sum, 1, 1e-3);
  EXPECT_TRUE(beat["timing"].contains("rr_to_40"));
  EXPECT_TRUE(beat["shape"].contains("qrs_correlation"));
  EXPECT_TRUE(beat["p_wave"].contains("p_correlation"));
  // Two decimal places, as a number has them: 1.87, not 1.8700000047683716.
  EXPECT_LE(beat["spike_ratio"].dump().size(), 6U) << beat["spike_ratio"];
}

TEST_F(AdaptCommand, ExplainAllTellsOfEveryBeat) {
  const CommandResult result = run("rwave classify one --explain all --json -o -");
  ASSERT_EQ(result.status, 0) << result.err;
  const auto json = nlohmann::json::parse(result.out);
  EXPECT_EQ(json["explained"].size(), json["beats"].size());
  for (std::size_t i = 0; i < json["beats"].size(); ++i) {
    EXPECT_EQ(json["explained"][i]["sample"], json["beats"][i]["sample"]);
    EXPECT_EQ(json["explained"][i]["label"], json["beats"][i]["label"]);
  }
}

TEST_F(AdaptCommand, ExplainRefusesWhatItCannotTell) {
  refused("rwave classify one --explain whenever", 2, "--explain whenever: expected a time");
  refused("rwave classify one --explain 5d12:00", 2, "132:00:00");
  refused("rwave classify one --live --explain all", 2, "not with --live");
  refused("rwave classify - --rate 360 --explain all </dev/null", 2, "not of standard input");
}

}  // namespace
}  // namespace rwave::testing
