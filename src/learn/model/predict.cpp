#include "learn/model/predict.h"

namespace rwave::learn {
namespace {

// Full speed, in the memory of a training step; a GPU needs more rows to be busy.
std::int64_t rows_at_once(const torch::Tensor& x) {
  return x.is_cuda() ? 4096 : 128;
}

}  // namespace

torch::Tensor logits_of(Network& network, const torch::Tensor& x) {
  return logits_of(
      network, [&](const torch::Tensor& rows) { return network->forward(rows); }, x);
}

torch::Tensor logits_of(Network& network, const Forward& forward, const torch::Tensor& x) {
  // In batches: all rows at once would take gigabytes for what lies between two layers.
  const torch::NoGradGuard no_gradients;
  network->eval();
  std::vector<torch::Tensor> parts;
  const std::int64_t step = rows_at_once(x);
  for (std::int64_t first = 0; first < x.size(0); first += step) {
    parts.push_back(forward(x.slice(0, first, std::min(x.size(0), first + step))));
  }
  return torch::cat(parts);
}

std::vector<std::uint8_t> classes_of(const torch::Tensor& logits) {
  // argmax takes the first of equals on the processor, so that labels do not depend on the batch.
  const torch::Tensor best = logits.argmax(1).to(torch::kUInt8).cpu();
  const auto* values = best.data_ptr<std::uint8_t>();
  return {values, values + best.numel()};
}

Confusion confusion_of(const std::vector<std::string>& classes, const Rows& rows,
                       const std::vector<std::uint8_t>& predicted) {
  Confusion confusion(classes);
  const torch::Tensor labels = rows.y.cpu();
  const auto* truth = labels.data_ptr<std::int64_t>();
  for (const std::uint8_t verdict : predicted) confusion.add(static_cast<int>(*truth++), verdict);
  return confusion;
}

}  // namespace rwave::learn
