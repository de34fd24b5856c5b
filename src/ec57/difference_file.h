#pragma once
// Where two annotators differ, as text and as an annotation file: what `bxb -v`, `-o` and `-O` give.

#include <span>
#include <string>
#include <vector>

#include "ec57/compare.h"
#include "ec57/program.h"
#include "rwave/annotation.h"

namespace rwave::ec57 {

// Counts S beats as N, for a comparison without S.
void merge_s(std::vector<BeatPair>& pairs);

// The pairs that differ, a line each: REFERENCE(SAMPLE)/TEST(SAMPLE) with EC57's labels.
std::string difference_list(std::span<const BeatPair> pairs);

// The test annotator's beats that have the reference's label, and notes for the pairs that differ ("Nv": an N
// of the reference that the test annotator calls V), in the order of the pairs.
std::vector<Annotation> beat_differences(std::span<const BeatPair> pairs, std::span<const Annotation> test);

// The same for annotations of every type, matched by time alone and compared in type, subtype, channel,
// number and text. A note names both: "N/V", with the reference's "[SUBTYPE,CHANNEL,NUMBER]" where those
// differ, and texts in brackets. `options.end` and `options.ending` as in compare().
std::vector<Annotation> expanded_differences(std::span<const Annotation> reference,
                                             std::span<const Annotation> test, double rate,
                                             const Options& options);

// Writes RECORD.bxb in the current folder. Throws ProgramStop (3) where it cannot be made.
void write_differences(const ProgramCall& call, const std::string& record,
                       std::vector<Annotation> annotations);

}  // namespace rwave::ec57
