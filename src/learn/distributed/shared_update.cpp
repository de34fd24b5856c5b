#include "learn/distributed/shared_update.h"

#include <ATen/Parallel.h>

#include <algorithm>

#include "gradient/matrix_product.h"

namespace rwave::learn {
namespace {

// Of a layer: a smaller one is summed as quickly.
constexpr std::int64_t least_values = 1 << 20;
constexpr std::int64_t least_outputs = 16;  // of a rank
constexpr std::int64_t line_values = 64 / sizeof(float);
constexpr std::int64_t summed_at_once = 1 << 14;  // by a thread

// Parts begin on cache lines: two ranks writing into one line would pass it to and fro.
std::int64_t rounded_up(std::int64_t values, std::int64_t unit) {
  return (values + unit - 1) / unit * unit;
}

// The tensor keeps the mapping alive.
torch::Tensor tensor_over(const std::shared_ptr<float>& memory, std::int64_t first, std::int64_t count) {
  return torch::from_blob(memory.get() + first, {count}, [memory](void*) {});
}

}  // namespace

torch::Tensor SharedUpdate::zeros(std::int64_t count) {
  return tensor_over(shared_memory_.memory(count), 0, count);
}

FlatParameters::Memory SharedUpdate::memory_for(std::int64_t count) {
  const std::int64_t pitch = rounded_up(count, line_values);
  const std::shared_ptr<float> gradients = shared_memory_.memory(pitch * ranks_);
  for (int rank = 0; rank < ranks_; ++rank) gradients_.push_back(gradients.get() + pitch * rank);
  return {zeros(count), tensor_over(gradients, pitch * rank_, count)};
}

void SharedUpdate::divide(FlatParameters& flat, Optimizer& optimizer, bool fused) {
  std::vector<Optimizer::Segment> own;
  std::int64_t divided = 0;
  // What lies between two large layers is summed value by value, a part by each rank.
  const auto divide_until = [&](std::int64_t end) {
    const std::int64_t count = end - divided;
    const std::int64_t from = divided + count * rank_ / ranks_, to = divided + count * (rank_ + 1) / ranks_;
    if (to > from) summed_.push_back({from, to - from});
  };
  for (const FlatParameters::Piece& piece : flat.pieces()) {
    if (!fused || !piece.rows_times_gradients || piece.count < least_values) continue;
    Layer layer{piece.parameter, piece.first, piece.parameter.size(1), piece.parameter.size(0)};
    // Too few outputs per rank would leave the product's tiles half empty.
    if (layer.outputs < least_outputs * ranks_) continue;
    layer.own_first = layer.outputs * rank_ / ranks_;
    layer.own_last = layer.outputs * (rank_ + 1) / ranks_;
    divide_until(piece.first);
    divided = piece.first + piece.count;
    own.push_back(
        {piece.first + layer.own_first * layer.inputs, (layer.own_last - layer.own_first) * layer.inputs});
    layers_.push_back(std::move(layer));
  }
  divide_until(flat.values().numel());
  // The optimiser's parts are those whose gradients this rank completes: it reads no other's.
  own.insert(own.end(), summed_.begin(), summed_.end());
  optimizer.share(std::move(own), [this](std::int64_t count) { return zeros(count); });
  shared_memory_.wait_for_all();  // each has written the weights that it drew
}

// All ranks have read the last step's rows: they have met since.
void SharedUpdate::begin_step(std::int64_t first, std::int64_t total) {
  first_ = first;
  total_ = total;
  // Grows at the first batches alone; mapping is a system call on all ranks.
  if (total <= capacity_) return;
  capacity_ = total;
  for (Layer& layer : layers_) {
    const std::int64_t inputs = rounded_up(capacity_ * layer.inputs, line_values);
    layer.rows = shared_memory_.memory(inputs + capacity_ * layer.outputs);
    layer.x = layer.rows.get();
    layer.gradients = layer.x + inputs;
  }
}

bool SharedUpdate::takes(const torch::Tensor& weight) const {
  return std::ranges::any_of(layers_, [&](const Layer& layer) { return layer.weight.is_same(weight); });
}

void SharedUpdate::take(const torch::Tensor& weight, const torch::Tensor& x, const torch::Tensor& gradients) {
  const auto layer =
      std::ranges::find_if(layers_, [&](const Layer& one) { return one.weight.is_same(weight); });
  // Copied: the stage reuses its memory before the other ranks have read these.
  std::copy_n(x.data_ptr<float>(), x.numel(), layer->x + first_ * layer->inputs);
  std::copy_n(gradients.data_ptr<float>(), gradients.numel(), layer->gradients + first_ * layer->outputs);
}

void SharedUpdate::multiply(const Layer& layer) const {
  // gradients^T x over the rows of all ranks, this rank's outputs: a product like any other.
  gradient::Product p;
  p.a = layer.gradients + layer.own_first;
  p.a_row = 1;
  p.a_depth = layer.outputs;
  p.b = layer.x;
  p.b_depth = layer.inputs;
  p.rows = layer.own_last - layer.own_first;
  p.depth = total_;
  p.cols = layer.inputs;
  p.out = gradients_[static_cast<std::size_t>(rank_)] + layer.first + layer.own_first * layer.inputs;
  p.out_row = layer.inputs;
  gradient::multiply(p, at::get_num_threads());
}

void SharedUpdate::add_up(const Optimizer::Segment& own) const {
  at::parallel_for(0, own.count, summed_at_once, [&](std::int64_t from, std::int64_t to) {
    float* sum = gradients_[static_cast<std::size_t>(rank_)] + own.first;
    // A block at a time of every rank's memory, so that the sums stay in the cache.
    for (std::size_t rank = 0; rank < gradients_.size(); ++rank) {
      if (static_cast<int>(rank) == rank_) continue;
      const float* theirs = gradients_[rank] + own.first;
      for (std::int64_t i = from; i < to; ++i) sum[i] += theirs[i];
    }
  });
}

void SharedUpdate::complete_gradients() {
  for (const Layer& layer : layers_) multiply(layer);
  for (const Optimizer::Segment& own : summed_) add_up(own);
  shared_memory_.wait_for_all();  // so that a rank that is lost while it computes leaves whole weights
  torn_ = true;
}

void SharedUpdate::complete_weights() {
  shared_memory_.wait_for_all();
  torn_ = false;
}

}  // namespace rwave::learn
