#include "learn/train/objective.h"

#include "learn/train/loss.h"

namespace rwave::learn {
namespace {

// (rows) of Beta(a, a) on x's device: the share of the first of two Gamma(a, 1) in their sum.
torch::Tensor drawn_shares(double a, const torch::Tensor& x) {
  const torch::Tensor shape = torch::full({x.size(0)}, a, x.options());
  const torch::Tensor first = torch::_standard_gamma(shape), second = torch::_standard_gamma(shape);
  return (first + 1e-30) / (first + second + 2e-30);
}

}  // namespace

Objective::Objective(const TrainOptions& options, const BeatSet& set, torch::Tensor weights,
                     std::int64_t signals, const torch::Device& device)
    : options_(options),
      weights_(std::move(weights)),
      signals_(signals),
      teachers_(options.loss.teacher, set, device) {}

Objective::Batch Objective::change(const torch::Tensor& x, const torch::Tensor& y, std::int64_t first,
                                   std::int64_t rows) const {
  Batch batch{augment(options_, x, signals_, first, rows), y, {}, {}};
  if (options_.loss.kind == LossKind::barlow) batch.second = augment(options_, x, signals_);
  if (options_.augment.mixup > 0) {
    // The order of rows is drawn again each epoch, so the batch turned round gives each row a partner by
    // chance.
    batch.share = drawn_shares(options_.augment.mixup, x);
    const torch::Tensor share = batch.share.view({-1, 1, 1});
    batch.x = batch.x * share + batch.x.flip(0) * (1 - share);
  }
  return batch;
}

torch::Tensor Objective::loss(const Forward& forward, const Batch& batch) const {
  if (options_.loss.kind == LossKind::barlow) {
    const auto codes = forward(torch::cat({batch.x, batch.second})).chunk(2);
    return barlow_loss(codes[0], codes[1]);
  }
  // One forward pass for both labels of a mixed row: they are of the same values.
  const torch::Tensor logits = forward(batch.x);
  torch::Tensor rows = row_losses(options_, logits, batch.y, weights_);
  if (batch.share.defined()) {
    const torch::Tensor partners = row_losses(options_, logits, batch.y.flip(0), weights_);
    rows = rows * batch.share + partners * (1 - batch.share);
  }
  // Distillation (Hinton 2015): the cross-entropy to the teachers' mean probabilities, which say of
  // each beat which other classes it resembles.
  if (!teachers_.empty()) {
    const torch::Tensor taught = -(teachers_.probabilities(batch.x) * torch::log_softmax(logits, 1)).sum(1);
    rows = rows * (1 - options_.loss.teacher_share) + taught * options_.loss.teacher_share;
  }
  return rows.mean();
}

}  // namespace rwave::learn
