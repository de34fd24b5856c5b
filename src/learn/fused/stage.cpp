#include "learn/fused/stage.h"

namespace rwave::learn {

torch::Tensor ReusedMemory::take(torch::IntArrayRef sizes) {
  // A view without an owner: the stage outlives every step that reads it.
  return torch::from_blob(memory_.at_least(c10::multiply_integers(sizes)), sizes);
}

float* gradient_of(const StepContext& context, const torch::Tensor& parameter) {
  // Absent, frozen, or a network that is only run: three reasons for one answer.
  if (!parameter.defined() || !parameter.requires_grad() || !context.flat) return nullptr;
  return parameter.grad().data_ptr<float>();
}

void tell_ready(const StepContext& context, std::initializer_list<torch::Tensor> parameters) {
  if (!context.ready) return;
  for (const torch::Tensor& parameter : parameters) {
    if (gradient_of(context, parameter)) context.ready(parameter);
  }
}

void own_gradients(StepContext& context, std::initializer_list<torch::Tensor> parameters) {
  if (!context.flat) return;
  for (const torch::Tensor& parameter : parameters) {
    if (!parameter.defined()) continue;
    if (FlatParameters::Piece* piece = context.flat->piece_of(parameter)) piece->overwritten = true;
  }
}

}  // namespace rwave::learn
