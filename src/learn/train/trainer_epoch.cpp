// The end of an epoch: validation, the best weights, the log.
#include <fmt/format.h>

#include <cmath>
#include <limits>

#include "base/output_file.h"
#include "learn/model/predict.h"
#include "learn/train/trainer.h"
#include "rwave/error.h"
#include "score/confusion.h"

namespace rwave::learn {
namespace {

// The value that chooses epochs, greater where better.
double selection_value(const TrainOptions& options, const EpochRow& row) {
  switch (options.selection.metric) {
    case Metric::loss:
      return -row.validation_loss;
    case Metric::accuracy:
      return row.accuracy;
    case Metric::balanced_accuracy:
      return row.balanced_accuracy;
    case Metric::macro_f1:
      return row.macro_f1;
  }
  return row.macro_f1;
}

}  // namespace

// The validation's figures; on rank 0 the weights that reached them, copied, where they are the best so far.
// All that ranks wait for each other for is here: what an epoch changes of the state comes after it, whole.
void Trainer::validate_into(EpochRow& row, NamedTensors& weights) {
  const std::function<void()> wait = [this] { engine_->wait_for_weights(); };
  {
    const WithMovingAverage mean(average_, wait);
    const torch::Tensor logits =
        engine_->logits_of(validation_.x, static_cast<std::int64_t>(classes_.size()));
    const Evaluation result = evaluate_logits(logits, validation_, options_, objective_.weights());
    const Scores scores = scores_of(confusion_of(classes_, validation_, result.predicted));
    row.validation_loss = result.loss;
    row.accuracy = scores.accuracy;
    row.balanced_accuracy = scores.balanced_accuracy;
    row.macro_f1 = scores.macro_f1;
    if (is_leader() && is_best(selection_value(options_, row))) {
      for (const auto& [name, tensor] : network_tensors(network_)) weights.emplace_back(name, tensor.clone());
    }
    wait();
  }
  wait();  // each has put its own values back: what is written there from now on stays
}

void Trainer::close_epoch(ProgressBar& progress) {
  const double begun = steady_seconds();
  EpochRow row{.epoch = state_.epoch + 1};
  row.train_loss = state_.loss_sum / static_cast<double>(train_.size());
  row.rate = rate(state_.step - 1);
  // A training without validation rows has no scores: 0 would look like bad ones.
  const double nan = std::numeric_limits<double>::quiet_NaN();
  row.validation_loss = row.accuracy = row.balanced_accuracy = row.macro_f1 = nan;
  if (validation_.size() > 0) {
    NamedTensors weights;
    validate_into(row, weights);
    note_value(selection_value(options_, row), std::move(weights));
    schedule_.epoch_done(selection_value(options_, row), row.accuracy);
  }
  row.seconds = state_.seconds + steady_seconds() - begun;
  state_.log.push_back(row);
  ++state_.epoch;
  state_.step = 0;
  state_.loss_sum = state_.seconds = 0;
  if (writes()) {
    save_checkpoint();
    write_file(folder_ / "log.csv", log_csv(state_.log));
  }
  progress.epoch(row, options_.epochs, state_.best_epoch, static_cast<double>(train_.size()) / row.seconds);
}

// `state_.epoch` is still the number of epochs before the one that reached `value`.
void Trainer::note_value(double value, NamedTensors weights) {
  if (!std::isfinite(value))
    throw NotANumber(fmt::format("epoch {}: the validation {} is not a number: lower --lr", state_.epoch + 1,
                                 text_of(options_.selection.metric)));
  if (is_best(value)) {
    state_.best_epoch = state_.epoch + 1;
    state_.best_value = value;
    // Copied by then: the network trains on.
    best_ = std::move(weights);
  }
  // Patience has a least gain of its own: improvements in the last digit would renew it for ever.
  if (state_.renewed_epoch == 0 || value > state_.renewed_value + least_gain) {
    state_.renewed_epoch = state_.epoch + 1;
    state_.renewed_value = value;
  }
}

bool Trainer::patience_spent() const {
  return options_.selection.patience > 0 &&
         state_.epoch - state_.renewed_epoch >= options_.selection.patience;
}

}  // namespace rwave::learn
