#include <algorithm>

#include "explain/attribution.h"
#include "explain/stages.h"
#include "rwave/error.h"

namespace rwave::explain {
namespace {

// Fewer rows at a time than in training, as the outputs of all channels and their gradients are
// held at once.
constexpr std::int64_t rows_together = 128;

// (n, positions) -> (n, width) along the stage's axis.
torch::Tensor onto_samples(const torch::Tensor& map, const TimeAxis& axis, std::int64_t width) {
  const torch::Tensor place = ((torch::arange(width, torch::kFloat64) - axis.first) / axis.step)
                                  .clamp(0, static_cast<double>(map.size(1) - 1));
  const torch::Tensor before = place.floor().to(torch::kInt64);
  const torch::Tensor after = (before + 1).clamp_max(map.size(1) - 1);
  const torch::Tensor part = (place - before).to(torch::kFloat32);
  return map.index_select(1, before) * (1 - part) + map.index_select(1, after) * part;
}

// The network is run in two parts, since a gradient is asked for in the middle: up to the last
// convolution without one, and from there on with its output as the variable.
torch::Tensor map_of(learn::Network& network, const torch::Tensor& x, const torch::Tensor& y,
                     std::size_t stage) {
  torch::Tensor channels;
  {
    const torch::NoGradGuard no_gradients;
    channels = through(network, x.clone(), 0, stage + 1);
  }
  if (channels.dim() != 3) throw Error("Grad-CAM needs a last convolution that keeps its time axis");
  channels.requires_grad_();
  // A copy goes on, as the next stage may work in place.
  const torch::Tensor logits = through(network, channels.clone(), stage + 1, network->size());
  // The logits of all rows are added up: rows do not meet in a network that is not training, so the
  // gradient of the sum holds each row's own.
  const torch::Tensor asked = logits.gather(1, y.unsqueeze(1)).sum();
  const torch::Tensor slope = torch::autograd::grad({asked}, {channels})[0];
  const torch::Tensor map = (slope.mean(2, true) * channels).sum(1).relu().detach();
  const torch::Tensor greatest = map.amax(1, true);
  return map / greatest.masked_fill(greatest <= 0, 1);
}

}  // namespace

torch::Tensor grad_cam(learn::Network& network, const torch::Tensor& x, const torch::Tensor& y) {
  network->eval();
  const std::size_t stage = last_convolution(network);
  const TimeAxis axis = time_axis(network, stage);
  std::vector<torch::Tensor> parts;
  for (std::int64_t first = 0; first < x.size(0); first += rows_together) {
    const std::int64_t last = std::min(x.size(0), first + rows_together);
    parts.push_back(onto_samples(map_of(network, x.slice(0, first, last), y.slice(0, first, last), stage),
                                 axis, x.size(2)));
  }
  return torch::cat(parts);
}

}  // namespace rwave::explain
