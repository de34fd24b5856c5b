#pragma once
// The output of `rwave score`: what it prints and writes of its comparisons.

#include <string>
#include <vector>

#include "cli/score_records.h"

namespace rwave::cli {

// A form of bxb's reports and the files it goes to: one, or with `line` two (beats, shutdown); "-" is
// standard output.
struct ReportForm {
  enum class Kind { standard, condensed, line };
  Kind kind = Kind::standard;
  ec57::Classes classes = ec57::Classes::without_s;
  std::vector<std::string> files = {"-"};
};

// Throws UsageError where an output file is given twice or is one of the files read.
void check_outputs(const ReportForm& form, const std::vector<ScoredRecord>& records);

// Appends the reports to their files, as bxb does: a file that is new gets a line form's headings first.
// The shutdown's figures of the other forms go to standard output, again as bxb has it. Lines on standard
// output have no headings for one record; for several, which bxb does not take, they are a table with its
// heading and sumstats' aggregates. Nothing is written where a file cannot be.
void write_reports(const ReportForm& form, const std::vector<ScoredRecord>& records);

// The tables of runs, episodes and measurements that were compared, on standard output; with `options.beats`
// those of beats and shutdown before them.
void print_tables(const ScoreOptions& options, const std::vector<ScoredRecord>& records);

// The same comparisons as data, on standard output. Where runs, episodes or measurements were compared, each
// part is an object of its own.
void print_json(const ScoreOptions& options, const std::vector<ScoredRecord>& records);
void print_csv(const std::vector<ScoredRecord>& records);
void print_mismatches(const std::vector<ScoredRecord>& records);

}  // namespace rwave::cli
