#pragma once
// Dropout, Linear and ReLU in one, and what leads from series to rows of features.

#include "learn/fused/stage.h"

namespace rwave::learn {

struct LinearParts {
  double dropout = 0;  // before it
  torch::nn::Linear linear{nullptr};
  bool relu = false;
};

// (rows, inputs) -> (rows, outputs).
class LinearStage : public Stage {
 public:
  // `number` tells the network's dropouts apart.
  LinearStage(const LinearParts& parts, std::uint32_t number, StepContext& context);

  Activation run(const Activation& in, StepContext& context) override;

 private:
  friend struct LinearFunction;
  bool drops() const { return parts_.dropout > 0 && context_->training; }

  torch::Tensor behind_relu(const torch::Tensor& out, const torch::Tensor& slopes);

  LinearParts parts_;
  std::uint32_t number_;
  std::uint32_t key_ = 0;  // of the step's dropout
  ReusedMemory dropped_memory_, out_memory_, dx_memory_, slopes_memory_;
  StepContext* context_ = nullptr;  // of the step under way
};

// Dropout alone, of whatever values.
class DropoutStage : public Stage {
 public:
  DropoutStage(double p, std::uint32_t number) : p_(p), number_(number) {}

  Activation run(const Activation& in, StepContext& context) override;

 private:
  double p_;
  std::uint32_t number_;
};

// A series to rows of features in libtorch's order, channel by channel.
class FlattenStage : public Stage {
 public:
  Activation run(const Activation& in, StepContext& context) override;

 private:
  friend struct FlattenFunction;
  gradient::SeriesLayout in_;
  ReusedMemory out_memory_, dx_memory_;
};

}  // namespace rwave::learn
