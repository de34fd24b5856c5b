#pragma once
// Optimisers: SGD, Adam, AdamW, RMSprop, one pass over memory per step on the processor.

#include <torch/torch.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "gradient/update.h"
#include "learn/optim/tensor_update.h"
#include "learn/options/train_options.h"

namespace rwave::learn {

// SGD with momentum, Adam (Kingma 2015), AdamW (Loshchilov 2019), RMSprop (Hinton 2012), with the formulas
// and constants of PyTorch's: betas 0.9 and 0.999, alpha 0.99, epsilon 1e-8 outside the root. PyTorch's own
// optimisers make eight or more passes over the weights a step, which for the seed network's 20 MB costs more
// than its arithmetic; here each weight, gradient and moment is read and written once. Elsewhere than on the
// processor the same formulas are libtorch's operations (learn/optim/tensor_update.h).
class Optimizer {
 public:
  // Values first to first + count - 1 of the flat memory.
  struct Segment {
    std::int64_t first = 0, count = 0;
  };

  // Updates `values` from `gradients`, both (count) float32, contiguous, of one device. `by_tensors`: by
  // libtorch's operations on the processor too. The first `slow` values move at options.transfer.body_rate
  // times the rate (on the processor by own kernels only).
  Optimizer(const TrainOptions& options, torch::Tensor values, torch::Tensor gradients,
            bool by_tensors = false, std::int64_t slow = 0);

  // Of several processes that hold the values together: this one updates these segments of them alone, and
  // the moments are to lie in what `zeros` gives, (count), which all hold too. Own kernels only.
  void share(std::vector<Segment> own, const std::function<torch::Tensor(std::int64_t count)>& zeros);

  // One step at this learning rate.
  void step(double rate) {
    prepare(rate);
    apply();
  }

  // The two halves of a step: prepare() counts it and says its rate, apply() carries it out and can be
  // recorded (learn/device/step_graph.h).
  void prepare(double rate);
  void apply();

  // The moments, for checkpoints: (name, (count) tensor), sharing memory.
  std::vector<std::pair<std::string, torch::Tensor>> moments() const;

  // Steps done, which Adam's bias correction goes by; set from a checkpoint.
  std::int64_t steps() const { return steps_; }
  void set_steps(std::int64_t steps) { steps_ = steps; }

 private:
  // The rate and, for Adam, the step's bias corrections, in double.
  void set_rate(gradient::Update& update, double rate) const;
  // Points update_ at the moments that the rule has, wherever they lie now.
  void set_moments();
  // The values first to last - 1.
  void update(std::int64_t first, std::int64_t last, double rate) const;

  TrainOptions options_;
  torch::Tensor values_, gradients_;
  // Undefined where the optimiser has none.
  torch::Tensor first_, second_;
  std::int64_t steps_ = 0;
  // What this process updates: all of them, unless shared.
  std::vector<Segment> own_;
  // The first values of the flat memory, which move at the body's rate.
  std::int64_t slow_ = 0;
  // Of the step that was prepared.
  double rate_ = 0;
  // What both halves of a step share.
  gradient::Update update_;
  // Elsewhere than on the processor; null: by gradient/'s kernels.
  std::unique_ptr<TensorUpdate> by_tensors_;
};

}  // namespace rwave::learn
