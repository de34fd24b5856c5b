#pragma once
// What may be a beat, and what is known of it.

#include <array>
#include <cstddef>
#include <cstdint>

namespace rwave {

// The detector listens to at most so many leads; evidence was fitted with one and two.
inline constexpr int most_detector_leads = 2;

// What one lead says of a candidate. All are logarithms of ratios, clamped to -4 .. 4, so that they depend
// neither on the gain nor on the polarity. "Height" is the envelope's maximum within 40 ms of the candidate.
enum Feature : std::size_t {
  height_to_qrs,         // height over the level of QRS complexes
  height_to_background,  // height over what lies between beats
  height_to_before,      // height over the greatest envelope 0.6 to 0.12 s before
  height_to_after,       // height over the greatest envelope 0.12 to 0.4 s after
  low_to_height,         // low band (T and P waves) over height
  high_to_height,        // high band (muscle, spikes) over height
  background_to_qrs,     // how noisy the lead is
  qrs_spread,            // how unlike each other its greatest waves are
  likeness_to_qrs,       // ln of (1 + r) / (1 - r), r the correlation with its greatest recent waves
  high_to_background,    // high band over the median of the high band: small sharp complexes stand out in it
  likeness_to_others,    // as likeness_to_qrs, with other candidates of about the same height
  feature_count
};

struct LeadFeatures {
  bool usable = false;  // false: the lead has nothing to say here, and its values mean nothing
  std::array<float, feature_count> values{};
};

struct Candidate {
  std::int64_t index = 0;  // working sample of the envelope's maximum
  std::int64_t peak = 0;   // sample of the recording, the R peak
  std::array<LeadFeatures, most_detector_leads> leads{};
};

}  // namespace rwave
