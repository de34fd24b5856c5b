#include "learn/train/replicated_engine.h"

#include "learn/device/device.h"

namespace rwave::learn {

// The replica first: it replaces batch norms, which a fused network would otherwise have taken over already.
ReplicatedEngine::ReplicatedEngine(const StepParts& parts, Group& group, SharedUpdate* shared, bool fused)
    : StepEngine(parts),
      replica_(group, shared, parts_.network, parts.flat, parts.options.execution.sync_batch_norm, fused),
      fused_(fused) {
  if (fused) {
    auto local = std::make_unique<FusedEngine>(parts);
    replica_.serve(local->context());
    local_ = std::move(local);
  } else {
    local_ = std::make_unique<EagerEngine>(parts);
  }
  if (shared) shared->divide(parts.flat, parts.optimizer, fused);
}

// What is drawn for the whole batch is drawn alike by all, as one process would; dropout is not, on a GPU by
// the rank's own part of the step's seed, elsewhere by a generator that is the rank's own until the step
// ends.
void ReplicatedEngine::step(std::int64_t first, std::int64_t last, double rate,
                            const std::atomic<bool>& stop) {
  const std::uint64_t seed = parts_.options.seed;
  const std::int64_t steps = parts_.optimizer.steps();
  const Share share = replica_.begin_step(first, last);
  if (device_.is_cuda()) seed_device(device_, seed, steps);
  const Objective::Batch batch =
      batch_of(order_.slice(0, share.first, share.last), share.first - first, last - first);
  if (!fused_) replica_.split_generator(seed + static_cast<std::uint64_t>(steps));
  if (device_.is_cuda()) seed_device(device_, seed, steps, 1 + replica_.group().rank());
  const torch::Tensor loss =
      parts_.objective.loss([this](const torch::Tensor& x) { return forward(x); }, batch) * share.weight;
  parts_.flat.clear_gradients();
  replica_.report(loss, stop);
  loss.backward();
  const Replica::Outcome outcome = replica_.finish_step();
  stopped_ = outcome.stop;
  parts_.optimizer.step(rate);
  replica_.complete_step();
  loss_sum_ += outcome.loss * static_cast<double>(last - first);
}

torch::Tensor ReplicatedEngine::logits_of(const torch::Tensor& x, std::int64_t classes) {
  replica_.share_buffers();
  return replica_.logits_of([this](const torch::Tensor& rows) { return forward(rows); }, x, classes);
}

// Several processes on GPUs take eager steps: their exchange is not recorded in a graph.
std::unique_ptr<StepEngine> make_step_engine(const StepParts& parts, Group* group, SharedUpdate* shared,
                                             bool as_on_gpu) {
  const bool on_gpu = parts.rows.x.is_cuda() || as_on_gpu;
  const bool fused = !parts.options.execution.plain && !on_gpu;
  if (group) return std::make_unique<ReplicatedEngine>(parts, *group, shared, fused);
  if (on_gpu) return std::make_unique<CudaGraphEngine>(parts);
  if (fused) return std::make_unique<FusedEngine>(parts);
  return std::make_unique<EagerEngine>(parts);
}

}  // namespace rwave::learn
