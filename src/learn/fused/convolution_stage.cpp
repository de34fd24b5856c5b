#include "learn/fused/convolution_stage.h"

namespace rwave::learn {
namespace {

using One = torch::ExpandingArray<1>;

std::int64_t only(const One& list) {
  return list->at(0);
}

// The padding in samples; null for the kinds that are named.
const One* padding_of(const torch::nn::Conv1dImpl& convolution) {
  return get_if<One>(&convolution.options.padding());  // std's or c10's: that depends on libtorch's version
}

// libtorch keeps each number in a list, one entry per dimension.
gradient::BlockShape shape_of(const ConvolutionParts& parts) {
  const auto& options = parts.convolution->options;
  gradient::BlockShape shape;
  shape.inputs = options.in_channels();
  shape.outputs = options.out_channels();
  shape.taps = static_cast<int>(only(options.kernel_size()));
  shape.stride = static_cast<int>(only(options.stride()));
  shape.padding = static_cast<int>(only(*padding_of(*parts.convolution)));
  shape.norm = !parts.norm.is_empty();
  shape.relu = parts.relu;
  const auto pool = [&](const auto& pooling, gradient::Pooling kind) {
    if (pooling.is_empty()) return;
    shape.pooling = kind;
    shape.window = static_cast<int>(only(pooling->options.kernel_size()));
    shape.pool_stride = static_cast<int>(only(pooling->options.stride()));
  };
  pool(parts.max_pool, gradient::Pooling::max);
  pool(parts.average_pool, gradient::Pooling::average);
  return shape;
}

torch::Tensor gamma_of(const ConvolutionParts& parts) {
  return parts.norm.is_empty() ? torch::Tensor() : parts.norm->weight;
}

torch::Tensor beta_of(const ConvolutionParts& parts) {
  return parts.norm.is_empty() ? torch::Tensor() : parts.norm->bias;
}

std::vector<std::int64_t> sizes_of(const gradient::SeriesLayout& layout) {
  return {layout.samples, layout.pitch, layout.channels};
}

}  // namespace

// What the kernels lack is refused here, once, when the network is fused; a step checks nothing.
bool can_fuse(const torch::nn::Conv1dImpl& convolution) {
  const auto& options = convolution.options;
  return options.groups() == 1 && only(options.dilation()) == 1 && padding_of(convolution) != nullptr &&
         get_if<torch::enumtype::kZeros>(&options.padding_mode()) != nullptr;
}

bool can_fuse(const torch::nn::BatchNorm1dImpl& norm) {
  return norm.options.affine() && norm.options.track_running_stats() && norm.options.momentum().has_value();
}

bool can_fuse(const torch::nn::MaxPool1dImpl& pool) {
  const auto& options = pool.options;
  return only(options.padding()) == 0 && only(options.dilation()) == 1 && !options.ceil_mode();
}

bool can_fuse(const torch::nn::AvgPool1dImpl& pool) {
  return only(pool.options.padding()) == 0 && !pool.options.ceil_mode();
}

// The parameters are inputs so that autograd sees that the result depends on them; their gradients go
// straight to the flat memory, so nothing is returned for them.
struct BlockFunction : torch::autograd::Function<BlockFunction> {
  static torch::Tensor forward(torch::autograd::AutogradContext* context, const torch::Tensor& x,
                               const Maybe& added, const torch::Tensor& weight, const Maybe& /*bias*/,
                               const Maybe& /*gamma*/, const Maybe& /*beta*/, std::int64_t stage_address) {
    auto& stage = *reinterpret_cast<ConvolutionStage*>(stage_address);
    const torch::Tensor shortcut = added.value_or(torch::Tensor());
    context->save_for_backward({x, shortcut, weight});
    context->saved_data["stage"] = stage_address;  // autograd keeps no pointers; the stage outlives the step
    // The stage's own memory, written again in each step: no allocation, no page faults.
    torch::Tensor out = stage.out_memory_.take(sizes_of(stage.out_));
    const StepContext& step = *stage.context_;
    stage.block_.forward(stage.in_, values_of(x), &stage.add_, values_of(shortcut), stage.weights(),
                         stage.normalises_by_batch(), step.add_up, out.data_ptr<float>(), step.threads);
    return out;
  }

