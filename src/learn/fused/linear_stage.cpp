#include "learn/fused/linear_stage.h"

#include "gradient/linear.h"
#include "learn/fused/convolution_stage.h"

namespace rwave::learn {
namespace {

// Of the step's dropout number `number`.
std::uint32_t key_of(const StepContext& context, std::uint32_t number) {
  // Keeps the numbers of neighbouring steps apart.
  constexpr std::uint32_t golden = 0x9e3779b9U;
  return context.draw + golden * (number + 1);
}

}  // namespace

// Weight and bias are inputs so that autograd sees that the result depends on them; their gradients go
// straight to the flat memory.
struct LinearFunction : torch::autograd::Function<LinearFunction> {
  static torch::Tensor forward(torch::autograd::AutogradContext* context, const torch::Tensor& x,
                               const torch::Tensor& weight, const Maybe& /*bias*/,
                               std::int64_t stage_address) {
    auto& stage = *reinterpret_cast<LinearStage*>(stage_address);
    const StepContext& step = *stage.context_;
    const torch::nn::LinearImpl& linear = *stage.parts_.linear;
    const gradient::LinearShape shape{weight.size(1), weight.size(0), stage.parts_.relu};
    const std::int64_t rows = x.size(0);
    torch::Tensor in = x;
    // Dropped values are written out, not masked in the product: the backward pass reads them as its input.
    if (stage.drops()) {
      in = stage.dropped_memory_.take(x.sizes());
      gradient::drop_rows(values_of(x), in.data_ptr<float>(), rows, shape.inputs, step.first_row, stage.key_,
                          stage.parts_.dropout, step.threads);
    }
    torch::Tensor out = stage.out_memory_.take({rows, shape.outputs});
    gradient::linear_forward(shape, rows, values_of(in), values_of(weight), values_of(linear.bias),
                             out.data_ptr<float>(), step.threads);
    context->save_for_backward({in, weight});
    context->saved_data["stage"] = stage_address;  // autograd keeps no pointers; the stage outlives the step
    context->saved_data["out"] = out.detach();     // saving the result itself would be a circle
    return out;
  }

  static torch::autograd::variable_list backward(torch::autograd::AutogradContext* context,
                                                 torch::autograd::variable_list grad_outputs) {
    auto& stage = *reinterpret_cast<LinearStage*>(context->saved_data["stage"].toInt());
    StepContext& step = *stage.context_;
    const torch::nn::LinearImpl& linear = *stage.parts_.linear;
    const auto saved = context->get_saved_variables();
    const torch::Tensor &in = saved[0], &weight = saved[1];
    const torch::Tensor out = context->saved_data["out"].toTensor();
    torch::Tensor dout = grad_outputs[0].contiguous();
    gradient::LinearShape shape{weight.size(1), weight.size(0), stage.parts_.relu};
    const std::int64_t rows = in.size(0);
    torch::Tensor dx;
    if (context->needs_input_grad(0)) dx = stage.dx_memory_.take(in.sizes());
    float* to = dx.defined() ? dx.data_ptr<float>() : nullptr;
    float* dweight = gradient_of(step, linear.weight);
    // Another may compute this gradient over the rows of all processes; it takes the operands, behind the
    // ReLU.
    if (dweight && step.products && step.products->takes(linear.weight)) {
      if (shape.relu) dout = stage.relu_backward(out, dout);
      shape.relu = false;
      step.products->take(linear.weight, in, dout);
      dweight = nullptr;
    }
    gradient::linear_backward(shape, rows, values_of(in), values_of(out), values_of(weight), values_of(dout),
                              to, dweight, gradient_of(step, linear.bias), step.scratch, step.threads);
    // From here on the exchange among processes may send them.
    tell_ready(step, {linear.weight, linear.bias});
    if (to && stage.drops())
      gradient::drop_rows(to, to, rows, shape.inputs, step.first_row, stage.key_, stage.parts_.dropout,
                          step.threads);
    return {dx, torch::Tensor(), torch::Tensor(), torch::Tensor()};
  }
};

LinearStage::LinearStage(const LinearParts& parts, std::uint32_t number, StepContext& context)
    : parts_(parts), number_(number) {
  own_gradients(context, {parts.linear->weight, parts.linear->bias});
  if (FlatParameters::Piece* piece = context.flat ? context.flat->piece_of(parts.linear->weight) : nullptr)
    piece->rows_times_gradients = true;
}

torch::Tensor LinearStage::relu_backward(const torch::Tensor& out, const torch::Tensor& gradients) {
  torch::Tensor masked = masked_memory_.take(gradients.sizes());
  gradient::relu_backward(gradients.numel(), values_of(out), values_of(gradients), masked.data_ptr<float>());
  return masked;
}

Activation LinearStage::run(const Activation& in, StepContext& context) {
  context_ = &context;
  // Kept by the stage, for the backward pass drops by the same key.
  key_ = key_of(context, number_);
  return {LinearFunction::apply(plain_view(in).contiguous(), parts_.linear->weight,
                                maybe(parts_.linear->bias), reinterpret_cast<std::int64_t>(this)),
          {}};
}

namespace {

// Saves the key and no mask: the same call on the gradients drops the same places.
struct DropFunction : torch::autograd::Function<DropFunction> {
  static torch::Tensor dropped(const torch::Tensor& x, std::int64_t first_row, std::int64_t key, double p,
                               std::int64_t threads) {
    torch::Tensor out = torch::empty_like(x);
    gradient::drop_rows(values_of(x), out.data_ptr<float>(), x.size(0), x.numel() / x.size(0), first_row,
                        static_cast<std::uint32_t>(key), p, static_cast<int>(threads));
    return out;
  }

