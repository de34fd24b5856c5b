#include "learn/optim/flat_parameters.h"

#include <memory>

#include "gradient/memory.h"

namespace rwave::learn {
namespace {

// gradient::Memory, as the kernels walk over it: cache lines and large pages (gradient/memory.h). The tensor
// keeps it alive.
torch::Tensor zeros_for(std::int64_t count, const torch::Device& device) {
  if (!device.is_cpu()) return torch::zeros({count}, device);
  auto memory = std::make_shared<gradient::Memory>();
  return torch::from_blob(memory->at_least(count), {count}, [memory](void*) {});
}

}  // namespace

FlatParameters::FlatParameters(const std::vector<torch::Tensor>& parameters, const MemoryFor& memory_for) {
  std::int64_t count = 0;
  for (const torch::Tensor& parameter : parameters) {
    if (!parameter.requires_grad()) continue;
    pieces_.push_back({parameter, count, parameter.numel()});
    count += parameter.numel();
  }
  const torch::Device device = pieces_.empty() ? torch::Device(torch::kCPU) : pieces_[0].parameter.device();
  const Memory memory =
      memory_for ? memory_for(count) : Memory{zeros_for(count, device), zeros_for(count, device)};
  values_ = memory.values;
  gradients_ = memory.gradients;
  const torch::NoGradGuard no_gradients;
  for (Piece& piece : pieces_) {
    const auto segment = [&](const torch::Tensor& of) {
      return of.narrow(0, piece.first, piece.count).view(piece.parameter.sizes());
    };
    segment(values_).copy_(piece.parameter);
    // set_data, not a new tensor: the module keeps its own handle, and the optimiser's writes are seen by
    // both.
    piece.parameter.set_data(segment(values_));
    piece.parameter.mutable_grad() = segment(gradients_);
  }
}

FlatParameters::Piece* FlatParameters::piece_of(const torch::Tensor& parameter) {
  for (Piece& piece : pieces_) {
    // A search is enough: it is asked when a network is fused, not in a step.
    if (piece.parameter.is_same(parameter)) return &piece;
  }
  return nullptr;
}

void FlatParameters::clear_gradients() {
  for (const Piece& piece : pieces_) {
    if (!piece.overwritten) gradients_.narrow(0, piece.first, piece.count).zero_();
  }
}

}  // namespace rwave::learn