  static torch::autograd::variable_list backward(torch::autograd::AutogradContext* context,
                                                 torch::autograd::variable_list grad_outputs) {
    auto& stage = *reinterpret_cast<ConvolutionStage*>(context->saved_data["stage"].toInt());
    const auto saved = context->get_saved_variables();
    const StepContext& step = *stage.context_;
    const ConvolutionParts& parts = stage.parts_;
    // Autograd may hand over a view, as of a sum that two stages read.
    const torch::Tensor dout = grad_outputs[0].contiguous();
    torch::Tensor dx, dshortcut;
    // The rows themselves need none: the first convolution saves that product.
    if (context->needs_input_grad(0)) dx = stage.dx_memory_.take(sizes_of(stage.in_));
    if (saved[1].defined()) dshortcut = stage.dshortcut_memory_.take(sizes_of(stage.add_));
    const gradient::ParameterGradients parameters{
        gradient_of(step, parts.convolution->weight), gradient_of(step, parts.convolution->bias),
        gradient_of(step, gamma_of(parts)), gradient_of(step, beta_of(parts))};
    gradient::ActivationGradients activations;
    activations.dout = values_of(dout);
    if (dx.defined()) activations.dx = dx.data_ptr<float>();
    if (dshortcut.defined()) activations.dshortcut = dshortcut.data_ptr<float>();
    if (stage.shortcut_end_) activations.addend = stage.shortcut_end_->dshortcut_memory_.data();
    stage.block_.backward(values_of(saved[0]), values_of(saved[1]), stage.weights(), step.add_up, activations,
                          parameters, step.threads);
    tell_ready(step, {parts.convolution->weight, parts.convolution->bias, gamma_of(parts), beta_of(parts)});
    const torch::Tensor none;
    return {dx, stage.keeps_dshortcut_ ? none : dshortcut, none, none, none, none, none};
  }
};

ConvolutionStage::ConvolutionStage(const ConvolutionParts& parts, StepContext& context)
    : parts_(parts), scratch_(&context.scratch), block_(shape_of(parts), context.scratch) {
  own_gradients(context,
                {parts.convolution->weight, parts.convolution->bias, gamma_of(parts), beta_of(parts)});
}

// A frozen BatchNorm is in eval mode while the network trains.
bool ConvolutionStage::normalises_by_batch() const {
  return context_->training && !parts_.norm.is_empty() && parts_.norm->is_training();
}

gradient::BlockWeights ConvolutionStage::weights() const {
  gradient::BlockWeights weights;
  weights.weight = values_of(parts_.convolution->weight);
  weights.bias = values_of(parts_.convolution->bias);
  if (parts_.norm.is_empty()) return weights;
  weights.norm = {values_of(parts_.norm->weight),
                  values_of(parts_.norm->bias),
                  parts_.norm->running_mean.data_ptr<float>(),
                  parts_.norm->running_var.data_ptr<float>(),
                  parts_.norm->options.eps(),
                  parts_.norm->options.momentum().value()};
  return weights;
}

Activation ConvolutionStage::run(const Activation& in, const Activation& shortcut, StepContext& context) {
  // Kept for the backward pass, which autograd calls without any of these.
  context_ = &context;
  in_ = in.layout.value();
  if (shortcut.layout) add_ = *shortcut.layout;
  out_ = block_.layout_of(in_);
  // libtorch counts batches, and a checkpoint holds the count: equal files need it here too.
  if (normalises_by_batch()) parts_.norm->num_batches_tracked += 1;
  const bool kept = keeps_dshortcut_ && shortcut.values.defined();
  const Maybe added = maybe(kept ? shortcut.values.detach() : shortcut.values);
  return {BlockFunction::apply(in.values, added, parts_.convolution->weight, maybe(parts_.convolution->bias),
                               maybe(gamma_of(parts_)), maybe(beta_of(parts_)),
                               reinterpret_cast<std::int64_t>(this)),
          out_};
}

void ConvolutionStage::end_residual(const ConvolutionParts& pooling) {
  // The ReLU behind the sum, and the block's pooling, become parts of this stage's one pass.
  parts_.relu = true;
  parts_.max_pool = pooling.max_pool;
  parts_.average_pool = pooling.average_pool;
  block_ = gradient::Block(shape_of(parts_), *scratch_);
}

void ConvolutionStage::take_gradient_of_shortcut(ConvolutionStage& last) {
  shortcut_end_ = &last;
  last.keeps_dshortcut_ = true;
}

Need ConvolutionStage::need() const {
  return {block_.shape().padding, block_.shape().stride};
}

void ConvolutionStage::meet(const Need& need) {
  block_.lay_out(need.ahead, need.multiple);
}

Activation enter(const torch::Tensor& x, const Need& need) {
  gradient::SeriesLayout layout;
  layout.samples = x.size(0);
  layout.channels = x.size(1);
  layout.length = x.size(2);
  layout.ahead = need.ahead;
  layout.pitch = (layout.length + 2 * need.ahead + need.multiple - 1) / need.multiple * need.multiple;
  // One channel without padding lies the same in both orders.
  if (layout.channels == 1 && layout.pitch == layout.length)
    return {x.contiguous().view({layout.samples, layout.length, 1}), layout};
  // Differentiable: what comes before may have parameters.
  const std::int64_t behind = layout.pitch - layout.length - layout.ahead;
  return {torch::constant_pad_nd(x.transpose(1, 2), {0, 0, layout.ahead, behind}).contiguous(), layout};
}

torch::Tensor plain_view(const Activation& activation) {
  if (!activation.layout) return activation.values;
  const gradient::SeriesLayout& layout = *activation.layout;
  return activation.values.view({layout.samples, layout.pitch, layout.channels})
      .narrow(1, layout.ahead, layout.length)
      .transpose(1, 2);
}

}  // namespace rwave::learn
