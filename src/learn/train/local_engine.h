#pragma once
// The engines of one process: eager, fused, and CUDA graph.

#include <memory>

#include "learn/device/step_graph.h"
#include "learn/fused/fused_network.h"
#include "learn/train/step_engine.h"

namespace rwave::learn {

// libtorch's own operations, one after the other. Products take the precision that the options ask for.
class EagerEngine : public StepEngine {
 public:
  using StepEngine::StepEngine;
  // Where the options ask for bf16, in training only.
  torch::Tensor forward(const torch::Tensor& x) override;
  void step(std::int64_t first, std::int64_t last, double rate, const std::atomic<bool>& stop) override;
};

// The same steps with what can be fused fused (learn/fused/): gradients go straight to the flat memory.
class FusedEngine : public EagerEngine {
 public:
  // Takes libtorch's present number of threads (prepare_torch) for its kernels.
  explicit FusedEngine(const StepParts& parts);
  torch::Tensor forward(const torch::Tensor& x) override { return fused_.forward(x); }

  // What the fused stages share: a process among several sets its place in the batch here.
  StepContext& context() { return fused_.context(); }

 private:
  // Writes gradients into the flat memory of the parts.
  FusedNetwork fused_;
};

// The host only says what is to be done: within an epoch it reads nothing back and waits for nothing. Rows,
// labels and the epoch's order lie on the device; a batch is gathered there. A step of options.batch rows is
// a StepGraph, whose only inputs are tensors of fixed addresses: the batch's indices, the optimiser's rate,
// the generator's seed. A smaller batch, the last of an epoch, is the same function without the graph. The
// same code runs on the processor, where the tests compare it with the eager steps.
class CudaGraphEngine : public EagerEngine {
 public:
  explicit CudaGraphEngine(const StepParts& parts);

  // Copies the order to where the recorded step reads it.
  void begin_epoch(const torch::Tensor& order, double loss_sum) override;
  void step(std::int64_t first, std::int64_t last, double rate, const std::atomic<bool>& stop) override;
  bool knows_each_loss() const override { return false; }
  // Waits for all steps that were given out.
  double loss_sum() override { return device_loss_sum_.item<double>(); }

 private:
  // One step on these rows, (n) int64: what is recorded, so it must read nothing back.
  void carry_out(const torch::Tensor& chosen);

  // (options.batch) int64, the recorded step's batch.
  torch::Tensor chosen_;
  // A scalar, float64: float32 would lose small losses in a sum over an epoch.
  torch::Tensor device_loss_sum_;
  StepGraph whole_batch_;
};

}  // namespace rwave::learn
