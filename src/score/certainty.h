#pragma once
// How far a network's own probabilities can be trusted, and what leaving the doubtful beats out is worth.

#include <cstddef>
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
  // Means over the bin.
  double probability = 0, right = 0;
  std::int64_t beats = 0;
};

// The bins that hold answers, of `bins` of equal width from 0 to 1.
std::vector<CertaintyBin> certainty_bins(std::span<const Answer> answers, int bins = 15);

// Expected calibration error (Guo 2017): the mean over all answers of |probability - share right| of their
// bin. NaN without answers.
double expected_calibration_error(std::span<const Answer> answers, int bins = 15);

// What is left where answers below a probability are rejected.
struct RiskPoint {
  // The least probability kept.
  double threshold = 0;
  // Share of the beats kept.
  double coverage = 0;
  // Share of these that are wrong.
  double risk = 0;
};

// The risk at each of the coverages asked for, 0 < coverage <= 1, keeping the most probable answers first;
// answers as probable as the last one kept are all kept, as a threshold would. Empty without answers.
std::vector<RiskPoint> risk_by_coverage(std::span<const Answer> answers, std::span<const double> coverages);

// Temperature scaling (Guo 2017; temperature.cpp): one number that makes a network's probabilities honest and
// changes no label.

// The temperature T > 0 with which softmax(log(p) / T) gives the true classes the greatest mean log
// probability; above 1 where the network was too sure of itself. `probabilities` (rows x classes), row after
// row; labels by row. Error where there are no rows, a label is out of range, or all rows are right, so that
// nothing says how sure to be.
double fitted_temperature(std::span<const float> probabilities, std::size_t classes,
                          std::span<const std::uint8_t> labels);

// Replaces probabilities (rows x classes) by softmax(log(p) / temperature).
void apply_temperature(std::span<float> probabilities, std::size_t classes, double temperature);

}  // namespace rwave
