// Simulated recordings: the same from the same seed, however they are read, and what their header says.
#include "synth/simulate.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>

#include "rwave/error.h"

namespace rwave {
namespace {

struct Simulated {
  std::vector<std::int32_t> frames;
  std::vector<Annotation> beats;
};

Simulated simulate_in_blocks(const SimulateOptions& options, std::int64_t block) {
  Simulator simulator(options);
  Simulated all;
  std::vector<std::int32_t> frames;
  for (std::int64_t left = simulator.info().frames; left > 0; left -= block) {
    frames.resize(static_cast<std::size_t>(std::min(left, block) * options.leads));
    simulator.read(frames);
    all.frames.insert(all.frames.end(), frames.begin(), frames.end());
    for (Annotation& beat : simulator.take_beats()) all.beats.push_back(beat);
  }
  return all;
}

SimulateOptions quiet(double seconds) {
  SimulateOptions options;
  options.seconds = seconds;
  options.snr_db = 100;
  return options;
}

TEST(Simulate, BlocksDoNotChangeTheRecording) {
  const Simulated whole = simulate_in_blocks(SimulateOptions{.seconds = 60}, 60L * 360);
  const Simulated pieces = simulate_in_blocks(SimulateOptions{.seconds = 60}, 77);
  EXPECT_EQ(whole.frames, pieces.frames);
  EXPECT_EQ(whole.beats, pieces.beats);
  EXPECT_EQ(whole.frames.size(), 60U * 360 * 2);
}

TEST(Simulate, AnotherSeedIsAnotherRecording) {
  SimulateOptions options = quiet(30);
  const Simulated one = simulate_in_blocks(options, 1000);
  options.seed = 2;
  EXPECT_NE(one.frames, simulate_in_blocks(options, 1000).frames);
}

TEST(Simulate, BeatsAreTheSameWhateverTheNoiseAndTheLeads) {
  SimulateOptions options = quiet(120);
  const Simulated clean = simulate_in_blocks(options, 1000);
  options.snr_db = 0;
  options.leads = 3;
  EXPECT_EQ(clean.beats, simulate_in_blocks(options, 1000).beats);
}

TEST(Simulate, EveryClassIsThereAndInOrder) {
  const Simulated simulated = simulate_in_blocks(quiet(600), 1 << 14);
  std::vector<int> counts(50);
  for (std::size_t i = 0; i < simulated.beats.size(); ++i) {
    ++counts[simulated.beats[i].code];
    if (i == 0) continue;
    EXPECT_GT(simulated.beats[i].sample, simulated.beats[i - 1].sample);
  }
  for (const char* symbol : {"N", "A", "V", "F", "/"}) {
    EXPECT_GT(counts[static_cast<std::size_t>(code_of(symbol))], 2) << symbol;
  }
}

TEST(Simulate, AnnotationsLieOnTheRPeaks) {
  const Simulated simulated = simulate_in_blocks(quiet(300), 1 << 14);
  const auto mlii = [&](std::int64_t sample) {
    return simulated.frames[static_cast<std::size_t>(sample) * 2];
  };
  int normal = 0;
  for (const Annotation& beat : simulated.beats) {
    if (beat.code != code_of("N") || beat.sample < 36 || beat.sample + 36 >= 300L * 360) continue;
    std::int64_t peak = beat.sample;
    for (std::int64_t at = beat.sample - 36; at <= beat.sample + 36; ++at) {
      if (mlii(at) > mlii(peak)) peak = at;
    }
    EXPECT_LE(std::abs(peak - beat.sample), 1) << "beat at sample " << beat.sample;
    ++normal;
  }
  EXPECT_GT(normal, 100);
}

TEST(Simulate, NoiseHasTheStatedPower) {
  SimulateOptions options = quiet(600);
  options.ectopic_share = 0;  // the ratio is stated for normal beats
  const Simulated clean = simulate_in_blocks(options, 1 << 14);
  options.snr_db = 12;
  const Simulated noisy = simulate_in_blocks(options, 1 << 14);
  for (std::size_t lead = 0; lead < 2; ++lead) {
    double sum = 0, square = 0, noise = 0;
    for (std::size_t i = lead; i < clean.frames.size(); i += 2) {
      sum += clean.frames[i];
      square += static_cast<double>(clean.frames[i]) * clean.frames[i];
      noise += std::pow(noisy.frames[i] - clean.frames[i], 2);
    }
    const auto n = static_cast<double>(clean.frames.size()) / 2;
    const double signal = square / n - (sum / n) * (sum / n);
    EXPECT_NEAR(10 * std::log10(signal / (noise / n)), 12, 0.5) << "lead " << lead;
  }
}

TEST(Simulate, RefusesWhatItCannotDo) {
  const auto fault_of = [](const SimulateOptions& options) {
    try {
      const Simulator simulator(options);
    } catch (const UsageError& fault) {
      return std::string(fault.what());
    }
    return std::string("no fault");
  };
  EXPECT_EQ(fault_of({.leads = 4}), "the number of leads must be 1 to 3, not 4");
  EXPECT_EQ(fault_of({.rate = 0}), "the sampling rate in Hz must be 50 to 10000, not 0");
  EXPECT_EQ(fault_of({.seconds = std::nan("")}), "the length in seconds must be 1 to 10000000, not nan");
  EXPECT_EQ(fault_of({.ectopic_share = 1}), "the share of ectopic beats must be 0 to 0.7, not 1");
  Simulator simulator(quiet(1));
  std::vector<std::int32_t> frames(std::size_t{2} * 361);
  EXPECT_THROW(simulator.read(frames), Error) << "one frame more than the recording has";
}

}  // namespace
}  // namespace rwave
