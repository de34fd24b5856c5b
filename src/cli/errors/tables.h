#pragma once
// Where a network's errors are: tables by kind, record and rhythm.

#include <string>
#include <vector>

#include "base/csv_table.h"
#include "cli/errors/errors.h"
#include "dataset/row_recordings.h"
#include "score/mistakes.h"

namespace rwave::cli {

// "N called S".
std::string kind_name(const BeatSet& set, const MistakeKind& kind);

// Every mistake in the order given; what is not known is empty.
CsvTable error_table(const BeatSet& set, const std::vector<Mistake>& mistakes, RowRecordings& recordings);

// truth, label, the records with most of them, errors, their share of the truth's test rows, records.
CsvTable kind_table(const TestAnswers& answers, const std::vector<MistakeKind>& kinds);

// record, rows, errors and a column a kind; records without errors last, in the set's order.
CsvTable record_table(const TestAnswers& answers, const std::vector<MistakeKind>& kinds);

// rhythm, symbol, truth, what was wrongly called what, rows, errors, wrong %, where there are errors; of rows
// whose recording is at hand.
CsvTable rhythm_table(const TestAnswers& answers, RowRecordings& recordings);

}  // namespace rwave::cli
