#pragma once
// What the fused stages of a network have in common.
//
// A fused stage computes what several stages of the network do in one pass over memory, with gradient/'s
// kernels in place of libtorch's, and reads the network's own parameters. Between fused stages a batch of
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
#include "learn/flat.h"

namespace rwave::learn {

// Takes the gradients of some Linear layers' weights (outputs, inputs) out of the backward pass.
class WeightGradients {
 public:
  virtual ~WeightGradients() = default;
  virtual bool takes(const torch::Tensor& weight) const = 0;

  // The gradient is slopes^T x: x (rows, inputs), slopes (rows, outputs) behind the layer's ReLU.
  virtual void take(const torch::Tensor& weight, const torch::Tensor& x, const torch::Tensor& slopes) = 0;
};

// What all stages share in a step.
struct StepContext {
  gradient::Memory scratch;
  int threads = 1;
  bool training = false;
  std::int64_t first_row = 0;  // of this process's rows within the step's batch
  std::uint32_t draw = 0;      // what dropout draws by, another every step
  gradient::AddUp add_up;      // set: BatchNorm over the rows of all processes
  // Takes gradients. They are overwritten: its pieces that a fused stage owns are marked so.
  FlatParameters* flat = nullptr;
  std::function<void(const torch::Tensor& parameter)> ready;  // told when a parameter's gradient is final
  WeightGradients* products = nullptr;
};

// Values between two stages: of layout.values() where they are a fused series, otherwise as libtorch's stages
// take and give them.
struct Activation {
  torch::Tensor values;
  std::optional<gradient::SeriesLayout> layout;
};

// How the next stage wants a series to lie: so many rows of zeros around each sample, a pitch that is a
// multiple of `multiple`.
struct Need {
  std::int64_t ahead = 0;
  std::int64_t multiple = 1;
};

class Stage {
 public:
  Stage() = default;
  Stage(const Stage&) = delete;
  Stage& operator=(const Stage&) = delete;
  virtual ~Stage() = default;

  virtual Activation run(const Activation& in, StepContext& context) = 0;
  virtual bool takes_series() const { return false; }  // only; others take anything
  virtual Need need() const { return {}; }             // of what comes in
  virtual void meet(const Need&) {}                    // the next stage's, before the first run
};

// Memory that a stage reuses from step to step.
class ReusedMemory {
 public:
  // A float32 tensor of that shape over the memory, which it does not own; its values are whatever is there.
  torch::Tensor take(torch::IntArrayRef sizes);
  const float* data() const { return memory_.data(); }

 private:
  gradient::Memory memory_;
};

// The place for the gradient of `parameter`, or null where it is undefined, frozen or not wanted.
float* gradient_of(const StepContext& context, const torch::Tensor& parameter);

// Tells `context.ready` of each parameter given that is defined and not frozen.
void tell_ready(const StepContext& context, std::initializer_list<torch::Tensor> parameters);

// Marks the parameters as overwritten in context.flat.
void own_gradients(StepContext& context, std::initializer_list<torch::Tensor> parameters);

// A parameter that a layer may lack, as an input of a custom function.
using Maybe = c10::optional<torch::Tensor>;
inline Maybe maybe(const torch::Tensor& tensor) {
  return tensor.defined() ? Maybe(tensor) : Maybe();
}

inline const float* values_of(const torch::Tensor& tensor) {
  return tensor.defined() ? tensor.data_ptr<float>() : nullptr;
}

}  // namespace rwave::learn
