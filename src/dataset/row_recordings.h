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
  // Name of the signal that the row was cut from.
  std::string lead;
  // s, of the first value; the first and last may lie nearer than asked for, at an end.
  double first = 0;
  // Values per second.
  double rate = 0;
  // In mV where the unit is known.
  std::vector<float> values;
  // The record's own within the part; samples are the recording's.
  std::vector<Annotation> annotations;
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
  // Hz, of the frames that annotations count.
  double rate(std::uint32_t row);
  double seconds(std::uint32_t row);
  Excerpt around(std::uint32_t row, double before, double after);

  // The reference's annotation at the row's sample ("N", "L", "j"), and the rhythm that its rhythm marks say
  // it lies in ("AFIB"). Empty where there is none.
  std::string symbol(std::uint32_t row);
  std::string rhythm(std::uint32_t row);

 private:
  // What was read of one record, once.
  struct Source {
    double rate = 0;
    // Not chosen yet.
    int lead = -1;
    // In order of time; those that tell a rhythm.
    std::vector<Annotation> annotations, rhythms;
  };
  const std::filesystem::path& path(std::uint32_t row) const;
  Source& source(std::uint32_t row);

  // Rows name their record by its index there.
  const BeatSet& set_;
  // By record of the set, as far as they are known.
  std::vector<std::filesystem::path> paths_;
  // By record, once opened.
  std::vector<std::optional<Source>> sources_;
  CutOptions options_;
};

}  // namespace rwave
