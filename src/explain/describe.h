#pragma once
// A trained model looked into: what the command line asks, without libtorch's types.

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "beat/beat_set.h"
#include "figures/layer_figure.h"
#include "learn/model_file.h"
#include "score/confusion.h"

namespace rwave::explain {

// The layers asked for, or where none is, those that a reader of the network's picture knows: with weights,
// and pools. UsageError listing the names where there is no such layer.
std::vector<std::string> layers_or_main(learn::TrainedModel& model, const std::vector<std::string>& asked);

// The name of the last stage that is or holds a convolution; UsageError where there is none.
std::string last_convolution_name(learn::TrainedModel& model);

// What the layers make of one row.
std::vector<LayerMap> layer_maps(learn::TrainedModel& model, const BeatSet& set, std::uint32_t row,
                                 const std::vector<std::string>& layers);

// What a layer makes of rows: rows.size() x its number of values, row after row.
std::vector<float> layer_values(learn::TrainedModel& model, const BeatSet& set,
                                std::span<const std::uint32_t> rows, const std::string& layer);

enum class AttributionMethod { grad_cam, integrated, occlusion };

// Whether there is a convolution, which Grad-CAM needs.
bool has_convolution(learn::TrainedModel& model);

// Of each row's own class, rows.size() x width (explain/attribution.h; 32 steps, a window of 50 ms; channels
// summed).
std::vector<float> attribution(learn::TrainedModel& model, const BeatSet& set,
                               std::span<const std::uint32_t> rows, AttributionMethod method);

// A linear classifier on so many principal components of a layer.
struct LayerScore {
  std::int64_t components = 0;
  double variance = 0;  // share of the layer's, 0..1
  Confusion confusion;  // on the test rows
};

// Components and classifier from the training rows' outputs, scored on the test rows' (explain/dimension.h).
std::vector<LayerScore> layer_dimension(learn::TrainedModel& model, const BeatSet& set,
                                        std::span<const std::uint32_t> train,
                                        std::span<const std::uint32_t> test, const std::string& layer,
                                        std::uint64_t seed);

}  // namespace rwave::explain
