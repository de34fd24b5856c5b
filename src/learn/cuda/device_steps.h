#pragma once
// The steps of a training on a GPU. The host only says what is to be done: within an epoch it reads nothing
// back and waits for nothing.

#include <torch/torch.h>

#include <cstdint>

#include "learn/batches.h"
#include "learn/cuda/step_graph.h"
#include "learn/flat.h"
#include "learn/objective.h"
#include "learn/optimizer.h"
#include "learn/options.h"
#include "learn/predict.h"

namespace rwave::learn {

// Rows, labels and the epoch's order lie on the device; a batch is gathered there. A step of options.batch
// rows is a StepGraph, whose only inputs are tensors of fixed addresses: the batch's indices, the optimiser's
// rate, the generator's seed. A smaller batch, the last of an epoch, is the same function without the graph.
// The same code runs on the processor, where the tests compare it with the trainer's other steps.
class DeviceSteps {
 public:
  // All must outlive it, and lie on one device; `forward` is of a network in training whose parameters are
  // `flat`'s.
  struct Parts {
    const TrainOptions& options;
    const Rows& rows;
    const Objective& objective;
    Forward forward;
    const FlatParameters& flat;
    Optimizer& optimizer;
  };
  explicit DeviceSteps(const Parts& parts);

  // The order of all rows in the epoch to come, and the losses of the steps of it that were done earlier.
  void begin_epoch(const torch::Tensor& order, double loss_sum);

  // One step on the rows [first, last) of the order.
  void step(std::int64_t first, std::int64_t last, double rate);

  // Waits for all steps: the sum of the losses of the epoch's rows. Not a number where one of them was none.
  double loss_sum() const { return loss_sum_.item<double>(); }

 private:
  void carry_out(const torch::Tensor& chosen);

  Parts parts_;
  torch::Device device_;
  torch::Tensor order_;     // (rows) int64
  torch::Tensor chosen_;    // (options.batch) int64, the recorded step's batch
  torch::Tensor loss_sum_;  // () float64
  StepGraph whole_batch_;
};

}  // namespace rwave::learn
