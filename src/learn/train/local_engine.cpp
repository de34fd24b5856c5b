#include "learn/train/local_engine.h"

#include <ATen/Parallel.h>

#include "learn/device/device.h"
#include "learn/device/precision.h"

namespace rwave::learn {

void StepEngine::begin_epoch(const torch::Tensor& order, double loss_sum) {
  // The order is drawn on the processor, so that it is the same on every device.
  order_ = order.to(device_);
  loss_sum_ = loss_sum;
}

torch::Tensor StepEngine::logits_of(const torch::Tensor& x, std::int64_t /*classes*/) {
  return learn::logits_of(
      parts_.network, [this](const torch::Tensor& rows) { return forward(rows); }, x);
}

Objective::Batch StepEngine::batch_of(const torch::Tensor& rows, std::int64_t first,
                                      std::int64_t batch_rows) const {
  return parts_.objective.change(parts_.rows.x.index_select(0, rows), parts_.rows.y.index_select(0, rows),
                                 first, batch_rows);
}

// Lower precision in training only: scores are read with the same arithmetic whatever trained the network.
torch::Tensor EagerEngine::forward(const torch::Tensor& x) {
  const bool lower = parts_.options.execution.precision == Precision::bf16 && parts_.network->is_training();
  const Bf16Products products(device_, lower);
  return parts_.network->forward(x).to(torch::kFloat32);
}

// The sum of losses and not their mean is kept, as the last batch of an epoch may be smaller than
// the others.
void EagerEngine::step(std::int64_t first, std::int64_t last, double rate, const std::atomic<bool>&) {
  const Objective::Batch batch = batch_of(order_.slice(0, first, last), 0, last - first);
  const torch::Tensor loss =
      parts_.objective.loss([this](const torch::Tensor& x) { return forward(x); }, batch);
  parts_.flat.clear_gradients();
  loss.backward();
  parts_.optimizer.step(rate);
  loss_sum_ += loss.item<double>() * static_cast<double>(last - first);
}

FusedEngine::FusedEngine(const StepParts& parts)
    : EagerEngine(parts), fused_(parts.network, &parts.flat, at::get_num_threads()) {}

CudaGraphEngine::CudaGraphEngine(const StepParts& parts)
    : EagerEngine(parts),
      chosen_(torch::zeros({parts.options.batch}, torch::TensorOptions(torch::kInt64).device(device_))),
      device_loss_sum_(torch::zeros({}, chosen_.options().dtype(torch::kFloat64))),
      whole_batch_([this] { carry_out(chosen_); }, device_) {
  order_ = torch::zeros({parts.rows.size()}, chosen_.options());
}

// Copied into tensors that stay: the recorded step reads their addresses.
void CudaGraphEngine::begin_epoch(const torch::Tensor& order, double loss_sum) {
  order_.copy_(order);
  device_loss_sum_.fill_(loss_sum);
}

void CudaGraphEngine::step(std::int64_t first, std::int64_t last, double rate, const std::atomic<bool>&) {
  // A function of the step, so that a resumed training draws what the whole one does.
  seed_device(device_, parts_.options.seed, parts_.optimizer.steps());
  parts_.optimizer.prepare(rate);
  const torch::Tensor chosen = order_.slice(0, first, last);
  // A recorded step works on tensors of one size. The last batch, where it is smaller, is carried
  // out eagerly.
  if (last - first != chosen_.numel()) return carry_out(chosen);
  // Into the tensor whose address the recording knows.
  chosen_.copy_(chosen);
  whole_batch_.run();
}

void CudaGraphEngine::carry_out(const torch::Tensor& chosen) {
  const Objective::Batch batch = batch_of(chosen, 0, chosen.numel());
  const torch::Tensor mean =
      parts_.objective.loss([this](const torch::Tensor& x) { return forward(x); }, batch);
  parts_.flat.gradients().zero_();
  mean.backward();
  parts_.optimizer.apply();
  device_loss_sum_.add_(mean.detach(), static_cast<double>(chosen.numel()));
}

}  // namespace rwave::learn
