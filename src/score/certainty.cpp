#include "score/certainty.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace rwave {

// Bins of equal width, as in the definition of the calibration error; bins of equal size hide the few
// doubtful answers.
std::vector<CertaintyBin> certainty_bins(std::span<const Answer> answers, int bins) {
  std::vector<CertaintyBin> all(static_cast<std::size_t>(bins));
  for (const Answer& answer : answers) {
    const auto bin = std::clamp(static_cast<int>(answer.probability * static_cast<float>(bins)), 0, bins - 1);
    CertaintyBin& one = all[static_cast<std::size_t>(bin)];
    one.probability += answer.probability;
    one.right += answer.right ? 1 : 0;
    ++one.beats;
  }
  std::erase_if(all, [](const CertaintyBin& bin) { return bin.beats == 0; });
  for (CertaintyBin& bin : all) {
    bin.probability /= static_cast<double>(bin.beats);
    bin.right /= static_cast<double>(bin.beats);
  }
  return all;
}

// Weighted by beats, so that empty and nearly empty bins do not matter.
double expected_calibration_error(std::span<const Answer> answers, int bins) {
  if (answers.empty()) return std::numeric_limits<double>::quiet_NaN();
  double sum = 0;
  for (const CertaintyBin& bin : certainty_bins(answers, bins))
    sum += static_cast<double>(bin.beats) * std::abs(bin.probability - bin.right);
  return sum / static_cast<double>(answers.size());
}

std::vector<RiskPoint> risk_by_coverage(std::span<const Answer> answers, std::span<const double> coverages) {
  if (answers.empty()) return {};
  std::vector<Answer> sorted(answers.begin(), answers.end());
  std::ranges::sort(sorted, std::ranges::greater{}, &Answer::probability);
  // Among the first n.
  std::vector<std::size_t> wrong(sorted.size() + 1, 0);
  for (std::size_t i = 0; i < sorted.size(); ++i) wrong[i + 1] = wrong[i] + (sorted[i].right ? 0 : 1);
  const auto n = static_cast<double>(sorted.size());
  std::vector<RiskPoint> points;
  for (const double coverage : coverages) {
    // Rounding must not make 0.95 of 20 beats 20.
    auto kept = static_cast<std::size_t>(std::ceil(coverage * n - 1e-9));
    kept = std::clamp<std::size_t>(kept, 1, sorted.size());
    const float threshold = sorted[kept - 1].probability;
    while (kept < sorted.size() && sorted[kept].probability == threshold) ++kept;
    const auto left = static_cast<double>(kept);
    points.push_back({threshold, left / n, static_cast<double>(wrong[kept]) / left});
  }
  return points;
}

}  // namespace rwave
