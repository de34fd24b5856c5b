#pragma once
// Whether a network that starts from another, or learns from teachers, is scored on rows that these were
// trained on.

#include <string>

#include "cli/dataset.h"
#include "learn/model_file.h"

namespace rwave::cli {

// "12 of the 60 test rows trained the network that this one starts from", where the source's own split can be
// made of these rows again and its checksum is right; "... was trained on 'mitdb' too: it may have seen test
// rows" where it cannot, but the data have the same name. Empty where no test row was seen, or the data have
// another name: what they share is then not known.
std::string seen_rows(const learn::ModelRecord& source, const Dataset& dataset);

// "140 of the 300 validation rows trained the teacher out/a", of the rows that a teacher tells its pupil the
// labels of; empty where there are none, or the teacher's rows are others.
std::string rows_taught(const std::string& name, const learn::ModelRecord& teacher, const Dataset& dataset);

}  // namespace rwave::cli
