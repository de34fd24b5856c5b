#pragma once
// R peaks and the lead they are on, to labelled beats.

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "beat/cutter.h"
#include "classify/model.h"
#include "rwave/classifier.h"

namespace rwave {

// A recipe's cutter with the network behind it. Calls are a BeatCutter's.
class Labeller {
 public:
  // `rate` of the lead, Hz. Rows wait until `batch` of them can go through the network at once: large
  // networks read their weights once a batch.
  Labeller(const Model& model, double rate, std::size_t batch);

  void add_beat(std::int64_t sample) { cutter_->add_beat(sample); }
  void settle(std::int64_t sample) { cutter_->settle(sample); }
  void push(std::span<const float> samples) { cutter_->push(samples); }
  void finish();

  // Appends what is labelled by now, in order of time.
  void take(std::vector<LabelledBeat>& out);

 private:
  void label(std::vector<LabelledBeat>& out);

  Model model_;
  std::unique_ptr<BeatCutter> cutter_;
  std::size_t batch_;
  bool finished_ = false;
  CutRows rows_;
  std::vector<float> scores_;
};

}  // namespace rwave
