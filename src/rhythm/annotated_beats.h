#pragma once
// Beats and known spans of annotations, whoever wrote them: what a rhythm can be stated of without a signal.

#include <span>
#include <vector>

#include "beat/aami.h"
#include "rwave/annotation.h"
#include "rwave/rhythm.h"

namespace rwave {

// As a labeller would have given them, so that the same rules name rhythms of either.
struct AnnotatedBeats {
  // N S V F Q, / of paced beats; one at each sample.
  std::vector<LabelledBeat> beats;
  // Unanalyzable, and between [ and ]; artifact marks as spans of one sample.
  std::vector<KnownSpan> spans;
};

// Beats are the classes of EC57, paced beats apart, other beats Q. A signal-quality mark (~) with all of
// `leads` leads noted unanalyzable (subtype -1, or bits 4 and up as WFDB has them) opens an unanalyzable span
// that the next one closes; ~ marks that do neither, and artifacts (|), cut the interval that they lie in. A
// span that nothing closes ends with the recording.
AnnotatedBeats annotated_beats(std::span<const Annotation> annotations, std::int64_t frames, int leads = 1);

// The class of a label: N S V F Q are their own, / of a paced beat is Q, as EC57 counts it, and so is what is
// no label.
BeatClass class_of(char label);

}  // namespace rwave
