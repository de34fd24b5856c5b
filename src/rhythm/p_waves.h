#pragma once
// P-wave evidence of atrial fibrillation: whether what precedes successive QRS complexes repeats, as P waves
// do, or does not, as fibrillation's waves.

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "rwave/recording.h"
#include "rwave/rhythm.h"

namespace rwave {

// Samples of one lead's segment before a QRS complex: 0.25 to 0.07 s before the R peak, one each 10 ms.
inline constexpr std::size_t before_qrs_samples = 18;

// Seconds before an R peak from which on before_qrs() reads; it reads nothing behind the peak.
inline constexpr double before_qrs_reach = 0.27;

// The segment of one lead, less its straight line (wander, and the T wave's last slope): before_qrs_samples
// values in the lead's unit, averaged over 10 ms. `peak` is the R peak in `samples`. All zero where it begins
// before the samples or where a sample was not recorded.
std::vector<float> before_qrs(std::span<const float> samples, std::size_t peak, double rate);

// How alike the segments of successive beats are: the median over beats of each one's correlation with the
// sum of the others, in the lead where that is greatest. About 0.2 in fibrillation, 0.9 with P waves. Each
// segment holds before_qrs_samples values per lead, lead after lead; empty and zero ones are left out. NaN of
// fewer than five.
double p_wave_coherence(std::span<const std::vector<float>* const> segments);

// EpisodeOptions::before_qrs on a recording's leads, read in blocks as they are asked for: fast where beats
// are asked in order of time. Throws Error where the leads cannot be read. The recording must live as long as
// the function.
std::function<std::vector<float>(std::int64_t)> before_qrs_in(Recording& recording, std::vector<int> leads);

}  // namespace rwave
