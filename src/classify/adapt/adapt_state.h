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
  // The recording's name, for messages.
  std::string source;
  // Frames per second, and frames of the recording: a taught beat must lie within it.
  double rate = 0;
  std::int64_t frames = 0;
  // As ClassificationOptions has it; taught labels obey it as well.
  float unknown_below = 0;
  // What the model alone said; adapt() starts from it each time, so calls do not build on each other.
  Classification classification;
  // By beat, counted on from part to part; -1: no lead shows it.
  std::vector<int> groups;
  // The model's own answer to each beat, as logarithms of its probabilities.
  std::vector<ClassScores> scores;
  // Features of a beat that are compared.
  std::size_t width = 0;
  // Beat after beat, in 32nds of their standard deviation.
  std::vector<std::int8_t> features;

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

  // Columns of the part's table that are compared: all but those of the beats before and after, with which
  // a taught beat would reach fewer others.
  std::vector<std::size_t> columns_;
  // By chosen column; scale: 32 over the standard deviation.
  std::vector<float> means_, scales_;
  int groups_so_far_ = 0;
};

}  // namespace rwave
