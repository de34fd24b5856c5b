#pragma once
// What EC57 says of the detector on one record.

#include <cstdint>
#include <string_view>
#include <vector>

#include "detect_data.h"
#include "rwave/detector.h"

namespace rwave::bench {

struct Count {
  std::int64_t found = 0, missed = 0, false_peaks = 0;

  void add(const Count& other) {
    found += other.found;
    missed += other.missed;
    false_peaks += other.false_peaks;
  }
};

// A line: beats, missed, false, Se, +P.
void print_count(std::string_view name, const Count& count);

struct Judgement {
  Count count;
  std::vector<double> offsets;  // s, of matched peaks from their reference
  double unanalyzable = 0;      // share of the recording
};

// Both leads times `sign`. The first five minutes are not scored but in strips of ten seconds.
Judgement judge(const DetectRecord& record, float sign, Detector::Use use);

// The samples of all leads of an instant one after the other, times `sign`.
std::vector<float> interleave(const DetectRecord& record, float sign);

}  // namespace rwave::bench
