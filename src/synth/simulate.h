#pragma once
// A synthetic recording with known beats: for the demo where there is no data, and for tests that need the
// truth.

#include <cstdint>
#include <deque>
#include <span>
#include <vector>

#include "rwave/recording.h"
#include "synth/beat_sequence.h"
#include "synth/lead_noise.h"
#include "synth/waves.h"

namespace rwave {

// What is simulated. Out of range is a UsageError that names the range: 50 to 10,000 Hz, 1 to 1e7 s, 1 to 3
// leads, 0 to 0.7 ectopic, -20 to 100 dB.
struct SimulateOptions {
  // Sampling rate, Hz; 360 is mitdb's.
  double rate = 360;
  // Length, s; rounded to whole frames.
  double seconds = 300;
  // The first of MLII, V1, V5.
  int leads = 2;
  // Another seed is another patient; the same one gives the same beats whatever the noise and the leads.
  std::uint64_t seed = 1;
  // Of all beats that are not normal: 35 % S, 35 % V, 15 % F, 15 % Q.
  double ectopic_share = 0.2;
  // Power of a normal rhythm without noise over the noise's, in every lead.
  double snr_db = 12;
};

// Makes the recording piece by piece, in memory that does not grow with its length.
class Simulator {
 public:
  // Throws UsageError where an option is out of its range (named in the message).
  explicit Simulator(const SimulateOptions& options);

  // Names, gains and length, as a header states them. 200 ADC units a mV, 12 bits.
  const RecordingInfo& info() const { return info_; }

  // The next samples in ADC units, frame after frame (the first lead's, the second's, ...). A whole number of
  // frames, at most what is left of the recording, else Error.
  void read(std::span<std::int32_t> frames);

  // The beats that lie in what was read since the last call, in order: N A V F / at their R peaks.
  std::vector<Annotation> take_beats();

 private:
  // A wave of a beat that is due: in samples of the recording.
  struct DueWave {
    // Centre and standard deviation.
    double at, width;
    // mV by lead.
    std::array<double, most_leads> height;
  };

  // Draws the beats whose waves may begin before `sample`.
  void schedule_until(double sample);
  // Adds one lead's waves to `count` samples from `first` on, mV.
  void add_waves(std::int64_t first, std::size_t count, int lead, std::vector<double>& out) const;

  SimulateOptions options_;
  RecordingInfo info_;
  Patient patient_;
  // From beat to beat in height and width: no two beats are quite alike.
  Random variation_;
  Rhythm rhythm_;
  std::vector<LeadNoise> noise_;
  // Root mean square of the noise, mV, by lead, for the ratio asked for.
  std::vector<double> noise_height_;
  TimedBeat next_beat_;
  // Frames that were read.
  std::int64_t position_ = 0;
  // Waves that are not over yet.
  std::deque<DueWave> due_;
  // Beats that were drawn and lie behind what was read.
  std::deque<Annotation> beats_;
};

}  // namespace rwave
