#pragma once
// Leakage: whether rows that score a network were among those that trained it, or the network that it starts
// from, or its teachers.

#include <string>

#include "dataset/dataset.h"

namespace rwave {

// A checksum of the rows, their labels and their use: what a model remembers of its training, so that whoever
// scores it later knows whether the test rows are those it never saw.
std::string fingerprint(const BeatSet& set, const Split& split);

// What a model file remembers of the rows that trained it.
struct TrainedRows {
  // Which rows it asked for; they are made again to compare.
  DatasetSpec spec;
  // Fingerprint() of set and split; empty: not known, as of files of other programs.
  std::string checksum;
};

// "12 of the 60 test rows trained the network that this one starts from", where the source's own split can be
// made of these rows again, simulated rows included, and its checksum is right; "... was trained on 'mitdb'
// too: it may have seen test rows" where it cannot, but the data have the same name. Empty where no test row
// was seen, or the data have another name: what they share is then not known.
std::string seen_rows(const TrainedRows& source, const Dataset& dataset);

// "140 of the 300 validation rows trained the teacher out/a", of the rows that a teacher gives its student
// labels of; empty where there are none, or the teacher's rows are others.
std::string rows_taught(const std::string& name, const TrainedRows& teacher, const Dataset& dataset);

}  // namespace rwave
