#include "classify/whole/own_rhythm.h"

#include <algorithm>
#include <cmath>

namespace rwave::whole {
namespace {

// Logarithms of ratios, as the features are.
constexpr float same_rate = 0.1F;    // to the median interval of the recording
constexpr float in_time = -0.06F;    // to the medians around: no earlier than that
constexpr float regular = 0.04F;     // median step among the 16 intervals around
constexpr double least_share = 0.6;  // of the beats; .5 to .9 forbid at most three S labels of 82 records

const std::vector<float>& column(const FeatureTable& table, const char* name) {
  const auto at = std::ranges::find(table.names, name) - table.names.begin();
  return table.columns.at(static_cast<std::size_t>(at));
}

}  // namespace

// "In time" is asked of the medians around and of the recording's: a tachycardia that runs for
// minutes is regular too, and differs only from the patient's other hours.
std::vector<std::uint8_t> own_rhythm(const FeatureTable& table) {
  const auto& all = column(table, "rr_to_all");
  const auto& near = column(table, "rr_to_near");
  const auto& far = column(table, "rr_to_far");
  const auto& step = column(table, "irregularity_16");
  std::vector<std::uint8_t> own(all.size(), 0);
  std::size_t count = 0;
  for (std::size_t beat = 0; beat < own.size(); ++beat) {
    own[beat] =
        std::abs(all[beat]) < same_rate && near[beat] > in_time && far[beat] > in_time && step[beat] < regular
            ? 1
            : 0;
    count += own[beat];
  }
  // Without a rhythm of one's own nothing can be said to be in it: in fibrillation, or where half
  // of the recording is a tachycardia.
  if (static_cast<double>(count) < least_share * static_cast<double>(own.size()))
    std::ranges::fill(own, std::uint8_t{0});
  return own;
}

}  // namespace rwave::whole
