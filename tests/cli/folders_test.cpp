// Folders whose RECORDS names what it must not, or folders, through the verbs that take folders.
#include <gmock/gmock.h>

#include "cli/command_line_support.h"
#include "record/files.h"
#include "support/support.h"

namespace rwave {
namespace {

using rwave::testing::CommandResult;
using rwave::testing::put_file;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class Folders : public testing::CommandLine {};

TEST_F(Folders, ALineOfRecordsThatNamesNoRecordCostsItselfAlone) {
  ASSERT_EQ(run("mkdir fo && rwave simulate --seconds 20 --seed 1 -o fo/a && "
                "rwave simulate --seconds 20 --seed 2 -o fo/b && printf 'a\\n../x/\\nb\\n' > fo/RECORDS")
                .status,
            0);
  const CommandResult detected = run("rwave detect fo -o out");
  EXPECT_EQ(detected.status, 1);
  EXPECT_THAT(detected.err, AllOf(HasSubstr("fo/RECORDS: line 2: '../x/' lies outside the folder"),
                                  HasSubstr("1 of 3 recordings failed"), Not(HasSubstr("is not there"))));
  EXPECT_EQ(run("ls out").out, "a.qrs\nb.qrs\n");
  const CommandResult info = run("rwave info fo");
  EXPECT_EQ(info.status, 1);
  EXPECT_THAT(info.out, AllOf(HasSubstr("seed 1,"), HasSubstr("seed 2,")));
  const CommandResult scored = run("rwave score --all fo -a atr atr -f 0");
  EXPECT_EQ(scored.status, 1);
  EXPECT_THAT(scored.out, HasSubstr("Summary of results from 2 records"));
  EXPECT_THAT(scored.err, AllOf(HasSubstr("fo/RECORDS: line 2: '../x/'"), HasSubstr("1 line of RECORDS")));
  put_file(folder_ / "fo/RECORDS", "../x/\n");
  const CommandResult none = run("rwave detect fo -o none");
  EXPECT_EQ(none.status, 1);
  EXPECT_THAT(none.err, HasSubstr("fo/RECORDS: line 1: '../x/' lies outside the folder"));
}

// All others of its folder were lost, and the message did not name it.
TEST_F(Folders, AHeaderWhoseNameCannotBeUsedCostsItselfAlone) {
  ASSERT_EQ(
      run("mkdir fo && rwave simulate --seconds 20 --seed 1 -o fo/a && cp fo/a.hea 'fo/a,b.hea'").status, 0);
  const CommandResult detected = run("rwave detect fo -o out");
  EXPECT_EQ(detected.status, 1);
  EXPECT_THAT(detected.err, AllOf(HasSubstr("fo: a,b.hea has a name that cannot be used"),
                                  HasSubstr("1 of 2 recordings failed")));
  EXPECT_EQ(run("ls out").out, "a.qrs\n");
}

TEST_F(Folders, ALinkToARecordingThatIsFoundIsNoSecondOne) {
  ASSERT_EQ(
      run("mkdir fo other && rwave simulate --seconds 20 --seed 1 -o sim && rwave convert sim -o fo/a.edf && "
          "rwave convert sim -o other/b.edf && ln -s a.edf fo/again.edf && ln -s ../other/b.edf fo/b.edf")
          .status,
      0);
  EXPECT_EQ(run("rwave detect fo --csv -o - | cut -d, -f1 | uniq").out, "record\na\nb\n");
}

// The file system's own words named neither the program nor what to do.
TEST_F(Folders, AFolderThatMayNotBeReadIsNamed) {
  ASSERT_EQ(run("mkdir -m 0 shut").status, 0);
  if (run("ls shut").status == 0) GTEST_SKIP() << "root reads any folder";
  EXPECT_THAT(run("rwave detect shut").err, HasSubstr("shut: cannot be searched: "));
}

TEST_F(Folders, AFolderInAnotherThatIsGivenIsSearchedOnce) {
  ASSERT_EQ(run("mkdir -p fo/p && rwave simulate --seconds 20 --seed 1 -o fo/a && "
                "rwave simulate --seconds 20 --seed 2 -o fo/p/b && ln -s .. fo/p/up")
                .status,
            0);
  EXPECT_EQ(run("rwave detect fo fo/p --csv -o - | cut -d, -f1 | uniq").out, "record\na\np/b\n");
  EXPECT_EQ(run("rwave detect fo/p --csv -o - | cut -d, -f1 | uniq").out, "record\nb\n");
}

// They were passed over without a word; one of a program's own files is not worth a line.
TEST_F(Folders, HiddenFoldersOfRecordingsAreNamed) {
  ASSERT_EQ(run("mkdir -p fo/.old fo/.git && rwave simulate --seconds 20 --seed 1 -o fo/a && "
                "rwave simulate --seconds 20 --seed 2 -o fo/.old/b && touch fo/.git/config")
                .status,
            0);
  const CommandResult detected = run("rwave detect fo -o out");
  EXPECT_EQ(detected.status, 0);
  EXPECT_THAT(detected.err,
              HasSubstr("fo: hidden folders that seem to hold recordings, passed over: .old\n"));
}

TEST_F(Folders, ScoreAllTakesRecordsThatNameFolders) {
  ASSERT_EQ(run("mkdir -p fo/g1 fo/g2 && rwave simulate --seconds 20 --seed 1 -o fo/g1/a && "
                "rwave simulate --seconds 20 --seed 2 -o fo/g2/b && printf 'g1/\\ng2/\\n' > fo/RECORDS")
                .status,
            0);
  const CommandResult scored = run("rwave score --all fo -a atr atr -f 0");
  EXPECT_EQ(scored.status, 0) << scored.err;
  EXPECT_THAT(scored.out,
              AllOf(HasSubstr("g1/a"), HasSubstr("g2/b"), HasSubstr("Summary of results from 2 records")));
}

// As the verbs that label recordings do it: a folder that holds nothing costs itself alone, and a link back
// to a folder above is no second record.
TEST_F(Folders, ScoreAllCountsFoldersThatHoldNothingAndNoRecordTwice) {
  ASSERT_EQ(
      run("mkdir -p fo/g1 fo/none && rwave simulate --seconds 20 --seed 1 -o fo/g1/a && ln -s .. fo/g1/up && "
          "printf 'g1/\nnone/\n' > fo/RECORDS && printf 'a\nup\n' > fo/g1/RECORDS")
          .status,
      0);
  const CommandResult scored = run("rwave score --all fo/ -a atr atr -f 0");
  EXPECT_EQ(scored.status, 1);
  EXPECT_THAT(scored.out, AllOf(HasSubstr("g1/a"), HasSubstr("Summary of results from 1 record\n")));
  EXPECT_THAT(scored.err, AllOf(HasSubstr("fo/none: holds no WFDB records"),
                                HasSubstr("1 line of RECORDS could not be read")));
  const CommandResult detected = run("rwave detect fo/ -o out");
  EXPECT_EQ(detected.status, 1);
  EXPECT_EQ(run("cd out && find . -type f").out, "./g1/a.qrs\n");
}

// `rwave classify --csv` and `rwave convert` write tables next to recordings; those were recordings next
// time.
TEST_F(Folders, ListsOfBeatsNextToRecordingsAreNone) {
  ASSERT_EQ(run("mkdir tables edf && rwave simulate --seconds 30 -o a && rwave convert a -o tables/a.csv && "
                "rwave convert a -o edf/a.edf")
                .status,
            0);
  const CommandResult tables = run("rwave classify tables -o out");
  EXPECT_EQ(tables.status, 0) << tables.err;
  EXPECT_THAT(tables.err, Not(HasSubstr("annotations")));
  EXPECT_EQ(run("rwave classify edf --csv -o edf").status, 0);
  const CommandResult again = run("rwave classify edf --csv -o edf");
  EXPECT_EQ(again.status, 0) << again.err;
  EXPECT_THAT(again.err, HasSubstr("edf: passed over, as they hold no samples: a.csv"));
  for (int time = 0; time < 2; ++time)  // holter.csv is the folder's own, too
    EXPECT_EQ(run("rwave holter tables -o tables --no-disclosure").status, 0) << time;
}

// Databases have tables about their records. Named itself such a table is an error, as is a table of samples
// that cannot be read.
TEST_F(Folders, ATableAboutRecordingsIsPassedOver) {
  ASSERT_EQ(run("rwave simulate --seconds 30 -o db/a && "
                "printf 'record,patient,label\\na,p1,NORM\\nb,p2,MI\\n' > db/LABELS.csv")
                .status,
            0);
  const CommandResult labelled = run("rwave classify db -o out");
  EXPECT_EQ(labelled.status, 0) << labelled.err;
  EXPECT_THAT(labelled.err, HasSubstr("db: passed over, as they hold no samples: LABELS.csv"));
  const CommandResult named = run("rwave classify db/LABELS.csv -o out");
  EXPECT_EQ(named.status, 1);
  EXPECT_THAT(named.err, HasSubstr("no line of numbers was found"));
  ASSERT_EQ(run("printf 'ecg\\n0.1 mV\\n0.2 mV\\n0.3 mV\\n' > db/units.csv && : > db/empty.csv").status, 0);
  const CommandResult refused = run("rwave classify db -o out");
  EXPECT_EQ(refused.status, 1);
  EXPECT_THAT(refused.err, AllOf(HasSubstr("units.csv: "), HasSubstr("empty.csv: ")));
}

// Of numbers alone: it was read as a recording without a rate, and the run failed.
TEST_F(Folders, ATableOfNumbersAboutRecordingsIsPassedOver) {
  ASSERT_EQ(
      run("rwave simulate --seconds 30 -o db/a && printf 'id,fold\\n1,3\\n2,5\\n3,1\\n' > db/folds.csv && "
          "printf 'record,age,sex\\n100,69,1\\n101,75,0\\n' > db/people.csv && "
          "printf 'patient\\tage\\n7,5\\t69\\n8,5\\t75\\n' > db/ages.tsv")
          .status,
      0);
  for (const char* rate : {"", " --rate 250"}) {
    const CommandResult labelled = run(std::string("rwave classify db -o out") + rate);
    EXPECT_EQ(labelled.status, 0) << labelled.err;
    EXPECT_THAT(labelled.err,
                HasSubstr("db: passed over, as they hold no samples: ages.tsv, folds.csv, people.csv"));
    EXPECT_EQ(run("ls out").out, "a.rw\n");
  }
}

// A recording of which nothing but its head was written, and one that cannot be told: each fails by itself.
// One behind a thousand lines of comments is read; both were passed over.
TEST_F(Folders, TablesOfSamplesAreNotPassedOver) {
  ASSERT_EQ(run("rwave simulate --seconds 30 -o a && rwave convert a -o db/a.csv && rm db/a.*.* && "
                "(for i in $(seq 1200); do echo \"# remark $i\"; done; cat db/a.csv) > db/remarks.csv")
                .status,
            0);
  const CommandResult sound = run("rwave classify db -o out");
  EXPECT_EQ(sound.status, 0) << sound.err;
  EXPECT_EQ(run("ls out").out, "a.rw\nremarks.rw\n");
  ASSERT_EQ(run("printf 'time,II,V1\\n' > db/head.csv && printf '# fs 250\\n' > db/nothing.csv").status, 0);
  const CommandResult failed = run("rwave classify db -o out");
  EXPECT_EQ(failed.status, 1);
  EXPECT_THAT(failed.err, AllOf(HasSubstr("head.csv: "), HasSubstr("nothing.csv: "), HasSubstr("2 of 4")));
}

}  // namespace
}  // namespace rwave
