#pragma once
// The worst errors of a kind as panels of a picture.

#include <vector>

#include "cli/errors/errors.h"
#include "dataset/row_recordings.h"
#include "figures/beat_panels.h"
#include "score/mistakes.h"

namespace rwave::cli {

// The most certain mistakes of a kind: at most `panels`, a quarter of these from one record (more where
// nobody knows the record), and none within the stretch that another's panel shows.
std::vector<Mistake> worst_of(const MistakeKind& kind, const BeatSet& set, RowRecordings& recordings,
                              int panels);

// The mistakes as a figure: six seconds of the recording, the reference's annotations above and the
// network's classes below them, or the row itself where the recording is not at hand.
Figure error_figure(const MistakeKind& kind, const TestAnswers& answers, RowRecordings& recordings);

}  // namespace rwave::cli
