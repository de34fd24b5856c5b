#pragma once
// What each layer of a network makes of a beat.

#include <cstdint>
#include <string>
#include <vector>

#include "figures/figure.h"
#include "score/provenance.h"

namespace rwave {

// A layer's output: channels x positions, channel after channel. Position t has its middle at sample
// first + t * step of the row; a layer without a time axis has one channel, whose positions are its units.
struct LayerMap {
  std::string name;
  std::int64_t channels = 1, positions = 0;
  std::vector<float> values;
  bool in_time = true;
  double first = 0, step = 1;  // samples
};

struct LayerPicture {
  std::vector<float> beat;  // the row
  double rate = 0;          // Hz
  std::string class_name;
  std::size_t class_index = 0;
  std::string beat_name;  // "record 100, sample 1,809"
  std::vector<LayerMap> layers;
};

// On top the beat over time in ms, in its class's colour; below it a heat map a layer, its channels over the
// same time. Each layer has its own scale, which is symmetric about zero: white is zero, blue above it, brown
// below. Error where there is no layer or one has not as many values as it says.
Figure layer_figure(const LayerPicture& picture, const Provenance& provenance);

}  // namespace rwave
