// The reference programs as the golden folders' READMEs have them: every command of their tables, every text
// character for character, every exit code and message (status.tsv, failures.tsv).

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "base/output_file.h"
#include "ec57/programs.h"
#include "support/support.h"

namespace rwave::ec57 {
namespace {

namespace fs = std::filesystem;

std::vector<std::string> split(const std::string& text, char separator) {
  std::vector<std::string> parts;
  std::istringstream stream(text);
  for (std::string part; std::getline(stream, part, separator);) parts.push_back(part);
  if (text.ends_with(separator)) parts.emplace_back();
  return parts;
}

std::string replaced(std::string text, const std::string& what, const std::string& by) {
  for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + by.size()))
    text.replace(at, what.size(), by);
  return text;
}

// The escapes of the .tsv files.
std::string unescaped(const std::string& text) {
  std::string plain;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\\' || i + 1 == text.size()) {
      plain += text[i];
      continue;
    }
    const char next = text[++i];
    plain += next == 'n' ? '\n' : next == 't' ? '\t' : next;
  }
  return plain;
}

// What stands between backticks.
std::vector<std::string> quoted(const std::string& text) {
  std::vector<std::string> found;
  const std::vector<std::string> parts = split(text, '`');
  for (std::size_t i = 1; i < parts.size(); i += 2) found.push_back(parts[i]);
  return found;
}

std::string trimmed(const std::string& text) {
  const std::size_t begin = text.find_first_not_of(' ');
  return begin == std::string::npos ? "" : text.substr(begin, text.find_last_not_of(' ') + 1 - begin);
}

struct Outcome {
  int status = 0;
  std::string out, err;
};

// One row of a README's table of commands.
struct Row {
  std::vector<std::string> files;
  bool on_standard_output = false;
  std::string command;
  std::vector<std::string> records;  // one empty name where the command runs once
};

class ProgramGolden : public ::testing::Test {
 protected:
  // In an empty folder, with the golden folder and the databases on the WFDB path.
  void enter(const fs::path& golden, const fs::path& mitdb) {
    golden_ = golden;
    fs::current_path(folder_.path());
    ::setenv("WFDB", (golden.string() + " " + mitdb.string()).c_str(), 1);
  }
  void TearDown() override {
    fs::current_path(home_);
    ::unsetenv("WFDB");
  }

  static Outcome run(const std::string& command) {
    ProgramCall call;
    call.arguments = split(command, ' ');
    call.name = call.arguments.front();
    call.arguments.erase(call.arguments.begin());
    Outcome outcome;
    outcome.status = run_program(call);
    outcome.out = call.out;
    outcome.err = call.err;
    return outcome;
  }

  std::string expected(const std::string& file) const { return read_file(golden_ / file); }

  std::vector<Row> rows(const std::vector<std::string>& every_record) const {
    std::vector<Row> rows;
    for (const std::string& line : split(expected("README.md"), '\n')) {
      const std::vector<std::string> cells = split(line, '|');
      if (cells.size() != 5 || !cells[2].starts_with(" `")) continue;
      Row row = {quoted(cells[1]),
                 cells[1].find("standard output") != std::string::npos,
                 quoted(cells[2]).front(),
                 {}};
      const std::string each = trimmed(cells[3]);
      if (each == "(once)") {
        row.records = {""};
      } else {
        row.records = each == "every record" ? every_record : split(each, ' ');
      }
      if (!row.files.empty()) rows.push_back(row);
    }
    return rows;
  }

  void check_failures() const {
    const std::vector<std::string> lines = split(expected("failures.tsv"), '\n');
    ASSERT_GT(lines.size(), 10U);
    for (std::size_t i = 1; i < lines.size(); ++i) {
      const std::vector<std::string> cells = split(lines[i], '\t');
      if (cells.size() != 4) continue;
      Outcome got = run(cells[0]);
      if (cells[3].find("(usage)") != std::string::npos && got.err.starts_with("usage: "))
        got.err = unescaped(cells[3]);
      EXPECT_EQ(got.status, std::stoi(cells[1])) << cells[0];
      EXPECT_EQ(got.out, unescaped(cells[2])) << cells[0];
      EXPECT_EQ(got.err, unescaped(cells[3])) << cells[0];
    }
  }

