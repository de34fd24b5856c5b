#pragma once
// Labels of ISHNE annotation files.

#include <vector>

#include "record/ishne/ishne_header.h"
#include "rwave/annotation.h"

namespace rwave {

// Labels of a file whose header says that it holds annotations, four bytes each: a letter, a letter for the
// writer's own use, and the samples since the label before (unsigned 16 bits). The first label's sample
// stands before them in four bytes. '!' only bridges times that 16 bits do not hold. N, V, S, B, P and U (not
// known) become the WFDB codes of these names, C and X notes; the writer's own letter becomes the text.
// Throws Error at the offset of a letter that the standard does not have.
std::vector<Annotation> read_ishne_annotations(const ByteSource& source, const IshneHeader& header);

}  // namespace rwave
