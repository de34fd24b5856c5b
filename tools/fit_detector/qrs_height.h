#pragma once
// How tall the QRS complexes of a recording are.

#include "detect_data.h"

namespace rwave::bench {

// Median over the beats of the range within 50 ms of them, mV; 1 where there are none.
double qrs_range(const DetectRecord& record, std::size_t lead);

// Median over the beats of the greatest distance from the lead's own median within 50 ms of them, mV; 1 likewise.
double qrs_height(const DetectRecord& record, std::size_t lead);

}  // namespace rwave::bench
