#pragma once
// The detector on records that it was not fitted on, with each hardship put in.

#include <vector>

#include "detect_data.h"
#include "rwave/detector.h"

namespace rwave::bench {

// Prints EC57's gross figures of the held-out records of mitdb and svdb, a line for each hardship of
// detect_augment.h and detect_waves.h that needs no recorded noise; draws of its own, not those of the fit.
void print_hardships(const std::vector<DetectRecord>& records, Detector::Use use);

}  // namespace rwave::bench
