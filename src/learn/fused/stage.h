#pragma once
// Fused stages of a network: what they have in common.
//
// A fused stage computes what several stages of the network do in one pass over memory, with gradient/'s
// kernels instead of libtorch's, and reads the network's own parameters. Between fused stages a batch of
// series lies channels-last (gradient/block.h). Each stage keeps the memory of its results and reuses it in
// the next step, so a forward pass must be followed by its own backward pass, or none, before the next one.

#include <torch/torch.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>

#include "gradient/block.h"
#include "gradient/memory.h"
#include "gradient/normalise.h"
#include "learn/optim/flat_parameters.h"

namespace rwave::learn {

// Takes over the gradients of some Linear layers' weights (outputs, inputs) out of the backward pass.
class WeightGradients {
 public:
  virtual ~WeightGradients() = default;
  // Whether it takes over this weight's.
  virtual bool takes(const torch::Tensor& weight) const = 0;

  // One layer's input x (rows, inputs) and the gradients (rows, outputs) of its output, behind its ReLU: the
  // weight's gradient is gradients^T x.
  virtual void take(const torch::Tensor& weight, const torch::Tensor& x, const torch::Tensor& gradients) = 0;
};

// What all stages share in a step.
struct StepContext {
  // In use within one stage's call only.
  gradient::Memory scratch;
  // Threads of the kernels that every stage calls.
  int threads = 1;
  // Batch statistics and dropout; false: running statistics, nothing dropped.
  bool training = false;
  // The place of this process's first row within the step's batch: dropout draws by place.
  std::int64_t first_row = 0;
  // What dropout draws by, another every step.
  std::uint32_t draw = 0;
  // Set: BatchNorm over the rows of all processes.
  gradient::AddUp add_up;
  // Takes gradients. They are overwritten: its pieces that a fused stage owns are marked so.
  FlatParameters* flat = nullptr;
  // Called when a parameter's gradient is final for this step.
  std::function<void(const torch::Tensor& parameter)> ready;
  // Where processes share the large Linear layers' products; null: each stage computes its own.
  WeightGradients* products = nullptr;
};

// Values between two stages: of layout.values() where they are a fused series, otherwise as libtorch's stages
// take and give them.
struct Activation {
  torch::Tensor values;
  std::optional<gradient::SeriesLayout> layout;
};

// How the next stage wants a series to lie: a number of rows of zeros around each sample, a pitch that is a
// multiple of `multiple`.
struct Need {
  std::int64_t ahead = 0;
  std::int64_t multiple = 1;
};

// One stage of a fused network. It lives as long as the network and keeps memory between steps.
class Stage {
 public:
  Stage() = default;
  Stage(const Stage&) = delete;
  Stage& operator=(const Stage&) = delete;
  virtual ~Stage() = default;

  // The forward pass; autograd calls the backward pass.
  virtual Activation run(const Activation& in, StepContext& context) = 0;
  // Whether it takes a fused series alone; others take anything.
  virtual bool takes_series() const { return false; }
  // How it wants its input to lie.
  virtual Need need() const { return {}; }
  // What the next stage needs of this one's output; called once, before the first run.
  virtual void meet(const Need&) {}
};

// Memory that a stage reuses from step to step.
class ReusedMemory {
 public:
  // A float32 tensor of that shape over the memory, which it does not own; its values are whatever is there.
  torch::Tensor take(torch::IntArrayRef sizes);
  // What take() gave last; null before.
  const float* data() const { return memory_.data(); }

 private:
  gradient::Memory memory_;
};

// The place for the gradient of `parameter`, or null where it is undefined, frozen or not wanted.
float* gradient_of(const StepContext& context, const torch::Tensor& parameter);

// Tells `context.ready` of each parameter given that is defined and not frozen.
void tell_ready(const StepContext& context, std::initializer_list<torch::Tensor> parameters);

// Marks the parameters as overwritten in context.flat: their gradients need not be cleared before a step.
void own_gradients(StepContext& context, std::initializer_list<torch::Tensor> parameters);

// A parameter that a layer may lack, as an input of a custom function.
using Maybe = c10::optional<torch::Tensor>;
inline Maybe maybe(const torch::Tensor& tensor) {
  return tensor.defined() ? Maybe(tensor) : Maybe();
}

inline const float* values_of(const torch::Tensor& tensor) {
  return tensor.defined() ? tensor.data_ptr<float>() : nullptr;
}

// Stages in their order, and how they come from a chain of libtorch's (chain.cpp).
using Chain = std::vector<std::unique_ptr<Stage>>;

// `drops` counts the dropouts met so far, over all chains of a network.
Chain fused_chain(const torch::nn::Sequential& stages, StepContext& context, std::uint32_t& drops);

// How the chain wants a series to come in.
Need need_of(const Chain& chain);

Activation run_chain(const Chain& chain, Activation values, StepContext& context);

}  // namespace rwave::learn
