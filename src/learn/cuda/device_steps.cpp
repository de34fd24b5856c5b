#include "learn/cuda/device_steps.h"

#include "learn/cuda/device.h"

namespace rwave::learn {

DeviceSteps::DeviceSteps(const Parts& parts)
    : parts_(parts),
      device_(parts.rows.x.device()),
      order_(torch::zeros({parts.rows.size()}, torch::TensorOptions(torch::kInt64).device(device_))),
      chosen_(torch::zeros({parts.options.batch}, order_.options())),
      loss_sum_(torch::zeros({}, order_.options().dtype(torch::kFloat64))),
      whole_batch_([this] { carry_out(chosen_); }, device_) {}

void DeviceSteps::begin_epoch(const torch::Tensor& order, double loss_sum) {
  order_.copy_(order);
  loss_sum_.fill_(loss_sum);
}

void DeviceSteps::step(std::int64_t first, std::int64_t last, double rate) {
  seed_device(device_, parts_.options.seed, parts_.optimizer.steps());
  parts_.optimizer.prepare(rate);
  const torch::Tensor chosen = order_.slice(0, first, last);
  if (last - first != chosen_.numel()) return carry_out(chosen);
  chosen_.copy_(chosen);
  whole_batch_.run();
}

void DeviceSteps::carry_out(const torch::Tensor& chosen) {
  const Objective::Batch batch = parts_.objective.change(
      parts_.rows.x.index_select(0, chosen), parts_.rows.y.index_select(0, chosen), 0, chosen.numel());
  const torch::Tensor mean = parts_.objective.loss(parts_.forward, batch);
  parts_.flat.gradients().zero_();
  mean.backward();
  parts_.optimizer.apply();
  loss_sum_.add_(mean.detach(), static_cast<double>(chosen.numel()));
}

}  // namespace rwave::learn