  static torch::Tensor forward(torch::autograd::AutogradContext* context, const torch::Tensor& x,
                               std::int64_t first_row, std::int64_t key, double p, std::int64_t threads) {
    context->saved_data["first_row"] = first_row;
    context->saved_data["key"] = key;
    context->saved_data["p"] = p;
    context->saved_data["threads"] = threads;
    return dropped(x, first_row, key, p, threads);
  }

  static torch::autograd::variable_list backward(torch::autograd::AutogradContext* context,
                                                 torch::autograd::variable_list grad_outputs) {
    auto& kept = context->saved_data;
    const torch::Tensor none;
    return {dropped(grad_outputs[0].contiguous(), kept["first_row"].toInt(), kept["key"].toInt(),
                    kept["p"].toDouble(), kept["threads"].toInt()),
            none, none, none, none};
  }
};

}  // namespace

Activation DropoutStage::run(const Activation& in, StepContext& context) {
  const torch::Tensor x = plain_view(in).contiguous();
  if (!context.training || p_ == 0) return {x, {}};
  return {DropFunction::apply(x, context.first_row, std::int64_t{key_of(context, number_)}, p_,
                              std::int64_t{context.threads}),
          {}};
}

// libtorch flattens channel by channel, series lie time by time: a transposition each way.
struct FlattenFunction : torch::autograd::Function<FlattenFunction> {
  static torch::Tensor forward(torch::autograd::AutogradContext* context, const torch::Tensor& x,
                               std::int64_t stage_address) {
    auto& stage = *reinterpret_cast<FlattenStage*>(stage_address);
    context->saved_data["stage"] = stage_address;
    const gradient::SeriesLayout& layout = stage.in_;
    const std::int64_t features = layout.channels * layout.length;
    torch::Tensor out = stage.out_memory_.take({layout.samples, features});
    gradient::to_channels_first(layout, values_of(x), out.data_ptr<float>());
    return out;
  }

  static torch::autograd::variable_list backward(torch::autograd::AutogradContext* context,
                                                 torch::autograd::variable_list grad_outputs) {
    auto& stage = *reinterpret_cast<FlattenStage*>(context->saved_data["stage"].toInt());
    const gradient::SeriesLayout& layout = stage.in_;
    const torch::Tensor dout = grad_outputs[0].contiguous();
    torch::Tensor dx = stage.dx_memory_.take({layout.samples, layout.pitch, layout.channels});
    gradient::to_channels_last(layout, values_of(dout), dx.data_ptr<float>());
    return {dx, torch::Tensor()};
  }
};

Activation FlattenStage::run(const Activation& in, StepContext&) {
  // What is no series is already in libtorch's order.
  if (!in.layout) return {in.values.flatten(1), {}};
  in_ = *in.layout;
  return {FlattenFunction::apply(in.values, reinterpret_cast<std::int64_t>(this)), {}};
}

}  // namespace rwave::learn
