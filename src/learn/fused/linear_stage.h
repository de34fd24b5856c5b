#pragma once
// Fused Linear stage: dropout, Linear layer and ReLU in one. Besides it the stages that lead from series to
// rows of features.

#include "learn/fused/stage.h"

namespace rwave::learn {

// The stages of the network that are fused.
struct LinearParts {
  // Probability of the dropout before it; 0: none.
  double dropout = 0;
  // The network's own layer: the stage reads and trains its weights where they are.
  torch::nn::Linear linear{nullptr};
  // Whether a ReLU follows, done in the same pass over the output.
  bool relu = false;
};

// (rows, inputs) -> (rows, outputs). Between forward and backward pass it keeps its input behind the dropout
// and its output, of which ReLU's gradient is read off.
class LinearStage : public Stage {
 public:
  // `number` tells the network's dropouts apart.
  LinearStage(const LinearParts& parts, std::uint32_t number, StepContext& context);

  Activation run(const Activation& in, StepContext& context) override;

 private:
  friend struct LinearFunction;
  // Dropout is a part of training alone.
  bool drops() const { return parts_.dropout > 0 && context_->training; }

  // The gradients where the output is above zero, else 0, in memory of its own.
  torch::Tensor relu_backward(const torch::Tensor& out, const torch::Tensor& gradients);

  // The network's own layers; their parameters may move between steps.
  LinearParts parts_;
  std::uint32_t number_;
  // Of the step's dropout: by it the backward pass drops the same values.
  std::uint32_t key_ = 0;
  // What the backward pass reads, and where it writes.
  ReusedMemory dropped_memory_, out_memory_, dx_memory_, masked_memory_;
  // Of the step under way.
  StepContext* context_ = nullptr;
};

// Dropout alone, of whatever values, where no Linear layer follows.
class DropoutStage : public Stage {
 public:
  DropoutStage(double p, std::uint32_t number) : p_(p), number_(number) {}

  Activation run(const Activation& in, StepContext& context) override;

 private:
  // Probability, and the place among the network's dropouts.
  double p_;
  std::uint32_t number_;
};

// A series to rows of features in libtorch's order, channel by channel.
class FlattenStage : public Stage {
 public:
  Activation run(const Activation& in, StepContext& context) override;

 private:
  friend struct FlattenFunction;
  // Of the series that came in last.
  gradient::SeriesLayout in_;
  ReusedMemory out_memory_, dx_memory_;
};

}  // namespace rwave::learn
