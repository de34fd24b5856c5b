#pragma once
// What may be a beat, and what is known of it.

#include <array>
#include <cstddef>
#include <cstdint>

namespace rwave {

// The detector takes at most this number of leads; evidence was fitted with one and two.
inline constexpr int most_detector_leads = 2;

// What one lead says of a candidate. All are logarithms of ratios, clamped to -4 .. 4, so that they depend
// neither on the gain nor on the polarity. "Height" is the envelope's maximum within 40 ms of the candidate.
enum Feature : std::size_t {
  // Height over the level of QRS complexes.
  height_to_qrs,
  // Height over what lies between beats.
  height_to_background,
  // Height over the greatest envelope 0.6 to 0.12 s before.
  height_to_before,
  // Height over the greatest envelope 0.12 to 0.4 s after.
  height_to_after,
  // Low band (T and P waves) over height.
  low_to_height,
  // High band (muscle, spikes) over height.
  high_to_height,
  // How noisy the lead is.
  background_to_qrs,
  // How unlike each other its greatest waves are.
  qrs_spread,
  // ln of (1 + r) / (1 - r), r the correlation with its greatest recent waves.
  likeness_to_qrs,
  // High band over the median of the high band: small sharp complexes stand out in it.
  high_to_background,
  // As likeness_to_qrs, with other candidates of about the same height.
  likeness_to_others,
  // High band over its greatest value 0.6 to 0.12 s before and 0.12 to 0.4 s after: a T wave, however tall,
  // is
  // far less steep than the QRS complex before it, and than the next one where the rate is fast.
  high_to_before,
  high_to_after,
  feature_count
};

// One lead's features of one candidate.
struct LeadFeatures {
  // False: the lead has nothing to say here, and its values mean nothing.
  bool usable = false;
  std::array<float, feature_count> values{};
};

// A maximum of the leads' joint envelope; whether it is a beat is decided later (beat_path.h).
struct Candidate {
  // Working sample of the envelope's maximum.
  std::int64_t index = 0;
  // Sample of the recording, the R peak.
  std::int64_t peak = 0;
  std::array<LeadFeatures, most_detector_leads> leads{};
};

}  // namespace rwave
