#include "qrs_height.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <functional>

namespace rwave::bench {
namespace {

float middle_of(std::vector<float>& values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

// Median over the beats of what `measure` says of the least and the greatest value within 50 ms of them.
double over_beats(const DetectRecord& record, std::size_t lead,
                  const std::function<float(float least, float most)>& measure) {
  const std::vector<float>& x = record.leads[lead];
  const auto reach = static_cast<std::int64_t>(0.05 * record.rate);
  const auto size = static_cast<std::int64_t>(x.size());
  std::vector<float> measures;
  for (const std::int64_t beat : record.beats) {
    const auto from = x.begin() + std::clamp<std::int64_t>(beat - reach, 0, size - 1);
    const auto to = x.begin() + std::clamp<std::int64_t>(beat + reach, 1, size);
    const auto [least, most] = std::minmax_element(from, to);
    measures.push_back(measure(*least, *most));
  }
  return measures.empty() ? 1 : middle_of(measures);
}

}  // namespace

double qrs_range(const DetectRecord& record, std::size_t lead) {
  return over_beats(record, lead, [](float least, float most) { return most - least; });
}

double qrs_height(const DetectRecord& record, std::size_t lead) {
  std::vector<float> values = record.leads[lead];
  const float level = middle_of(values);
  return over_beats(record, lead, [level](float least, float most) {
    return std::max(std::fabs(most - level), std::fabs(least - level));
  });
}

}  // namespace rwave::bench
