#include "cli/score_output.h"

#include <fmt/format.h>

#include <fstream>
#include <list>
#include <set>

#include "base/output_file.h"
#include "ec57/sumstats.h"
#include "rwave/error.h"

namespace rwave::cli {
namespace {

namespace fs = std::filesystem;
using ec57::Classes;

// Texts to be added to files, all of which are found writable before the first of them changes.
// Reports are added to, as scripts around the reference programs expect. The old content is copied
// into the new file first: a run that fails leaves it as it was.
class Additions {
 public:
  void add(const std::string& name, const std::string& heading, const std::string& text) {
    std::error_code ignored;
    const fs::file_status status = fs::status(name, ignored);
    if (fs::is_directory(status)) throw Error(name, "is a folder: a file's name was expected");
    if (fs::exists(status) && !fs::is_regular_file(status)) {
      devices_.emplace_back(name, text);  // /dev/null, a pipe: a rename would put a file in its place
      return;
    }
    const bool is_new = !fs::exists(status);
    // The canonical name: a rename onto a link would replace the link by a file.
    OutputFile& file = files_.emplace_back(is_new ? fs::path(name) : fs::canonical(name));
    file.write(is_new ? heading : read_file(name));
    file.write(text);
  }

  void commit() {
    for (OutputFile& file : files_) file.commit();
    for (const auto& [name, text] : devices_) {
      std::ofstream device(name, std::ios::app);
      if (!(device << text << std::flush)) throw Error(name, "cannot be written");
    }
  }

 private:
  std::list<OutputFile> files_;
  std::list<std::pair<std::string, std::string>> devices_;
};

void write_matrices(const ReportForm& form, const std::vector<ScoredRecord>& records) {
  std::string reports, printed;
  const bool to_stdout = form.files[0] == "-";
  for (const ScoredRecord& record : records) {
    const std::string report = form.kind == ReportForm::Kind::condensed
                                   ? ec57::condensed_report(record.comparison, record.names, form.classes)
                                   : ec57::standard_report(record.comparison, record.names, form.classes);
    (to_stdout ? printed : reports) += report;
    printed += ec57::shutdown_report(record.comparison, form.classes);
  }
  Additions additions;
  if (!to_stdout) additions.add(form.files[0], "", reports);
  additions.commit();
  fmt::print("{}", printed);
}

// A line form's table as it goes to standard output.
// One record's line goes out as it is, several as a table with sums below, as bxb's users pipe many
// records' lines through sumstats.
std::string printed_table(const std::string& heading, const std::string& lines, std::size_t records) {
  return records == 1 ? lines : ec57::sumstats(heading + lines, "the table");
}

void write_lines(const ReportForm& form, const std::vector<ScoredRecord>& records) {
  std::string beats, shutdown, printed;
  for (const ScoredRecord& record : records) {
    beats += ec57::beat_line(record.comparison, record.names.record, form.classes);
    shutdown += ec57::shutdown_line(record.comparison, record.names.record, form.classes);
  }
  const std::string beat_heading = ec57::beat_line_heading(form.classes);
  const std::string shutdown_heading = ec57::shutdown_line_heading(form.classes);
  Additions additions;
  if (form.files[0] == "-") {
    printed += printed_table(beat_heading, beats, records.size());
  } else {
    additions.add(form.files[0], beat_heading, beats);
  }
  if (form.files[1] == "-") {
    if (records.size() > 1 && !printed.empty()) printed += "\n";
    printed += printed_table(shutdown_heading, shutdown, records.size());
  } else {
    additions.add(form.files[1], shutdown_heading, shutdown);
  }
  additions.commit();
  fmt::print("{}", printed);
}

}  // namespace

void check_outputs(const ReportForm& form, const std::vector<ScoredRecord>& records) {
  // bxb's two line reports have different columns; in one file sumstats could read neither.
  std::set<fs::path> taken;
  for (const std::string& file : form.files) {
    if (file == "-") continue;
    std::error_code ignored;
    if (fs::exists(file, ignored) && !fs::is_regular_file(file, ignored)) continue;
    if (!taken.insert(fs::weakly_canonical(fs::absolute(file), ignored)).second) {
      throw UsageError(fmt::format("{}: given for both reports; each needs its own file", file));
    }
    for (const ScoredRecord& record : records) {
      for (const fs::path& input : record.inputs) {
        // A report that is added to an annotation file would destroy the reference that it was made
        // from.
        if (!fs::equivalent(file, input, ignored)) continue;
        throw UsageError(
            fmt::format("{}: is read for record {}; give reports another file", file, record.names.record));
      }
    }
  }
}

void print_tables(const ScoreOptions& options, const std::vector<ScoredRecord>& records) {
  std::vector<std::string> tables;
  if (options.beats) {
    std::string beats, shutdown;
    for (const ScoredRecord& record : records) {
      beats += ec57::beat_line(record.comparison, record.names.record, Classes::with_s);
      shutdown += ec57::shutdown_line(record.comparison, record.names.record, Classes::with_s);
    }
    const auto table = [](std::string_view title, const std::string& report) {
      return fmt::format("{}\n\n{}", title, ec57::sumstats(report, title));
    };
    tables.push_back(table("Beats", ec57::beat_line_heading(Classes::with_s) + beats));
    tables.push_back(table("Shutdown", ec57::shutdown_line_heading(Classes::with_s) + shutdown));
  }
  std::vector<ec57::RecordSuite> suites;
  for (const ScoredRecord& record : records) suites.push_back(record.suite);
  if (options.parts.runs) tables.push_back(ec57::run_tables(suites));
  if (options.parts.episodes) tables.push_back(ec57::episode_tables(suites));
  if (options.parts.measurements) tables.push_back(ec57::measurement_tables(suites));
  bool first = true;
  for (const std::string& table : tables) {
    if (table.empty()) continue;  // no measurements
    fmt::print("{}{}", first ? "" : "\n", table);
    first = false;
  }
}

void write_reports(const ReportForm& form, const std::vector<ScoredRecord>& records) {
  if (form.kind == ReportForm::Kind::line) {
    write_lines(form, records);
  } else {
    write_matrices(form, records);
  }
}

}  // namespace rwave::cli
