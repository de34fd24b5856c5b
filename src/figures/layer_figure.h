#pragma once
// The picture of activations: what each layer of a network makes of a beat.

#include <cstdint>
#include <string>
#include <vector>

#include "figures/figure.h"
#include "score/provenance.h"

namespace rwave {

// A layer's output: channels x positions, channel after channel. Position t has its middle at sample
// first + t * step of the row; a layer without a time axis has one channel, whose positions are its units.
struct LayerMap {
  // As the layer is called in the network.
  std::string name;
  std::int64_t channels = 1, positions = 0;
  // channels * positions of them.
  std::vector<float> values;
  // False: a layer without a time axis, drawn over its units.
  bool in_time = true;
  // Samples of the row: middle of position 0, and from one position to the next.
  double first = 0, step = 1;
};

// One beat and all that a network makes of it.
struct LayerPicture {
  // The row that was shown to the network, as it was scaled.
  std::vector<float> beat;
  // Samples of the row per second, Hz.
  double rate = 0;
  // The true class, by whose colour the beat is drawn.
  std::string class_name;
  std::size_t class_index = 0;
  // Which beat it is: "record 100, sample 1,809".
  std::string beat_name;
  // From the input to the output.
  std::vector<LayerMap> layers;
};

// On top the beat over time in ms, in its class's colour; below it a heat map a layer, its channels over the
// same time. Each layer has its own scale, which is symmetric about zero: white is zero, blue above it, brown
// below. Error where there is no layer or one has not as many values as it says.
Figure layer_figure(const LayerPicture& picture, const Provenance& provenance);

}  // namespace rwave
