#pragma once
// What an Adapter knows of each beat: enough to label it again without the recording, a byte a feature, so
// that a day takes some 20 MB.

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "classify/adapt/kernel_logistic.h"
#include "classify/whole/whole_labeller.h"
#include "rwave/adapt.h"
#include "rwave/classification.h"

namespace rwave {

// Hidden by itself: as a part of an exported class its functions would be shown too.
struct [[gnu::visibility("hidden")]] Adapter::State {
  std::string source;  // for messages
  double rate = 0;     // frames a second
  std::int64_t frames = 0;
  float unknown_below = 0;
  Classification classification;
  std::vector<int> groups;            // by beat, counted on from part to part; -1: no lead shows it
  std::vector<ClassScores> scores;    // of the model, by beat
  std::size_t width = 0;              // features of a beat that are compared
  std::vector<std::int8_t> features;  // beat after beat, in 32nds of their standard deviation

  // Takes over what is known of a part's beats, in order.
  void add(const whole::LabelledPart& part);

  // In 32nds of a standard deviation from the first part's mean, as KernelLogistic takes them after a
  // division.
  std::span<const std::int8_t> features_of(std::size_t beat) const {
    return std::span(features).subspan(beat * width, width);
  }

 private:
  // Chooses the columns that are compared, with their means and spreads.
  void standardise(const whole::LabelledPart& part);

  std::vector<std::size_t> columns_;   // of the part's table
  std::vector<float> means_, scales_;  // by chosen column; scale: 32 over the standard deviation
  int groups_so_far_ = 0;
};

}  // namespace rwave
