#pragma once
// The leads' envelopes joined in one, and which of its samples are candidates for a QRS complex.
// Shared by the desktop's detector and the one for small devices, whose labels are equal because this is.

#include <cstdint>

namespace rwave {

// One sample of the joint envelope, made of the leads that were recorded there.
class JointSample {
 public:
  // Adds `lead` at the working sample `index`; `Lead` answers as LeadTrack does.
  template <class Lead>
  void add(const Lead& lead, std::int64_t index) {
    if (!lead.recorded(index)) return;
    const float qrs = lead.levels().qrs();
    // Leads count by the square of how far their QRS level stands above their background, so that
    // noise in one lead hardly touches the sum. Squares keep polarity out of it.
    const float clearness = lead.levels().clearness();
    const float share = lead.envelope()[index] / qrs;
    weights_ += clearness * clearness;
    sum_ += clearness * clearness * share * share;
  }

  // Share of the QRS level, squared; 0 where no lead was recorded.
  float value() const { return weights_ > 0 ? sum_ / weights_ : 0; }

 private:
  float sum_ = 0, weights_ = 0;
};

// Whether the sample at `at` is the greatest within `apart` samples on either side, and at least
// `least_share` of the QRS level. `at` must have `apart` samples on both sides.
inline bool is_candidate(const float* at, std::int64_t apart, float least_share) {
  const float value = *at;
  // Strict on the left and not on the right: of a flat top exactly one sample is the candidate. One branch
  // for the three, which is rarely taken and so foreseen.
  const bool too_low = value < least_share * least_share, after_higher = at[-1] >= value;
  if (static_cast<int>(too_low) | static_cast<int>(after_higher) | static_cast<int>(at[1] > value))
    return false;
  for (std::int64_t i = 2; i <= apart; ++i) {
    if (at[-i] >= value || at[i] > value) return false;
  }
  return true;
}

}  // namespace rwave
