// rwave score as a user types it: its tables and files, and what goes wrong.
#include <gmock/gmock.h>

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>

#include "base/output_file.h"
#include "cli/score_command.h"
#include "rwave/annotation.h"
#include "support/support.h"

namespace rwave::testing {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

// Two records of three beats at 100 Hz; the test annotator misses a beat of the first and calls one V.
class ScoreSmall : public ScoreCommand {
 protected:
  ScoreSmall() {
    ::unsetenv("WFDB");
    for (const char* name : {"a", "b"}) {
      put(std::string("ref/") + name + ".hea", std::string(name) + " 0 100 1000\n");
      annotate(std::string("ref/") + name + ".atr", {{100, 1}, {200, 1}, {300, 5}});
      annotate(std::string("test/") + name + ".tst", {{101, 5}, {302, 5}});
    }
  }
  void put(const std::string& name, const std::string& text) const {
    make_folder((folder_ / name).parent_path());
    write_file(folder_ / name, text);
  }
  void annotate(const std::string& name, const std::vector<std::pair<int, int>>& beats) const {
    std::vector<Annotation> annotations;
    for (const auto& [sample, code] : beats) {
      annotations.emplace_back().sample = sample;
      annotations.back().code = static_cast<std::uint8_t>(code);
    }
    make_folder((folder_ / name).parent_path());
    write_annotations(folder_ / name, annotations);
  }
};

TEST_F(ScoreSmall, MismatchesAreListed) {
  EXPECT_EQ(score("-r a -r b -a atr tst -f 0 --path ref test --mismatches").out,
            "record,sample,time,reference,test\n"
            "a,101,1.010,N,V\n"
            "a,200,2.000,N,O\n"
            "b,101,1.010,N,V\n"
            "b,200,2.000,N,O\n");
}

TEST_F(ScoreSmall, CsvHasGrossAndAverage) {
  EXPECT_EQ(score("-r a -a atr tst -f 0 --path ref --path test --csv").out,
            "record,beats,qrs_sensitivity,qrs_positive_predictivity,v_sensitivity,v_positive_predictivity,"
            "v_false_positive_rate,s_sensitivity,s_positive_predictivity,rr_rms_error_ms,shutdown_seconds\n"
            "a,3,0.666667,1,1,0.5,1,,,1010,0\n"
            "gross,3,0.666667,1,1,0.5,1,,,1010,0\n"
            "average,,0.666667,1,1,0.5,1,,,1010,0\n");
}

TEST_F(ScoreSmall, FilesAreLookedForAlongThePath) {
  const std::string listed = "\na,200,2.000,N,O\n";
  // Header and reference in the record's folder, the test file elsewhere.
  EXPECT_THAT(score("-r ref/a -a atr tst -f 0 --path test --mismatches").out,
              HasSubstr("ref/a,200,2.000,N,O\n"));
  EXPECT_THAT(score("-r a -a atr tst -f 0 --mismatches", "WFDB=ref:test").out, HasSubstr(listed));
  EXPECT_THAT(score("-r a -a atr tst -f 0 --mismatches", "WFDB='http://host/db ref test'").out,
              HasSubstr(listed));
  EXPECT_THAT(score("-r ref/a -a atr atr -f 0 --csv", "WFDB='elsewhere'").out, HasSubstr("\nref/a,3,1,1,"));
  const CommandResult absent = score("-r a -a atr tst --path ref", "WFDB='one two:three'");
  EXPECT_EQ(absent.status, 1);
  EXPECT_EQ(absent.out, "");
  EXPECT_THAT(absent.err, HasSubstr("a.tst: is in none of the folders looked in: ref, one, two, three ("));
}

// The same 30 beats at 100 Hz, and as a detector saw them on the signal at 144 Hz.
TEST_F(ScoreSmall, AnnotationsMadeAtAnotherRateAreRefused) {
  std::vector<std::pair<int, int>> beats, other, half;
  for (int i = 0; i < 30; ++i) {
    const int sample = 100 + 80 * i + 7 * (i % 3);
    beats.emplace_back(sample, 1);
    other.emplace_back(sample * 144 / 100, 1);
    if (i < 15) half.emplace_back(sample, 1);
  }
  annotate("ref/a.atr", beats);
  put("ref/a.hea", "a 0 100 3000\n");
  annotate("test/a.tst", other);
  const CommandResult refused = score("-r a -a atr tst -f 0 --path ref test --csv");
  EXPECT_EQ(refused.status, 1);
  EXPECT_EQ(refused.out, "");
  EXPECT_THAT(refused.err, AllOf(HasSubstr("a.tst"), HasSubstr("another sampling rate (near 144 Hz"),
                                 HasSubstr("## time resolution")));
  // An annotator that stopped early made its beats at the right rate.
  annotate("test/a.tst", half);
  const CommandResult early = score("-r a -a atr tst -f 0 --path ref test --csv");
  EXPECT_EQ(early.status, 0) << early.err;
}

TEST_F(ScoreSmall, AnnotationsPastTheEndAreAWarning) {
  annotate("test/a.tst", {{101, 5}, {302, 5}, {1200, 1}});
  const CommandResult result = score("-r a -a atr tst -f 0 --path ref test --csv");
  EXPECT_EQ(result.status, 0);
  EXPECT_THAT(result.err,
              HasSubstr("1 of 3 annotations stand past the record's 1000 samples, the first at sample 1200"));
}

TEST_F(ScoreSmall, NothingInTheScoredTimeIsAFault) {
  // EC57's five minutes leave nothing of ten seconds.
  for (const char* what :
       {"--all ref", "--all ref --json", "-r a --path ref --runs", "-r a --path ref --episodes --json"}) {
    const CommandResult result = score(std::string(what) + " -a atr tst --path test");
    EXPECT_EQ(result.status, 1) << what;
    EXPECT_THAT(result.err, HasSubstr("of the reference lies in the scored time of any record")) << what;
  }
}

// As databases of rhythms have it: one rhythm from sample 0 on, and no beat.
TEST_F(ScoreSmall, ARhythmInEffectAtTheStartIsAReference) {
  const auto rhythm = [&](const std::string& name, const std::string& text) {
    Annotation one;
    one.code = 28;
    one.text = text;
    make_folder((folder_ / name).parent_path());
    write_annotations(folder_ / name, std::vector{one});
  };
  for (const char* text : {"(AFIB", "(N"}) {
    put("af/r.hea", "r 0 100 60000\n");
    rhythm("af/r.atr", text);
    rhythm("af/r.tst", "(AFIB");
    for (const char* what : {"-r r --path af --episodes", "--all af", "--all af --json"}) {
      const CommandResult result = score(std::string(what) + " -a atr tst");
      EXPECT_EQ(result.status, 0) << what << result.err;
    }
  }
  EXPECT_EQ(score("-r r --path af --runs -a atr tst").status, 1) << "a rhythm is no run";
  EXPECT_EQ(score("-r r --path af -a atr tst").status, 1) << "nor a beat";
  put("af/r.hea", "r 0 100 6000\n");
  EXPECT_EQ(score("-r r --path af --episodes -a atr tst").status, 1) << "it ends before five minutes";
}

TEST_F(ScoreSmall, WithoutAHeaderTheRateIs250HzAndThatIsSaid) {
  fs::remove(folder_ / "ref/a.hea");
  const CommandResult result = score("-r a -a atr tst -f 0 --path ref test --mismatches");
  EXPECT_EQ(result.status, 0);
  EXPECT_THAT(result.err, HasSubstr("a: no header (.hea) next to its annotations: 250 Hz assumed"));
  EXPECT_THAT(result.out, HasSubstr("a,200,0.800,N,O\n"));
}

TEST_F(ScoreSmall, TimesAreWfdbs) {
  const auto beats = [&](const std::string& times) {
    const auto json = nlohmann::json::parse(score("-r a -a atr tst --path ref test --json " + times).out);
    return json["gross"]["beats"].get<int>();
  };
  EXPECT_EQ(beats("-f 0"), 3);
  EXPECT_EQ(beats("-f 1.5"), 2);
  EXPECT_EQ(beats("-f s150 -t 0:0:2.5"), 1);
  EXPECT_EQ(beats("-f 0:0.5 -t 0:02"), 2);
  EXPECT_EQ(beats("-f 0 -w s1"), 3);
  EXPECT_THAT(score("-r a -a atr tst --path ref test -f 0 -w s1 --mismatches").out,
              HasSubstr("a,300,3.000,V,O"));
  // -t 0: the test file ends first, at its beat at 3.02 s.
  annotate("ref/a.atr", {{100, 1}, {300, 5}, {400, 1}});
  EXPECT_EQ(beats("-f 0"), 3);
  EXPECT_EQ(beats("-f 0 -t 0"), 2);
  EXPECT_THAT(score("-r a -a atr tst --path ref test -f 0").err, HasSubstr("EC57 does not permit"));
  const CommandResult standard = score("-r a -a atr tst --path ref test");
  EXPECT_THAT(standard.err,
              AllOf(Not(HasSubstr("permit")), HasSubstr("a: ends at 10 s, before the scored time")));
}

TEST_F(ScoreSmall, TheSoundPartOfADamagedFileIsScored) {
  put("test/b.tst", std::string("\x05\xEC\x00", 3));  // ends within an annotation
  const CommandResult result = score("-r a b -a atr tst -f 0 --path ref test -l lines -");
  EXPECT_EQ(result.status, 0);
  EXPECT_THAT(result.err, HasSubstr("test/b.tst: warning: offset 2"));
  EXPECT_THAT(written("lines"), AllOf(HasSubstr("\n   a "), HasSubstr("\n   b ")));
}

TEST_F(ScoreSmall, WithoutABeatOfTheReferenceTheFiguresAreNotTrusted) {
  const CommandResult result = score("-r a -a atr tst --path ref test");
  EXPECT_EQ(result.status, 1);
  EXPECT_THAT(result.err, HasSubstr("no beat of the reference lies in the scored time"));
}

TEST_F(ScoreSmall, DisorderIsToldWithItsFile) {
  put("test/a.tst", std::string("\x64\x04\x00\xEC\xFF\xFF\xCE\xFF\x01\x04\x00\x00", 12));  // 100, then 51
  const CommandResult result = score("-r a -a atr tst -f 0 --path ref test");
  EXPECT_EQ(result.status, 1);
  EXPECT_THAT(result.err, HasSubstr("test/a.tst: annotations must be in order of time"));
}

TEST_F(ScoreSmall, OutputsThatCannotBeAreRefused) {
  const std::string words = "-r a -a atr tst -f 0 --path ref test ";
  const CommandResult folder = score(words + "-l lines ref");
  EXPECT_EQ(folder.status, 1);
  EXPECT_THAT(folder.err, HasSubstr("ref: is a folder"));
  EXPECT_FALSE(fs::exists(folder_ / "lines")) << "one report without the other";
  EXPECT_EQ(score(words + "-s absent/report").status, 1);
  EXPECT_EQ(score(words + "-s /dev/full").status, 1);
  const std::string before = written("ref/a.atr");
  const CommandResult input = score(words + "-s ref/../ref/a.atr");
  EXPECT_EQ(input.status, 2);
  EXPECT_THAT(input.err, HasSubstr("is read for record a"));
  EXPECT_EQ(written("ref/a.atr"), before);
  EXPECT_EQ(score(words + "-l same ./same").status, 2);
}

TEST_F(ScoreSmall, WrongUseIsTwo) {
  const std::string words = "-r a -a atr tst --path ref test ";
  EXPECT_EQ(score("").status, 2);
  EXPECT_EQ(score("-r a -a atr").status, 2);
  EXPECT_EQ(score("-a atr tst").status, 2);
  EXPECT_EQ(score("-r a -a atr ../tst").status, 2);
  EXPECT_EQ(score("-r 'a b' -a atr tst").status, 2);
  EXPECT_EQ(score("-r a -a atr tst --sum lines").status, 2);
  EXPECT_EQ(score(words + "-l lines").status, 2);
  EXPECT_EQ(score(words + "-s - -S -").status, 2);
  EXPECT_EQ(score(words + "-s - --json").status, 2);
  for (const char* time : {"-f -1", "-f soon", "-t 1:", "-t 1:2:3:4", "-w nan", "-w s1.5", "-f ''"}) {
    const CommandResult result = score(words + time);
    EXPECT_EQ(result.status, 2) << time;
    EXPECT_THAT(result.err, HasSubstr("no time; these are: 90")) << time;
  }
  const CommandResult reversed = score(words + "-f 5 -t 4");
  EXPECT_EQ(reversed.status, 2);
  EXPECT_THAT(reversed.err, HasSubstr("would end (-t) at 4 s, not after its start (-f) at 5 s"));
}

TEST_F(ScoreSmall, RunsEpisodesAndMeasurementsAreTablesOrJson) {
  const std::string words = "-r a b -a atr tst -f 0 --path ref test ";
  const CommandResult runs = score(words + "--runs");
  EXPECT_EQ(runs.status, 0) << runs.err;
  EXPECT_THAT(runs.out,
              AllOf(StartsWith("Ventricular runs\n\nRecord CTs"), HasSubstr("\nSupraventricular runs\n"),
                    HasSubstr("Summary of results from 2 records")));
  EXPECT_THAT(score(words + "--episodes").out,
              AllOf(HasSubstr("(AF detection)"), HasSubstr("(VF detection)"), Not(HasSubstr("Ischemic"))));
  const auto json = nlohmann::json::parse(score(words + "--runs --episodes --json").out);
  EXPECT_EQ(json["runs"]["records"].size(), 2U);
  EXPECT_EQ(json["runs"]["records"][0]["ventricular"]["sensitivity_matrix"][1][1], 1);
  EXPECT_EQ(json["runs"]["gross"]["ventricular"]["sensitivity_matrix"][1][1], 2);
  EXPECT_TRUE(json["episodes"]["gross"]["atrial_fibrillation"]["sensitivity"].is_null());
  EXPECT_FALSE(json.contains("measurements"));
  EXPECT_EQ(score(words + "--runs -s -").status, 2);
  EXPECT_EQ(score(words + "--runs --csv").status, 2);
}

// Fibrillation that began before the scored time is a ventricular run: its row stands, the other kind has
// none.
TEST_F(ScoreSmall, OfRunsTheKindThatIsNotComparedIsNamed) {
  annotate("ref/a.atr", {{100, 32}});  // [
  const CommandResult runs = score("-r a b -a atr tst -f 0:02 --path ref test --runs");
  EXPECT_THAT(runs.err,
              HasSubstr("a: supraventricular runs are not compared: an annotator has nothing of them"));
  EXPECT_THAT(runs.out.substr(0, runs.out.find("\nSupraventricular runs\n")), HasSubstr("\n   a "));
}

TEST_F(ScoreSmall, ShutdownWithoutSHasItsSumsToo) {
  const std::string text = score("-r a b -a atr tst -f 0 --path ref test -l /dev/null -").out;
  EXPECT_THAT(text, AllOf(StartsWith("Record Nx   Vx "), HasSubstr("\nSum      0    0    0    0"),
                          HasSubstr("Summary of results from 2 records")));
}

TEST_F(ScoreSmall, AllComparesEveryAnnotatedRecordOfAFolder) {
  put("ref/c.hea", "c 0 100 1000\n");  // without annotations
  const CommandResult result = score("--all ref -a atr tst -f 0 --path test");
  EXPECT_EQ(result.status, 0) << result.err;
  EXPECT_THAT(result.err, HasSubstr("1 record has no annotations .atr"));
  EXPECT_THAT(result.out,
              AllOf(StartsWith("Beats\n"), HasSubstr("\nShutdown\n"), HasSubstr("\nVentricular runs\n"),
                    HasSubstr("\nEpisodes of ventricular fibrillation\n")));
  const CommandResult without = score("--all ref -a atr tst -f 0 --path test --except b x --json");
  EXPECT_THAT(without.err, HasSubstr("--except x: ref holds no such record"));
  EXPECT_THAT(without.err, Not(HasSubstr("--except b")));
  const auto json = nlohmann::json::parse(without.out);
  EXPECT_EQ(json["beats"]["records"].size(), 1U);
  EXPECT_TRUE(json.contains("measurements"));
  annotate("ref/c.atr", {{100, 1}});
  const CommandResult missing = score("--all ref -a atr tst -f 0 --path test");  // c.tst is not there
  EXPECT_EQ(missing.status, 1);
  EXPECT_THAT(missing.err, HasSubstr("1 of 3 records could not be scored"));
  EXPECT_EQ(score("--all test -a atr tst").status, 1);
  EXPECT_EQ(score("--all ref -r a -a atr tst").status, 2);
}

// Nothing was printed, and the exit status was that of a comparison.
TEST_F(ScoreSmall, MeasurementsThatAreNotThereAreSaid) {
  const CommandResult alone = score("-r a b -a atr tst -f 0 --path ref test --measurements");
  EXPECT_EQ(alone.status, 1);
  EXPECT_EQ(alone.out, "");
  EXPECT_THAT(alone.err, HasSubstr("no kind of measurement (annotations =) is in both atr and tst"));
  const CommandResult with_runs = score("-r a b -a atr tst -f 0 --path ref test --runs --measurements");
  EXPECT_EQ(with_runs.status, 0) << "the runs are there";
  EXPECT_THAT(with_runs.err, HasSubstr("no kind of measurement"));
  EXPECT_THAT(score("--all ref -a atr tst -f 0 --path test").err, Not(HasSubstr("measurement")))
      << "nobody asked";
}

TEST_F(ScoreSmall, SumNeedsALineReport) {
  put("notes", "milk, eggs\n");
  const CommandResult result = score("--sum notes");
  EXPECT_EQ(result.status, 1);
  EXPECT_THAT(result.err, HasSubstr("notes: line 1: not the heading of a report"));
  EXPECT_EQ(score("--sum absent").status, 1);
}

}  // namespace
}  // namespace rwave::testing
