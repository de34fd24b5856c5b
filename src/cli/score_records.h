#pragma once
// The records that rwave score compares: their files found, read and compared.

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "ec57/compare.h"
#include "ec57/reports.h"
#include "ec57/suite.h"
#include "record/wfdb_path.h"
#include "record/wfdb_time.h"

namespace rwave::cli {

// bxb's -a, -f, -t and -w. A time that was not given is the standard's.
struct ScoreOptions {
  // Suffixes of the two annotation files.
  std::string reference, test;
  // Where the scored time begins; not given: after the five minutes of EC57's learning period.
  std::optional<WfdbTime> start;
  // Where it ends; 0: the end of whichever annotation file ends first; not given: the record's.
  std::optional<WfdbTime> end;
  // The greatest distance of matching beats; not given: EC57's 150 ms.
  std::optional<WfdbTime> window;
  // Compared beat by beat.
  bool beats = true;
  // And in these ways.
  ec57::SuiteParts parts;

  // Whether the comparison is one that EC57 permits: no time was changed.
  bool standard() const { return !start && !end && !window; }
};

// A record's comparison, ready for every form of output.
struct ScoredRecord {
  // Record and annotators as they are printed.
  ec57::Names names;
  // Of the annotations' samples, Hz.
  double rate = 0;
  ec57::Comparison comparison;
  // Beat by beat, for lists of mismatches.
  std::vector<ec57::BeatPair> pairs;
  // Whether the reference says anything of the scored time for one part that was asked for: figures of
  // nothing must not be taken for a result.
  bool has_reference = false;
  // Runs, episodes and measurements, as far as they were asked for.
  ec57::RecordSuite suite;
  // The files it was read from.
  std::vector<std::filesystem::path> inputs;
};

// Finds RECORD.REFERENCE, RECORD.TEST and RECORD.hea along the path and compares the two. Without a header
// the rate is WFDB's 250 Hz, which is said on standard error, as are annotations past the record's end.
// Throws Error naming what is missing or at fault, and where the two files count their samples at different
// rates.
ScoredRecord score_record(const std::string& record, const WfdbPath& path, const ScoreOptions& options);

}  // namespace rwave::cli
