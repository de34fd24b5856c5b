#pragma once
// Flat parameters: a network's trainable values in one segment of memory, and their gradients in another. The
// optimiser runs over both in one pass, and processes that train together exchange segments of them without
// gathering.

#include <torch/torch.h>

#include <cstdint>
#include <functional>
#include <vector>

namespace rwave::learn {

// Takes over the storage of the parameters given that require a gradient; the others (frozen) are left alone.
// They stay what they were to their modules: same shapes, same values. Each one's grad() is a view of
// gradients(), so that a backward pass adds to it.
class FlatParameters {
 public:
  // One parameter's segment: values() and gradients() from `first` on, `count` elements, row-major.
  struct Piece {
    torch::Tensor parameter;
    std::int64_t first = 0, count = 0;
    // By whatever computes its gradient: clear_gradients() leaves it alone.
    bool overwritten = false;
    // A LinearStage's weights: its gradient may be left to WeightGradients.
    bool rows_times_gradients = false;
  };

  // Zeros (count) for the values and for the gradients, of the parameters' device.
  struct Memory {
    torch::Tensor values, gradients;
  };
  using MemoryFor = std::function<Memory(std::int64_t count)>;

  // `memory_for`: where they are to lie; in memory of their own where it is empty.
  explicit FlatParameters(const std::vector<torch::Tensor>& parameters, const MemoryFor& memory_for = {});

  // All values and all gradients, (count) float32 each, of one device.
  const torch::Tensor& values() const { return values_; }
  const torch::Tensor& gradients() const { return gradients_; }
  // In the order given, without gaps.
  const std::vector<Piece>& pieces() const { return pieces_; }

  // The piece of that parameter; null where it is none of these.
  Piece* piece_of(const torch::Tensor& parameter);

  // Zeros, but where a fused stage will overwrite them. To be called before each backward pass.
  void clear_gradients();

 private:
  torch::Tensor values_, gradients_;
  std::vector<Piece> pieces_;
};

}  // namespace rwave::learn
