// rwave holter, as a user types it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>

#include "support/support.h"

namespace rwave::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

std::string text_of(const std::filesystem::path& file) {
  std::ifstream in(file);
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

TEST(HolterVerb, ReportsASimulatedRecording) {
  const TemporaryFolder folder;
  const std::string at = folder.path().string();
  ASSERT_EQ(run_command("rwave simulate --seconds 120 -o " + at + "/demo").status, 0);
  const CommandResult result =
      run_command("rwave holter " + at + "/demo -o " + at + "/demo.html --json --rhythm");
  ASSERT_EQ(result.status, 0) << result.err;
  const auto json = nlohmann::json::parse(result.out);
  EXPECT_EQ(json["record"], "demo");
  EXPECT_GT(json["total"]["beats"], 100);
  EXPECT_TRUE(json["variability"]["sdnn"].contains("definition"));
  EXPECT_THAT(text_of(folder / "demo.html"), HasSubstr("Full disclosure"));
  EXPECT_TRUE(std::filesystem::exists(folder / "demo.rhythm"));
}

// Who reads a page does not see what was printed when it was made.
TEST(HolterVerb, WhatMakesLabelsLessSureStandsOnThePage) {
  const TemporaryFolder folder;
  const std::string at = folder.path().string();
  ASSERT_EQ(run_command("rwave simulate --seconds 15 -o " + at + "/demo").status, 0);
  const CommandResult result = run_command("rwave holter " + at + "/demo -o " + at + "/demo.html --json");
  ASSERT_EQ(result.status, 0) << result.err;
  EXPECT_THAT(result.err, HasSubstr("too few to know this patient's own rhythm by"));
  EXPECT_THAT(text_of(folder / "demo.html"), HasSubstr("too few to know this patient&#39;s own rhythm by"));
  EXPECT_THAT(nlohmann::json::parse(result.out)["warnings"].dump(), HasSubstr("too few to know"));
}

TEST(HolterVerb, AModelForStreamsIsSaid) {
  const TemporaryFolder folder;
  const std::string at = folder.path().string(), models = RWAVE_SOURCE_DIR "/models/";
  ASSERT_EQ(run_command("rwave simulate --seconds 30 -o " + at + "/demo").status, 0);
  for (const std::string verb : {"holter", "classify"}) {
    const std::string with =
        "rwave " + verb + " " + at + "/demo -o " + at + "/" + verb + " --model " + models;
    const CommandResult live = run_command(with + "live.onnx");
    EXPECT_EQ(live.status, 0) << live.err;
    EXPECT_THAT(live.err, HasSubstr("live.onnx is a model for streams")) << verb;
    EXPECT_THAT(run_command(with + "whole.onnx").err, Not(HasSubstr("for streams"))) << verb;
  }
}

TEST(HolterVerb, SeveralRecordingsGetAnIndex) {
  const TemporaryFolder folder;
  const std::string at = folder.path().string();
  ASSERT_EQ(run_command("rwave simulate --records 2 --seconds 60 -o " + at).status, 0);
  const CommandResult result = run_command("rwave holter " + at + "/sim00 " + at + "/sim01 " + at +
                                           "/sim01 --no-disclosure -o " + at + "/out");
  EXPECT_EQ(result.status, 1) << "the third has the name of the second";
  EXPECT_THAT(result.err, HasSubstr("another recording given is called sim01 too"));
  EXPECT_THAT(text_of(folder / "out/index.html"), HasSubstr("href=\"sim00.html\""));
  const std::string table = text_of(folder / "out/holter.csv");
  EXPECT_EQ(std::ranges::count(table, '\n'), 3);
}

TEST(HolterVerb, NeedsNoSignal) {
  RWAVE_NEED_DATA(nsr2db, "nsr2db");
  const TemporaryFolder folder;
  const CommandResult result =
      run_command("rwave holter " + nsr2db.string() + "/nsr001.ecg --csv -o " + (folder / "a.html").string());
  ASSERT_EQ(result.status, 0) << result.err;
  EXPECT_THAT(result.out, HasSubstr("record,rhythm,code"));
  EXPECT_THAT(text_of(folder / "a.html"), HasSubstr("beat annotations alone"));
}

TEST(HolterVerb, SaysWhatIsWrong) {
  const TemporaryFolder folder;
  const std::string at = folder.path().string();
  EXPECT_EQ(run_command("rwave holter " + at + "/none").status, 1);
  ASSERT_EQ(run_command("rwave simulate --seconds 30 -o " + at + "/demo").status, 0);
  const CommandResult missing = run_command("rwave holter " + at + "/demo -a zzz");
  EXPECT_EQ(missing.status, 1);
  EXPECT_THAT(missing.err, HasSubstr("annotator zzz"));
  EXPECT_EQ(run_command("rwave holter " + at + "/demo --json --csv").status, 2);
  // A file without a beat: the page says so, and so does the status.
  std::ofstream(folder / "flat.csv") << [] {
    std::string lines = "ECG\n";
    for (int i = 0; i < 3000; ++i) lines += "0.01\n";
    return lines;
  }();
  const CommandResult flat =
      run_command("rwave holter " + at + "/flat.csv --rate 100 -o " + at + "/flat.html");
  EXPECT_EQ(flat.status, 1);
  EXPECT_THAT(flat.err, HasSubstr("0 beats"));
}

TEST(HolterVerb, AClockThatIsWrongIsSaidAndNotUsed) {
  const TemporaryFolder folder;
  const std::string at = folder.path().string();
  ASSERT_EQ(run_command("rwave simulate --seconds 30 -o " + at + "/demo").status, 0);
  const std::string header = text_of(folder / "demo.hea");
  const std::size_t end = header.find('\n');
  std::ofstream(folder / "demo.hea") << header.substr(0, end) << " 25:61:00" << header.substr(end);
  const CommandResult result =
      run_command("rwave holter " + at + "/demo --no-disclosure -o " + at + "/demo.html");
  EXPECT_EQ(result.status, 0);
  EXPECT_THAT(result.err, HasSubstr("demo: warning: the start \"25:61:00\" states no time of day"));
  EXPECT_THAT(text_of(folder / "demo.html"),
              HasSubstr("25:61:00 (no time of day: times count from the beginning)"));
}

TEST(HolterVerb, NoiseAloneIsNoRhythm) {
  const TemporaryFolder folder;
  {
    std::ofstream out(folder / "noise.csv");
    out << "ECG (mV)\n";
    unsigned state = 1;
    for (int i = 0; i < 250 * 60; ++i) {
      state = state * 1664525 + 1013904223;
      out << static_cast<int>(state >> 22) - 512 << "e-3\n";
    }
  }
  const CommandResult noise = run_command("rwave holter " + (folder / "noise.csv").string() +
                                          " --rate 250 -o " + (folder / "noise.html").string());
  EXPECT_EQ(noise.status, 1);
  EXPECT_THAT(noise.err, HasSubstr("what the report says is not the heart's rhythm"));
  EXPECT_TRUE(std::filesystem::exists(folder / "noise.html"));
}

// In a unity build a quarter, of rwave classify, hid the tenth of docs/holter.md.
TEST(HolterVerb, ATenthThatIsAnalyzableIsEnough) {
  const TemporaryFolder folder;
  {
    std::ofstream out(folder / "part.csv");
    out << "ECG (mV)\n";
    unsigned state = 1;
    for (int i = 0; i < 250 * 300; ++i) {
      state = state * 1664525 + 1013904223;
      const int at = i % 200;
      const int beat = at < 10 ? std::min(at, 10 - at) * 200 : 0;
      out << (i < 250 * 45 ? beat + static_cast<int>(state >> 29) : static_cast<int>(state >> 22) - 512)
          << "e-3\n";
    }
  }
  const CommandResult part =
      run_command("rwave holter " + (folder / "part.csv").string() + " --rate 250 --json --no-disclosure");
  const double share = nlohmann::json::parse(part.out)["total"]["analyzable_s"].get<double>() / 300;
  EXPECT_GT(share, 0.1);
  EXPECT_LT(share, 0.25);
  EXPECT_EQ(part.status, 0) << part.err;
}

// Of x.edf it was looked for as x.edf.atr, unlike in every other verb.
TEST(HolterVerb, AnnotationsOfAFileOfItsOwnBearTheRecordsName) {
  const TemporaryFolder folder;
  const std::string in = "cd " + folder.path().string() + " && ";
  ASSERT_EQ(run_command(in + "rwave simulate --seconds 60 -o demo && rwave convert demo -o x.edf && "
                             "rwave convert demo -o x.csv && cp demo.atr x.atr")
                .status,
            0);
  const std::string ask = " -a atr --json --no-disclosure";
  const std::string beats =
      nlohmann::json::parse(run_command(in + "rwave holter demo" + ask).out)["total"].dump();
  for (const char* file : {"x.edf", "x.csv"}) {
    const CommandResult result = run_command(in + "rwave holter " + file + ask);
    ASSERT_EQ(result.status, 0) << result.err;
    const auto json = nlohmann::json::parse(result.out);
    EXPECT_EQ(json["labelled_by"], "annotator atr");
    EXPECT_EQ(json["total"].dump(), beats) << file;
  }
  // Where a record of that name lies there too, the file that was given is read; and its own annotations go
  // first.
  ASSERT_EQ(run_command(in + "rwave simulate --seconds 30 --seed 2 -o x && cp demo.atr x.edf.atr").status, 0);
  const CommandResult both = run_command(in + "rwave holter x.edf" + ask);
  ASSERT_EQ(both.status, 0) << both.err;
  EXPECT_EQ(nlohmann::json::parse(both.out)["total"].dump(), beats);
}

TEST(HolterVerb, ThePageGoesToStandardOutput) {
  const TemporaryFolder folder;
  const std::string at = folder.path().string();
  ASSERT_EQ(run_command("rwave simulate --seconds 60 -o " + at + "/demo").status, 0);
  const CommandResult page = run_command("cd " + at + " && rwave holter demo --no-disclosure -o -");
  EXPECT_EQ(page.status, 0) << page.err;
  EXPECT_EQ(page.out.rfind("<!DOCTYPE html>", 0), 0U) << page.out.substr(0, 40);
  EXPECT_FALSE(std::filesystem::exists(folder / "-"));
  for (const char* wrong : {" --json", " --csv", " --pdf", " --rhythm", " demo"}) {
    const CommandResult result = run_command("cd " + at + " && rwave holter demo -o -" + wrong);
    EXPECT_EQ(result.status, 2) << wrong;
    EXPECT_THAT(result.err, HasSubstr("-o -"));
  }
}

// A browser prints the PDF; here a script that is called as one, so that the page and what is said are tested
// alone.
TEST(HolterVerb, ThePdfIsWhatABrowserPrints) {
  const TemporaryFolder folder;
  const std::string at = folder.path().string();
  ASSERT_EQ(run_command("mkdir " + at + "/bin && rwave simulate --seconds 60 -o " + at + "/demo").status, 0);
  const std::string holter = "R=$(command -v rwave); cd " + at + " && PATH=" + at +
                             "/bin $R holter demo --no-disclosure --pdf -o demo.html";
  const CommandResult none = run_command(holter);
  EXPECT_EQ(none.status, 1);
  EXPECT_THAT(none.err, HasSubstr("demo.pdf: a PDF needs Chromium"));
  EXPECT_TRUE(std::filesystem::exists(folder / "demo.html")) << "the page was made";
  const auto browser = [&](const std::string& script) {
    std::ofstream(folder / "bin/chromium") << "#!/bin/sh\n" + script;
    std::filesystem::permissions(folder / "bin/chromium", std::filesystem::perms::owner_all);
    return run_command(holter);
  };
  const CommandResult fails = browser("exit 3\n");
  EXPECT_EQ(fails.status, 1);
  EXPECT_THAT(fails.err, HasSubstr("demo.pdf: chromium could not print the page (status 3)"));
  EXPECT_FALSE(std::filesystem::exists(folder / "demo.pdf"));
  const CommandResult prints =
      browser("for a; do case $a in --print-to-pdf=*) echo PDF >\"${a#*=}\";; esac; done\n");
  EXPECT_EQ(prints.status, 0) << prints.err;
  EXPECT_EQ(text_of(folder / "demo.pdf"), "PDF\n");
  // A name with what an address would part at: "#" begins a fragment, "%" another character.
  browser(
      "for a; do case $a in --print-to-pdf=*) p=${a#*=};; file:*) u=$a;; esac; done; echo \"$u\" >\"$p\"\n");
  const CommandResult odd = run_command("R=$(command -v rwave); cd " + at + " && PATH=" + at +
                                        "/bin $R holter demo --no-disclosure --pdf -o 'a #1 5%.html'");
  EXPECT_EQ(odd.status, 0) << odd.err;
  EXPECT_THAT(text_of(folder / "a #1 5%.pdf"), HasSubstr("/a%20%231%205%25.html\n"));
  // The PDF's own name given: it was that of the page, which Chromium then printed as text.
  const CommandResult named = run_command("R=$(command -v rwave); cd " + at + " && PATH=" + at +
                                          "/bin $R holter demo --no-disclosure -o named.pdf");
  EXPECT_EQ(named.status, 0) << named.err;
  EXPECT_THAT(named.err, HasSubstr("named.html, named.pdf"));
  EXPECT_THAT(text_of(folder / "named.pdf"), HasSubstr("/named.html\n"));
  EXPECT_THAT(text_of(folder / "named.html"), StartsWith("<!DOCTYPE html>"));
  const CommandResult capitals = run_command("R=$(command -v rwave); cd " + at + " && PATH=" + at +
                                             "/bin $R holter demo --no-disclosure -o SHOUTED.PDF");
  EXPECT_EQ(capitals.status, 0) << capitals.err;
  EXPECT_THAT(text_of(folder / "SHOUTED.html"), StartsWith("<!DOCTYPE html>"));
  for (const auto& entry : std::filesystem::directory_iterator(folder.path()))
    EXPECT_NE(entry.path().filename().string().front(), '.') << entry.path() << " stayed behind";
}

TEST(HolterVerb, APageIsNotNamedAsData) {
  const TemporaryFolder folder;
  const std::string at = folder.path().string();
  ASSERT_EQ(run_command("rwave simulate --seconds 60 -o " + at + "/demo").status, 0);
  for (const char* name : {"demo.json", "demo.csv"}) {
    const CommandResult result = run_command("cd " + at + " && rwave holter demo --json -o " + name);
    EXPECT_EQ(result.status, 2) << name;
    EXPECT_THAT(result.err, HasSubstr("-o names the page"));
    EXPECT_FALSE(std::filesystem::exists(folder / name));
  }
}

TEST(HolterVerb, AFolderIsItsRecordings) {
  const TemporaryFolder folder;
  const std::string at = folder.path().string();
  ASSERT_EQ(run_command("rwave simulate --records 2 --seconds 60 -o " + at + "/in").status, 0);
  const CommandResult result = run_command("rwave holter " + at + "/in --no-disclosure -o " + at + "/out");
  ASSERT_EQ(result.status, 0) << result.err;
  EXPECT_THAT(text_of(folder / "out/index.html"), HasSubstr("href=\"sim01.html\""));
  const CommandResult info = run_command("rwave info " + at + "/in");
  EXPECT_EQ(info.status, 0) << info.err;
  EXPECT_THAT(info.out, HasSubstr("sim00   "));
  EXPECT_THAT(info.out, HasSubstr("sim01   "));
  std::ofstream(folder / "in/broken.edf") << "0       no more\n";
  const CommandResult part = run_command("rwave info " + at + "/in");
  EXPECT_EQ(part.status, 1);
  EXPECT_THAT(part.out, HasSubstr("sim01   "));
  EXPECT_THAT(part.err, HasSubstr("1 of 3 failed"));
  std::filesystem::create_directory(folder / "empty");
  EXPECT_THAT(run_command("rwave info " + at + "/empty").err, HasSubstr("holds no recordings"));
}

}  // namespace
}  // namespace rwave::testing
