#pragma once
// Simulated recordings, whose beats are known, and their labels by a network made by hand.

#include <gtest/gtest.h>

#include <algorithm>
#include <span>
#include <vector>

#include "classify/timing_network.h"
#include "record/wfdb_write.h"
#include "rwave/classification.h"
#include "rwave/classifier.h"
#include "support/support.h"
#include "synth/simulate.h"

namespace rwave {

constexpr double simulated_rate = 360;

// Four minutes of two leads in mV, frame after frame, with their beats.
struct Simulated {
  std::vector<float> frames;
  std::vector<Annotation> beats;
};

inline Simulated simulated() {
  Simulator simulator(
      {.rate = simulated_rate, .seconds = 240, .leads = 2, .seed = 3, .ectopic_share = 0.1, .snr_db = 24});
  std::vector<std::int32_t> adc(static_cast<std::size_t>(2 * simulator.info().frames));
  simulator.read(adc);
  Simulated result{{}, simulator.take_beats()};
  for (const std::int32_t value : adc) result.frames.push_back(static_cast<float>(value) / 200.F);
  return result;
}

class Classifying : public ::testing::Test {
 protected:
  Classifying() : model_(load()) {}

  Model load() {
    testing::write_timing_network(folder_ / "timing.onnx");
    return Model::load(folder_ / "timing.onnx");
  }

  // As the record "sim".
  void write(RecordingInfo info, const std::vector<std::int32_t>& adc) {
    info.name = "sim";
    WfdbWriter writer(folder_.path(), info, 16);
    writer.write(adc);
    writer.commit();
  }

  // A minute of two leads as the record "sim", after `change` of its samples; its beats.
  template <class Change>
  std::vector<std::int64_t> write_minute(Change change, double ectopic_share = 0.1, double snr_db = 20) {
    Simulator simulator({.rate = simulated_rate,
                         .seconds = 60,
                         .leads = 2,
                         .seed = 5,
                         .ectopic_share = ectopic_share,
                         .snr_db = snr_db});
    std::vector<std::int32_t> adc(static_cast<std::size_t>(2 * simulator.info().frames));
    simulator.read(adc);
    change(adc);
    write(simulator.info(), adc);
    return beat_samples(simulator.take_beats());
  }

  std::vector<LabelledBeat> stream(std::span<const float> frames, std::size_t piece) {
    Classifier classifier(model_, simulated_rate, 2);
    std::vector<LabelledBeat> beats;
    const auto take = [&] {
      for (const LabelledBeat& beat : classifier.take_beats()) beats.push_back(beat);
    };
    for (std::size_t at = 0; at < frames.size(); at += piece) {
      classifier.push(frames.subspan(at, std::min(piece, frames.size() - at)));
      take();
    }
    classifier.finish();
    take();
    return beats;
  }

  testing::TemporaryFolder folder_;
  Model model_;
};

}  // namespace rwave
