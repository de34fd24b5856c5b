#include "learn/distributed/shared_products.h"

#include <sys/mman.h>

#include <algorithm>

#include "gradient/product.h"

namespace rwave::learn {
namespace {

constexpr std::int64_t page_values = 4096 / sizeof(float);
constexpr std::int64_t least_values = 1 << 20;  // a smaller one is summed as quickly
constexpr std::int64_t least_part = 1 << 16;    // of a rank
constexpr std::int64_t least_outputs = 16;      // of a rank
constexpr std::int64_t line_values = 64 / sizeof(float);

std::int64_t rounded_up(std::int64_t values, std::int64_t unit) {
  return (values + unit - 1) / unit * unit;
}

}  // namespace

SharedProducts::SharedProducts(Near& near, FlatParameters& flat, int rank, int ranks)
    : near_(near), rank_(rank), ranks_(ranks), values_(flat.gradients().numel()) {
  auto* gradients = flat.gradients().data_ptr<float>();
  for (const FlatParameters::Piece& piece : flat.pieces()) {
    if (!piece.rows_times_slopes || piece.count < least_values || piece.count < least_part * ranks) continue;
    if (piece.parameter.size(0) < least_outputs * ranks) continue;
    Layer layer{piece.parameter, piece.first, piece.count};
    layer.shared_first = rounded_up(layer.first, page_values);
    layer.shared_count = (layer.first + layer.count) / page_values * page_values - layer.shared_first;
    layer.inputs = piece.parameter.size(1);
    layer.outputs = piece.parameter.size(0);
    layer.gradient = gradients + layer.first;
    near.map(static_cast<std::size_t>(layer.shared_count) * sizeof(float), gradients + layer.shared_first);
    layers_.push_back(layer);
  }
}

// The memory goes back to the allocator, which must not give out what other processes see.
SharedProducts::~SharedProducts() {
  for (const Layer& layer : layers_) {
    ::mmap(layer.gradient + (layer.shared_first - layer.first),
           static_cast<std::size_t>(layer.shared_count) * sizeof(float), PROT_READ | PROT_WRITE,
           MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
    if (layer.x) ::munmap(layer.x, bytes_of_rows(layer));
  }
}

std::size_t SharedProducts::bytes_of_rows(const Layer& layer) const {
  const std::int64_t values = rounded_up(capacity_ * layer.inputs, line_values) + capacity_ * layer.outputs;
  return static_cast<std::size_t>(rounded_up(values, page_values)) * sizeof(float);
}

// All ranks have read the last step's rows: they have met since.
void SharedProducts::begin_step(std::int64_t first, std::int64_t total) {
  first_ = first;
  total_ = total;
  if (total <= capacity_) return;
  for (const Layer& layer : layers_) {
    if (layer.x) ::munmap(layer.x, bytes_of_rows(layer));
  }
  capacity_ = total;
  for (Layer& layer : layers_) {
    layer.x = static_cast<float*>(near_.map(bytes_of_rows(layer), nullptr));
    layer.slopes = layer.x + rounded_up(capacity_ * layer.inputs, line_values);
  }
}

bool SharedProducts::takes(const torch::Tensor& weight) const {
  return std::ranges::any_of(layers_, [&](const Layer& layer) { return layer.weight.is_same(weight); });
}

void SharedProducts::take(const torch::Tensor& weight, const torch::Tensor& x, const torch::Tensor& slopes) {
  const auto layer =
      std::ranges::find_if(layers_, [&](const Layer& one) { return one.weight.is_same(weight); });
  std::copy_n(x.data_ptr<float>(), x.numel(), layer->x + first_ * layer->inputs);
  std::copy_n(slopes.data_ptr<float>(), slopes.numel(), layer->slopes + first_ * layer->outputs);
}

void SharedProducts::multiply(int threads) {
  for (const Layer& layer : layers_) {
    const std::int64_t first = layer.outputs * rank_ / ranks_, last = layer.outputs * (rank_ + 1) / ranks_;
    gradient::Product p;
    p.a = layer.slopes + first;
    p.a_row = 1;
    p.a_depth = layer.outputs;
    p.b = layer.x;
    p.b_depth = layer.inputs;
    p.rows = last - first;
    p.depth = total_;
    p.cols = layer.inputs;
    p.out = layer.gradient + first * layer.inputs;
    p.out_row = layer.inputs;
    gradient::multiply(p, threads);
  }
}

std::vector<Near::Part> SharedProducts::rest() const {
  std::vector<Near::Part> parts;
  std::int64_t at = 0;
  const auto divide_until = [&](std::int64_t end) {
    const auto divided = Near::divide(at, end, ranks_);
    parts.insert(parts.end(), divided.begin(), divided.end());
  };
  for (const Layer& layer : layers_) {
    const std::int64_t end = layer.first + layer.count, shared_end = layer.shared_first + layer.shared_count;
    divide_until(layer.first);
    parts.push_back({0, layer.first, layer.shared_first - layer.first, false});
    parts.push_back({ranks_ - 1, shared_end, end - shared_end, false});
    at = end;
  }
  divide_until(values_);
  return parts;
}

}  // namespace rwave::learn
