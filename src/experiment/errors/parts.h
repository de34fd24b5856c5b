#pragma once
// The parts of an error page: tables by kind, record and rhythm, and panels of the worst.

#include <string>
#include <vector>

#include "base/csv_table.h"
#include "dataset/row_recordings.h"
#include "experiment/errors/errors.h"
#include "figures/beat_panels.h"
#include "score/mistakes.h"

namespace rwave::experiment {

// "N called S".
std::string kind_name(const BeatSet& set, const MistakeKind& kind);

// Every mistake in the order given; what is not known is empty.
CsvTable error_table(const BeatSet& set, const std::vector<Mistake>& mistakes, RowRecordings& recordings);

// truth, label, the records with most of them, errors, their share of the truth's test rows, records.
CsvTable kind_table(const TestAnswers& answers, const std::vector<MistakeKind>& kinds);

// record, rows, errors and a column per kind; records without errors last, in the set's order.
CsvTable record_table(const TestAnswers& answers, const std::vector<MistakeKind>& kinds);

// rhythm, symbol, truth, what was wrongly called what, rows, errors, wrong %, where there are errors; of rows
// whose recording is there.
CsvTable rhythm_table(const TestAnswers& answers, RowRecordings& recordings);

// The most certain mistakes of a kind: at most `panels`, a quarter of these from one record (more where
// nobody knows the record), and none within the segment that another's panel shows.
std::vector<Mistake> worst_of(const MistakeKind& kind, const BeatSet& set, RowRecordings& recordings,
                              int panels);

// The mistakes as a figure: six seconds of the recording, the reference's annotations above and the
// network's classes below them, or the row itself where the recording is not there.
Figure error_figure(const MistakeKind& kind, const TestAnswers& answers, RowRecordings& recordings);

}  // namespace rwave::experiment
