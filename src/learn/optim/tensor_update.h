#pragma once
// gradient/update.h's formulas as libtorch's operations, for devices on which its kernels do not run.

#include <torch/torch.h>

#include "gradient/update.h"

namespace rwave::learn {

// The numbers of an update that change from step to step are kept in memory of the device, so that a recorded
// update (learn/device/step_graph.h) takes each step's own. An update is some eight passes over the weights,
// where the kernels make one; a GPU's memory is five hundred times as fast as a processor's, and one kernel
// of our own that nobody here could run was refused for it.
class TensorUpdate {
 public:
  // For the tensors of one device that are given, of equal sizes; `first` and `second` as in
  // gradient::Update.
  TensorUpdate(torch::Tensor weights, torch::Tensor gradients, torch::Tensor first, torch::Tensor second);

  // Takes over rate, root and shrink from `numbers`; its pointers are not looked at.
  void prepare(const gradient::Update& numbers);

  // Carries out the update; of `numbers` it takes those that are the same in all steps.
  void apply(const gradient::Update& numbers);

 private:
  // The whole flat memory and its moments.
  torch::Tensor weights_, gradients_, first_, second_;
  // Scalars on the device, which a recorded update reads in each launch.
  torch::Tensor rate_, root_, shrink_;
};

}  // namespace rwave::learn
