#pragma once
// The recordings that a beat set's rows were cut from: rows seen in their place.

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "beat/beat_set.h"
#include "dataset/cut_records.h"
#include "rwave/annotation.h"

namespace rwave {

// A part of the lead that a row was cut from, in mV where the recording says what its units are; NaN = not
// recorded. Times are in seconds from the row's sample.
struct Excerpt {
  std::string lead;
  double first = 0;  // s, of the first value; the first and last may lie nearer than asked for, at an end
  double rate = 0;   // Hz
  std::vector<float> values;
  std::vector<Annotation> annotations;  // the record's own within the part; samples are the recording's
};

// Finds a row's recording by the words that its set was loaded by (load_beats). One thread at a time.
class RowRecordings {
 public:
  // `set` must outlive this. Nothing is opened yet.
  RowRecordings(const BeatSet& set, const std::string& data, const CutOptions& options = {});

  // Whether the row's recording is there: not of rows from a file of rows alone.
  bool has(std::uint32_t row) const;

  // Of a row that has(): its recording's rate, its time from the start of it, and the part from `before`
  // seconds before its sample to `after` after it. Each throws Error where the recording or its annotations
  // cannot be read.
  double rate(std::uint32_t row);  // Hz, of the frames that annotations count
  double seconds(std::uint32_t row);
  Excerpt around(std::uint32_t row, double before, double after);

  // The reference's annotation at the row's sample ("N", "L", "j"), and the rhythm that its rhythm marks say
  // it lies in ("AFIB"). Empty where there is none.
  std::string symbol(std::uint32_t row);
  std::string rhythm(std::uint32_t row);

 private:
  struct Source {
    double rate = 0;
    int lead = -1;                                 // not chosen yet
    std::vector<Annotation> annotations, rhythms;  // in order of time; those that tell a rhythm
  };
  const std::filesystem::path& path(std::uint32_t row) const;
  Source& source(std::uint32_t row);

  const BeatSet& set_;
  std::vector<std::filesystem::path> paths_;    // by record of the set, as far as they are known
  std::vector<std::optional<Source>> sources_;  // by record, once opened
  CutOptions options_;
};

}  // namespace rwave
