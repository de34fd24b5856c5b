#pragma once
// Fused convolution stage: convolution, BatchNorm, shortcut, ReLU and pooling in one. gradient::Block as a
// custom function of libtorch's autograd.

#include "learn/fused/stage.h"

namespace rwave::learn {

// The stages of the network that are fused; those that are absent are empty.
struct ConvolutionParts {
  // Always there; the others follow it in this order.
  torch::nn::Conv1d convolution{nullptr};
  torch::nn::BatchNorm1d norm{nullptr};
  bool relu = false;
  torch::nn::MaxPool1d max_pool{nullptr};
  torch::nn::AvgPool1d average_pool{nullptr};
};

// Whether gradient::Block has what the options of these stages ask for (dilation, groups and the like it has
// not).
bool can_fuse(const torch::nn::Conv1dImpl& convolution);
bool can_fuse(const torch::nn::BatchNorm1dImpl& norm);
bool can_fuse(const torch::nn::MaxPool1dImpl& pool);
bool can_fuse(const torch::nn::AvgPool1dImpl& pool);

// A series in, a series out. Only the convolution's result is kept for the backward pass.
class ConvolutionStage : public Stage {
 public:
  ConvolutionStage(const ConvolutionParts& parts, StepContext& context);

  Activation run(const Activation& in, StepContext& context) override { return run(in, {}, context); }
  // With `shortcut` added before ReLU, where it holds values.
  Activation run(const Activation& in, const Activation& shortcut, StepContext& context);

  // Makes it the last of a residual body: ReLU behind the sum, then the pooling given, if any.
  void end_residual(const ConvolutionParts& pooling);

  // For the first convolution of a residual body whose shortcut is the input itself: in the backward pass it
  // adds the shortcut's gradients, which `last` has computed by then, to its own, which autograd would do in
  // a pass of its own.
  void take_gradient_of_shortcut(ConvolutionStage& last);

  bool takes_series() const override { return true; }
  Need need() const override;
  void meet(const Need& need) override;

 private:
  friend struct BlockFunction;
  // The parameters where they lie now, as the kernels take them.
  gradient::BlockWeights weights() const;
  // In training, unless the batch norm is frozen.
  bool normalises_by_batch() const;

  ConvolutionParts parts_;
  // The network's, shared by its stages.
  gradient::Memory* scratch_;
  gradient::Block block_;
  // Layouts of the step under way: input, shortcut, output.
  gradient::SeriesLayout in_, add_, out_;
  ReusedMemory out_memory_, dx_memory_, dshortcut_memory_;
  // The last stage of the residual block whose shortcut's gradients this one adds to its own; null: none.
  ConvolutionStage* shortcut_end_ = nullptr;
  // Whether another stage adds this one's gradients of the shortcut, so that autograd gets none.
  bool keeps_dshortcut_ = false;
  // Of the step under way.
  StepContext* context_ = nullptr;
};

// A series for fused stages from libtorch's (batch, channels, time), laid out as `need` says; copied only
// where it has to be.
Activation enter(const torch::Tensor& x, const Need& need);

// The same values as libtorch's stages take them, (batch, channels, time), not copied.
torch::Tensor plain_view(const Activation& activation);

}  // namespace rwave::learn
