#include "classify/whole/own_rhythm.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace rwave::whole {
namespace {

// Logarithms of ratios, as the features are.
constexpr float same_rate = 0.1F;    // to the median interval of the recording
constexpr float in_time = -0.06F;    // to the medians around: no earlier than that
constexpr float regular = 0.04F;     // median step among the 16 intervals around
constexpr double least_share = 0.6;  // of the beats; .5 to .9 forbid at most three S labels of 82 records

// Of a rhythm that lasts.
constexpr float not_early = -0.08F;
constexpr float rather_regular = 0.08F;
constexpr float least_alike = 0.76F;  // of the 32 intervals around to their median: other medians do not see
                                      // the two slow beats of seven that a sick sinus node gives
constexpr float clear_step = 0.15F;   // ln, of the rate at either end of the regime
constexpr float lasts =
    4.394F;  // ln(1 + 80): beats of the regime, the feature's scale; the longest regular run of S
             // next to 865's is 104 beats (207, without the P wave), the next one 74 (209)
constexpr float same_p_wave =
    0.5F;  // correlation of the regime's mean with the main rhythm's; 207's run has -.33
constexpr float same_p_size = 0.08F;  // mean difference from it, over the QRS amplitude

// Of a block that begins or ends.
constexpr float half_or_twice = 0.05F;    // ln, by which the rates' ratio may depart from 2
constexpr float fastest_sinus = -0.51F;   // ln of .6 s
constexpr float fewest_conducted = 2.2F;  // ln(1 + 8): beats of the regime

// A beat within its regime: in time, regular, and the regime's P wave that of the main rhythm.
struct InRegime {
  explicit InRegime(const FeatureTable& table)
      : near(table.column("near_rate")),
        to_near(table.column("rr_to_near")),
        to_before(table.column("rr_to_8_before")),
        step(table.column("irregularity_16")),
        rate(table.column("regime_rate")),
        begins(table.column("regime_begins")),
        ends(table.column("regime_ends")),
        p_wave(table.column("regime_p")),
        p_distance(table.column("regime_p_distance")) {}

  // By the rhythm's own rate the first beats are in time, which are early to what came before, and the last
  // ones; by what is around, those of a rate that drifts.
  bool in_time(std::size_t beat) const {
    return near[beat] + to_near[beat] - rate[beat] > not_early ||
           (to_near[beat] > not_early && to_before[beat] > not_early);
  }

  bool holds(std::size_t beat) const {
    return in_time(beat) && step[beat] < rather_regular && p_wave[beat] > same_p_wave &&
           p_distance[beat] < same_p_size;
  }

  const std::vector<float>&near, &to_near, &to_before, &step, &rate, &begins, &ends, &p_wave, &p_distance;
};

}  // namespace

// "In time" is asked of the medians around and of the recording's: a tachycardia that runs for
// minutes is regular too, and differs only from the patient's other hours.
std::vector<std::uint8_t> own_rhythm(const FeatureTable& table) {
  const auto& all = table.column("rr_to_all");
  const auto& near = table.column("rr_to_near");
  const auto& far = table.column("rr_to_far");
  const auto& step = table.column("irregularity_16");
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

std::vector<std::uint8_t> lasting_rhythm(const FeatureTable& table) {
  const InRegime in(table);
  const auto& alike = table.column("like_median_32");
  const auto& length = table.column("regime_length");
  std::vector<std::uint8_t> lasting(length.size(), 0);
  for (std::size_t beat = 0; beat < lasting.size(); ++beat) {
    // Without a step at either end most intervals must be alike; behind one, beats that fail to be conducted
    // are part of the rhythm (202, 867).
    const bool steps = std::abs(in.begins[beat]) > clear_step || std::abs(in.ends[beat]) > clear_step;
    lasting[beat] = in.holds(beat) && (steps || alike[beat] > least_alike) && length[beat] >= lasts ? 1 : 0;
  }
  return lasting;
}

std::vector<std::uint8_t> two_to_one_block(const FeatureTable& table) {
  const InRegime in(table);
  const auto& length = table.column("regime_length");
  const auto by_two = [](float step) {
    return std::abs(std::abs(step) - std::numbers::ln2_v<float>) < half_or_twice;
  };
  std::vector<std::uint8_t> found(length.size(), 0);
  for (std::size_t beat = 0; beat < found.size(); ++beat)
    found[beat] = in.holds(beat) && (by_two(in.begins[beat]) || by_two(in.ends[beat])) &&
                          in.rate[beat] > fastest_sinus && length[beat] >= fewest_conducted
                      ? 1
                      : 0;
  return found;
}

std::vector<std::uint8_t> never_s(const FeatureTable& table) {
  std::vector<std::uint8_t> never = own_rhythm(table);
  const std::vector<std::uint8_t> lasting = lasting_rhythm(table), block = two_to_one_block(table);
  for (std::size_t beat = 0; beat < never.size(); ++beat) never[beat] |= lasting[beat] | block[beat];
  return never;
}

}  // namespace rwave::whole