  const fs::path home_ = fs::current_path();
  const testing::TemporaryFolder folder_;
  fs::path golden_;
};

TEST_F(ProgramGolden, RunsEpisodesAndMeasurements) {
  RWAVE_NEED_DATA(mitdb, "mitdb");
  RWAVE_NEED_GOLDEN(golden, "ec57-episodes");
  enter(golden, mitdb);
  std::map<std::string, Outcome> statuses;  // of the commands that do not end silently with 0
  for (const std::string& line : split(expected("status.tsv"), '\n')) {
    const std::vector<std::string> cells = split(line, '\t');
    if (cells.size() == 4 && cells[0] != "command")
      statuses[cells[0]] = {std::stoi(cells[2]), "", unescaped(cells[3])};
  }
  const std::vector<Row> table =
      rows({"106", "119", "200", "201", "203", "207", "208", "219", "221", "222", "223", "232"});
  ASSERT_GT(table.size(), 100U);
  for (const Row& row : table) {
    const Outcome status = statuses.contains(row.command) ? statuses.at(row.command) : Outcome{};
    std::string printed;
    for (const std::string& record : row.records) {
      const std::string command = replaced(row.command, "{r}", record);
      const Outcome got = run(command);
      EXPECT_EQ(got.status, status.status) << command;
      EXPECT_EQ(got.err, status.err) << command;
      printed += got.out;
    }
    for (const std::string& file : row.files) {
      if (row.on_standard_output) write_file(file, printed);  // sumstats reads some of them
      EXPECT_EQ(fs::exists(file) ? read_file(file) : "(not written)", expected(file)) << file;
    }
  }
  for (const char* input :
       {"broken_epicmp.txt", "broken_mxm.txt", "broken_rxr.txt", "empty.txt", "headings_only.txt"})
    fs::copy_file(golden / input, input);
  check_failures();
}

TEST_F(ProgramGolden, RrIntervalsAndHeartRate) {
  RWAVE_NEED_DATA(mitdb, "mitdb");
  RWAVE_NEED_GOLDEN(golden, "rr");
  enter(golden, mitdb);
  const std::vector<Row> table = rows({"119", "207", "222"});
  ASSERT_GT(table.size(), 30U);
  for (const Row& row : table) {
    for (const std::string& record : row.records) {
      const std::string file = replaced(row.files.front(), "{r}", record);
      const Outcome got = run(replaced(row.command, "{r}", record));
      EXPECT_EQ(got.status, 0) << file;
      EXPECT_EQ(got.err, "") << file;
      EXPECT_EQ(got.out, expected(file)) << file;
    }
  }
  check_failures();
}

TEST_F(ProgramGolden, BeatByBeat) {
  RWAVE_NEED_DATA(mitdb, "mitdb");
  RWAVE_NEED_GOLDEN(golden, "ec57");
  enter(golden, mitdb);
  const std::string warning = "bxb: (warning) nonstandard comparison selected\n";
  for (const std::string record :
       {"100", "105", "106", "114", "119", "200", "203", "207", "208", "213", "222", "232"}) {
    const std::string command = "bxb -r " + record + " -a atr tst";
    const Outcome standard = run(command);
    EXPECT_EQ(standard.out, expected("bxb_" + record + ".txt"));
    EXPECT_EQ(standard.err, "");
    EXPECT_EQ(run(command + " -s -").out, standard.out);
    run(command + " -S standard_S.txt");
    run(command + " -C condensed_C.txt");
    run(command + " -L line_L.txt sd_L.txt");
    run(command + " -l line_l.txt sd_l.txt");
    EXPECT_EQ(run(command + " -f 0 -L line_L_f0.txt sd_L_f0.txt").err, warning);
  }
  for (const char* file : {"standard_S.txt", "condensed_C.txt", "line_L.txt", "sd_L.txt", "line_l.txt",
                           "sd_l.txt", "line_L_f0.txt", "sd_L_f0.txt"})
    EXPECT_EQ(read_file(file), expected(file)) << file;
  for (const std::string file : {"line_L", "line_L_f0", "line_l", "sd_L"})
    EXPECT_EQ(run("sumstats " + file + ".txt").out, expected("sumstats_" + file + ".txt")) << file;
}

}  // namespace
}  // namespace rwave::ec57
