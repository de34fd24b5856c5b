#pragma once
// A trained model looked into: what the command line asks, without libtorch's types.

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "beat/beat_set.h"
#include "figures/layer_figure.h"
#include "learn/model/trained_model.h"
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

// The three ways of explain/attribution.h.
enum class AttributionMethod { grad_cam, integrated, occlusion };

// Whether there is a convolution, which Grad-CAM needs.
bool has_convolution(learn::TrainedModel& model);

// Of each row's own class, rows.size() x width (explain/attribution.h; 32 steps, a window of 50 ms; channels
// summed).
std::vector<float> attribution(learn::TrainedModel& model, const BeatSet& set,
                               std::span<const std::uint32_t> rows, AttributionMethod method);

// A linear probe on this number of principal components of a layer.
struct ProbeScore {
  std::int64_t components = 0;
  // Share of the layer's, 0..1.
  double variance = 0;
  // On the test rows.
  Confusion confusion;
};

// Components and classifier from the training rows' outputs, scored on the test rows'
// (explain/linear_probe.h).
std::vector<ProbeScore> probe_layer(learn::TrainedModel& model, const BeatSet& set,
                                    std::span<const std::uint32_t> train, std::span<const std::uint32_t> test,
                                    const std::string& layer, std::uint64_t seed);

// Writes NumPy's file of one array (.npy), for programs that a result is compared with:
// rows x columns float32 values, row after row, as format version 1.0 (numpy.lib.format).
void write_npy(const std::filesystem::path& file, std::span<const float> values, std::int64_t rows,
               std::int64_t columns);

}  // namespace rwave::explain
