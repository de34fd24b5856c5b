#include "explain/inspect.h"

#include <cmath>

#include "explain/attribution.h"
#include "explain/linear_probe.h"
#include "explain/stages.h"
#include "learn/model/row_tensors.h"
#include "learn/model/weights.h"

namespace rwave::explain {
namespace {

// Steps of the integral, and the width of what is occluded: a QRS complex is about twice as long.
constexpr int integration_steps = 32;
constexpr double window_seconds = 0.05;

learn::Network& network_of(learn::TrainedModel& model) {
  return model.weights().network;
}

learn::Rows rows_of(const learn::TrainedModel& model, const BeatSet& set,
                    std::span<const std::uint32_t> rows) {
  // Each function checks for itself: none may show what a network makes of rows that it cannot read.
  model.require_fits(set);
  return learn::gather_rows(set, rows);
}

std::vector<float> values_of(const torch::Tensor& tensor) {
  const torch::Tensor whole = tensor.contiguous();
  return {whole.data_ptr<float>(), whole.data_ptr<float>() + whole.numel()};
}

}  // namespace

std::vector<std::string> layers_or_main(learn::TrainedModel& model, const std::vector<std::string>& asked) {
  learn::Network& network = network_of(model);
  // A wrong name is reported before the first picture is drawn.
  for (const std::string& name : asked) stage_named(network, name);
  return asked.empty() ? main_layers(network) : asked;
}

std::string last_convolution_name(learn::TrainedModel& model) {
  learn::Network& network = network_of(model);
  return stage_names(network)[last_convolution(network)];
}

bool has_convolution(learn::TrainedModel& model) {
  return find_convolution(network_of(model)).has_value();
}

std::vector<LayerMap> layer_maps(learn::TrainedModel& model, const BeatSet& set, std::uint32_t row,
                                 const std::vector<std::string>& layers) {
  learn::Network& network = network_of(model);
  const torch::Tensor x = rows_of(model, set, {&row, 1}).x;
  std::vector<LayerMap> maps;
  for (const std::string& name : layers) {
    const std::size_t stage = stage_named(network, name);
    const torch::Tensor output = stage_output(network, x, stage)[0];
    // Of a layer without a time axis all values are one channel.
    LayerMap map{name, 1, output.numel(), values_of(output), output.dim() == 2, 0, 1};
    if (map.in_time) {
      const TimeAxis axis = time_axis(network, stage);
      map.channels = output.size(0);
      map.positions = output.size(1);
      map.first = axis.first;
      map.step = axis.step;
    }
    maps.push_back(std::move(map));
  }
  return maps;
}

std::vector<float> layer_values(learn::TrainedModel& model, const BeatSet& set,
                                std::span<const std::uint32_t> rows, const std::string& layer) {
  learn::Network& network = network_of(model);
  return values_of(stage_output(network, rows_of(model, set, rows).x, stage_named(network, layer)));
}

std::vector<float> attribution(learn::TrainedModel& model, const BeatSet& set,
                               std::span<const std::uint32_t> rows, AttributionMethod method) {
  learn::Network& network = network_of(model);
  const learn::Rows asked = rows_of(model, set, rows);
  switch (method) {
    case AttributionMethod::grad_cam:
      return values_of(grad_cam(network, asked.x, asked.y));
    case AttributionMethod::integrated:
      // Summed over channels, as the other two methods have one value per sample.
      return values_of(integrated_gradients(network, asked.x, asked.y, integration_steps).sum(1));
    case AttributionMethod::occlusion:
      break;
  }
  return values_of(occlusion(network, asked.x, asked.y, std::lround(window_seconds * set.rate)));
}

std::vector<ProbeScore> probe_layer(learn::TrainedModel& model, const BeatSet& set,
                                    std::span<const std::uint32_t> train, std::span<const std::uint32_t> test,
                                    const std::string& layer, std::uint64_t seed) {
  learn::Network& network = network_of(model);
  const std::size_t stage = stage_named(network, layer);
  const learn::Rows fitted = rows_of(model, set, train), scored = rows_of(model, set, test);
  // PCA of wide layers draws a start.
  torch::manual_seed(seed);
  std::vector<ProbeScore> scores;
  for (const ComponentScore& one :
       probe_scores(stage_output(network, fitted.x, stage), fitted.y, stage_output(network, scored.x, stage),
                    scored.y, set.classes)) {
    scores.push_back({one.components, one.variance, one.confusion});
  }
  return scores;
}

}  // namespace rwave::explain
