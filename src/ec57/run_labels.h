#pragma once
// Annotations as the run-by-run comparison reads them: beats by class, and marks of fibrillation and
// shutdown.

#include <cstdint>

#include "rwave/annotation.h"

namespace rwave::ec57 {

// What an annotation means to a run: a beat of one kind, or a mark that changes what follows.
enum class RunLabel : std::uint8_t {
  // Ignored: flutter waves, ST changes, measurements, notes, rhythm changes without text.
  none,
  // Any other beat: it ends a run.
  normal,
  // S, and N within AF.
  supraventricular,
  // V E r, and F.
  ventricular,
  // Q.
  unclassified,
  // Marks; each holds until its end, or until the other kind begins.
  vf_begins,
  vf_ends,
  af_begins,
  af_ends,
  // Analysis stops here, and with it any run; its end has no label, for nothing depends on it.
  shutdown,
};

// Labels the annotations of one file, each once and in order, since marks change what later ones mean.
class RunLabeller {
 public:
  // Atrial fibrillation begins at a rhythm change "(AF..." ("(AFIB" and "(AFL" alike) and ends at any other
  // that is not ventricular fibrillation; that begins at `[` or "(VF..." and ends at `]` or any other rhythm.
  // The begin of one ends the other without a mark of its own. A mark that changes nothing (a second begin,
  // an end of what is not on) is ignored.
  RunLabel label(const Annotation& annotation);

 private:
  // What a rhythm change means, by its text and by what is on.
  RunLabel rhythm(const Annotation& annotation);

  // What is on at the present annotation.
  bool af_ = false;
  bool vf_ = false;
  bool shutdown_ = false;
};

}  // namespace rwave::ec57
