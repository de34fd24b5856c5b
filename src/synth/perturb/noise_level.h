#pragma once
// How strong a noise is against an ECG, as the noise stress test (nst of the WFDB software, by which nstdb
// was made) measures it: signal power from the height of QRS complexes, not from the whole signal, whose
// power hangs on the heart rate and on T waves.

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

}  // namespace rwave
