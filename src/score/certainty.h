#pragma once
// How far a network's own probabilities can be trusted, and what leaving the doubtful beats out is worth.

#include <cstdint>
#include <span>
#include <vector>

namespace rwave {

// One beat: the probability of the class it was given, and whether that class is the true one.
struct Answer {
  float probability = 0;
  bool right = false;
};

// Answers of about the same probability: where the mean probability is the share of right ones, it is honest.
struct CertaintyBin {
  double probability = 0, right = 0;  // means over the bin
  std::int64_t beats = 0;
};

// The bins that hold answers, of `bins` of equal width from 0 to 1.
std::vector<CertaintyBin> certainty_bins(std::span<const Answer> answers, int bins = 15);

// Expected calibration error (Guo 2017): the mean over all answers of |probability - share right| of their
// bin. NaN without answers.
double expected_calibration_error(std::span<const Answer> answers, int bins = 15);

// What is left where answers below a probability are rejected.
struct RiskPoint {
  double threshold = 0;  // the least probability kept
  double coverage = 0;   // share of the beats kept
  double risk = 0;       // share of these that are wrong
};

// The risk at each of the coverages asked for, 0 < coverage <= 1, keeping the most probable answers first;
// answers as probable as the last one kept are all kept, as a threshold would. Empty without answers.
std::vector<RiskPoint> risk_by_coverage(std::span<const Answer> answers, std::span<const double> coverages);

}  // namespace rwave
