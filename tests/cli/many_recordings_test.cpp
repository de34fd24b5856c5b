// Folders of many recordings: folders below, warnings that repeat, faults for programs, runs that go on.
#include <gmock/gmock.h>

#include <filesystem>

#include "base/output_file.h"
#include "cli/command_line_support.h"
#include "record/files.h"
#include "support/support.h"

namespace rwave {
namespace {

namespace fs = std::filesystem;
using rwave::testing::CommandResult;
using rwave::testing::put_file;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class ManyRecordings : public testing::CommandLine {
 protected:
  // A folder of these ones, each of 20 s.
  void simulate(const std::string& names) const {
    const CommandResult made =
        run("for r in " + names + "; do rwave simulate --seconds 20 --seed 1 -o $r || exit 1; done");
    ASSERT_EQ(made.status, 0) << made.err;
  }
};

// Hospitals keep a folder a patient; these were passed over without a word, with status 0.
TEST_F(ManyRecordings, FoldersBelowAreSearched) {
  simulate("db/a db/p1/100 db/p2/100 db/p2/b/c/d/101 db/p2/b/c/d/e/102 db/.trash/103 db/x.rwave/104");
  ASSERT_EQ(run("mkdir db/empty && echo remark > db/p1/readme.txt").status, 0);
  const std::string found = "./a.qrs\n./p1/100.qrs\n./p2/100.qrs\n./p2/b/c/d/101.qrs\n";
  for (const char* given : {"db", "db/", "./db", "db//"}) {
    const CommandResult detected = run(std::string("rm -rf out && rwave detect -o out ") + given);
    EXPECT_EQ(detected.status, 0) << detected.err;
    EXPECT_THAT(detected.err, HasSubstr("p2/b/c/d/e: not searched, more than 4 levels down"));
    EXPECT_EQ(run("cd out && find . -type f | LC_ALL=C sort").out, found) << given;
  }
  EXPECT_EQ(run("cd db && rwave detect . --csv -o - | cut -d, -f1 | uniq").out,
            "record\na\np1/100\np2/100\np2/b/c/d/101\n");
  EXPECT_EQ(run("rwave classify db -o db && ls db/p1").out,
            "100.atr\n100.dat\n100.hea\n100.rw\nreadme.txt\n");
  EXPECT_EQ(run("rwave holter db -o pages --no-disclosure && ls pages/p1").out, "100.html\n");
  EXPECT_THAT(read_file(folder_ / "pages/index.html"), HasSubstr("href=\"p2/100.html\""));
  EXPECT_THAT(run("rwave score --all db -a atr rw -f 0").out, HasSubstr("from 4 records"));
  const CommandResult beats = run("rwave beats db -o beats");
  EXPECT_THAT(beats.err,
              HasSubstr("db: folders below are not searched (several are given with commas): p1, p2"));
  EXPECT_THAT(run("rwave detect db/p1 db/p2 -o out").err, HasSubstr("or give the folder above them"));
}

// A link to a folder above has no end, and the same folder twice is one.
TEST_F(ManyRecordings, LinksToFoldersAboveAreNoOtherFolders) {
  simulate("db/p1/100");
  ASSERT_EQ(run("ln -s .. db/p1/up && ln -s p1 db/q").status, 0);
  EXPECT_EQ(run("rwave detect db -o out && find out -type f").out, "out/p1/100.qrs\n");
}

// RECORDS is the whole of a database: what lies in other folders below is named and not taken.
TEST_F(ManyRecordings, FoldersThatRecordsDoesNotNameAreTold) {
  simulate("db/a db/p1/100 db/extra/x");
  put_file(folder_ / "db/RECORDS", "a\np1/100\n");
  const CommandResult detected = run("rwave detect db -o out && find out -type f | LC_ALL=C sort");
  EXPECT_EQ(detected.out, "out/a.qrs\nout/p1/100.qrs\n");
  EXPECT_THAT(detected.err, HasSubstr("db: its RECORDS does not name the folders extra: passed over"));
}

// Of three hundred short ECGs each said that its beats are few, and what mattered was not seen.
TEST_F(ManyRecordings, WarningsOfOneKindAreCounted) {
  simulate("one");
  ASSERT_EQ(
      run("for i in 1 2 3 4 5 6; do rwave simulate --seconds 8 --seed $i -o db/r$i || exit 1; done").status,
      0);
  const CommandResult labelled = run("rwave classify db -o out");
  EXPECT_EQ(labelled.status, 0);
  EXPECT_EQ(run("grep -o 'beats in all' <<'X' | wc -l\n" + labelled.err + "X").out, "4\n");
  EXPECT_THAT(labelled.err, AllOf(HasSubstr("rwave: 3 warnings more of this kind: db/r4: warning: "),
                                  HasSubstr("all warnings: with --json")));
  EXPECT_EQ(run("rwave classify db --json -o - 2>/dev/null | grep -c 'beats in all'").out, "6\n");
  EXPECT_THAT(run("rwave classify db/r5 -o out").err, Not(HasSubstr("of this kind")));
}

// A program that reads the output alone knew nothing of what failed.
TEST_F(ManyRecordings, FaultsAreObjectsOfJson) {
  simulate("db/a");
  put_file(folder_ / "db/bad.edf", "none");
  for (const char* verb :
       {"classify db -o -", "classify db -o out", "detect db -o -", "holter db -o pages"}) {
    const CommandResult done = run(std::string("rwave ") + verb + " --json");
    EXPECT_EQ(done.status, 1) << verb;
    EXPECT_THAT(done.out, HasSubstr("{\"record\":\"bad\",\"error\":\"db/bad.edf: ")) << verb;
  }
  const CommandResult alone = run("rwave classify db/bad.edf --json -o -");
  EXPECT_EQ(alone.status, 1);
  EXPECT_THAT(alone.out, HasSubstr("{\"record\":\"bad\",\"error\":"));
  EXPECT_EQ(
      run("rwave info db --json 2>/dev/null | python3 -c 'import json,sys; print(len(json.load(sys.stdin)))'")
          .out,
      "2\n");
}

TEST_F(ManyRecordings, InfoNamesThemByTheirFolders) {
  simulate("db/a db/p1/a db/p2/a");
  const std::string told = run("rwave info db").out;
  EXPECT_THAT(told, AllOf(HasSubstr("p1/a   "), HasSubstr("p2/a   ")));
  EXPECT_THAT(run("rwave info db --json").out, HasSubstr("\"record\": \"p1/a\""));
}

TEST_F(ManyRecordings, ResumePassesOverWhatIsDone) {
  simulate("db/a db/b db/p/c");
  for (const std::string form :
       {"classify db -o out", "classify db --json -o out", "detect db --csv -o out"}) {
    ASSERT_EQ(run("rwave " + form).status, 0);
    const CommandResult again = run("rwave " + form + " --resume");
    EXPECT_EQ(again.status, 0);
    EXPECT_EQ(again.err, "3 of 3 recordings were done before, with these options or others: passed over\n")
        << form;
    ASSERT_EQ(run("touch db/b.dat").status, 0);
    const CommandResult newer = run("rwave " + form + " --resume");
    EXPECT_THAT(newer.err, AllOf(HasSubstr("b   "), HasSubstr("2 of 3 recordings were done before")));
    ASSERT_EQ(run("rm out/p/c.*").status, 0);
    EXPECT_THAT(run("rwave " + form + " --resume").err, HasSubstr("2 of 3 recordings were done before"));
    // What a full disk or a lost copy left is newer, too, and no output.
    ASSERT_EQ(run("for f in out/a.*; do truncate -s -1 $f; done; for f in out/b.*; do : >$f; done").status,
              0);
    EXPECT_THAT(run("rwave " + form + " --resume").err, HasSubstr("1 of 3 recordings were done before"));
    // A crash may leave zeros to the end of a file.
    ASSERT_EQ(run("for f in out/a.*; do truncate -s 40 $f; truncate -s 400 $f; done").status, 0);
    EXPECT_THAT(run("rwave " + form + " --resume").err, HasSubstr("2 of 3 recordings were done before"));
    ASSERT_EQ(run("rm -r out").status, 0);
  }
  ASSERT_EQ(
      run("rwave classify db --json -o out && (head -c 40 out/a.json; echo) > x && mv x out/a.json").status,
      0);
  EXPECT_THAT(run("rwave classify db --json -o out --resume").err,
              HasSubstr("2 of 3 recordings were done before"));
  EXPECT_EQ(run("rwave classify db --json -o - --resume").status, 2);
}

// A run of hours that was ended left neither index nor table.
TEST_F(ManyRecordings, AReportOfManyThatIsEndedLeavesWhatIsDone) {
  simulate("db/a");
  ASSERT_EQ(run("rwave simulate --seconds 20000 -o db/long").status, 0);
  const CommandResult ended =
      run("(rwave holter db -o pages & for i in $(seq 600); do sleep 0.05; [ -e pages/holter.csv ] && break; "
          "done; "
          "kill $!; wait $!) 2>/dev/null; wc -l < pages/holter.csv");
  EXPECT_EQ(ended.out, "2\n");
  EXPECT_THAT(read_file(folder_ / "pages/index.html"),
              AllOf(HasSubstr("a.html"), HasSubstr("1 recording more not worked on")));
}

}  // namespace
}  // namespace rwave
