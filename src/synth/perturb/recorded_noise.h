#pragma once
// A recorded noise put on a lead, at a signal-to-noise ratio as the noise stress test (nst of the WFDB
// software, by which nstdb was made) measures it: signal power from the height of QRS complexes, not from the
// whole signal, whose power hangs on the heart rate and on T waves.

#include <cstdint>
#include <span>

namespace rwave {

// The height of a lead's QRS complexes in the lead's units: the range within 50 ms of a beat, of the first
// 300 beats, and of these the mean without the least and the greatest twentieth. `beats` are samples of the
// lead, in order; those nearer than 50 ms to an end and those with missing samples (NaN) are passed over.
// 0 where none is left.
double qrs_height(std::span<const float> lead, double rate, std::span<const std::int64_t> beats);

// The size of a noise: its root mean square about the mean, second by second, of the first 300 seconds, and
// of these the mean without the least and the greatest twentieth. Slower than a second is no part of it, so
// that wander is a good deal larger than its size says. 0 where it is shorter than a second or flat.
double noise_size(std::span<const float> noise, double rate);

// What a noise is multiplied by for a signal-to-noise ratio of `snr` dB, with the signal's power taken as
// height^2 / 8, a sine's of that height, and the noise's as size^2. `size` > 0.
double noise_gain(double height, double size, double snr);

// Where in a recording the noise is. `segments` is the protocol that nstdb's records were made by: five
// minutes without noise, then two minutes with and two without in turn.
enum class NoiseSpan { whole, segments };

// Adds `gain` times the noise, sample by sample, from the noise's beginning on and again from there where it
// is shorter than the lead. The lead takes no step where the noise begins, ends or begins again: as in nst,
// its level there is what the next part begins at, so that the baseline stays where a segment of noise left
// it. Both at `rate`, Hz; `noise` is not empty and has no missing samples; the lead's (NaN) stay missing.
void add_noise(std::span<float> lead, double rate, std::span<const float> noise, double gain, NoiseSpan span);

}  // namespace rwave
