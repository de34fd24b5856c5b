#include "learn/flat.h"

#include <sys/mman.h>

#include <cstdlib>
#include <new>

namespace rwave::learn {
namespace {

// Zeros in memory of large pages where the machine has them: products walk down the columns of 20 MB of
// weights, a new small page every row.
torch::Tensor large_page_zeros(std::int64_t count) {
  constexpr std::size_t page = std::size_t{1} << 21;
  const std::size_t bytes = (static_cast<std::size_t>(count) * sizeof(float) + page - 1) / page * page;
  void* memory = std::aligned_alloc(page, bytes);
  if (!memory) throw std::bad_alloc();
  ::madvise(memory, bytes, MADV_HUGEPAGE);  // advice: nothing is lost where it is not taken
  torch::Tensor values = torch::from_blob(memory, {count}, [](void* p) { std::free(p); });
  return values.zero_();
}

torch::Tensor zeros_for(std::int64_t count, const torch::Device& device) {
  return device.is_cpu() ? large_page_zeros(count) : torch::zeros({count}, device);
}

}  // namespace

FlatParameters::FlatParameters(const std::vector<torch::Tensor>& parameters) {
  std::int64_t count = 0;
  for (const torch::Tensor& parameter : parameters) {
    if (!parameter.requires_grad()) continue;
    pieces_.push_back({parameter, count, parameter.numel()});
    count += parameter.numel();
  }
  const torch::Device device = pieces_.empty() ? torch::Device(torch::kCPU) : pieces_[0].parameter.device();
  values_ = zeros_for(count, device);
  gradients_ = zeros_for(count, device);
  const torch::NoGradGuard no_gradients;
  for (Piece& piece : pieces_) {
    const auto stretch = [&](const torch::Tensor& of) {
      return of.narrow(0, piece.first, piece.count).view(piece.parameter.sizes());
    };
    stretch(values_).copy_(piece.parameter);
    piece.parameter.set_data(stretch(values_));
    piece.parameter.mutable_grad() = stretch(gradients_);
  }
}

FlatParameters::Piece* FlatParameters::piece_of(const torch::Tensor& parameter) {
  for (Piece& piece : pieces_) {
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
