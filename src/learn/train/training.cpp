#include "learn/train/training.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "beat/patient_prior.h"
#include "dataset/leakage.h"
#include "learn/distributed/process_group.h"
#include "learn/model/predict.h"
#include "learn/model/weights.h"
#include "learn/train/trainer.h"
#include "rwave/error.h"

namespace rwave::learn {
namespace {

// The figures of the epoch whose weights are kept, null where no rows were held out.
// By full names: the record is read by people and by `rwave compare`.
nlohmann::json validation_record(const EpochRow& row) {
  return {{"loss", row.validation_loss},
          {"accuracy", row.accuracy},
          {"balanced_accuracy", row.balanced_accuracy},
          {"macro_f1", row.macro_f1}};
}

ModelRecord record_of(const TrainJob& job, const Trained& trained) {
  const EpochRow& kept = trained.log.at(static_cast<std::size_t>(trained.kept_epoch) - 1);
  ModelRecord record{
      job.set.classes, job.set.recipe, job.set.channels, job.set.width, job.set.rate, job.options, {}};
  record.training = {{"split", job.split.name},
                     {"split_description", job.split.description},
                     {"train_rows", job.split.train.size()},
                     {"validation_rows", job.split.validation.size()},
                     {"test_rows", job.split.test.size()},
                     // By it a later run knows whether its test rows are unseen.
                     {"rows_checksum", fingerprint(job.set, job.split)},
                     {"parameters", trained.parameters},
                     {"epochs", trained.log.size()},
                     {"kept_epoch", trained.kept_epoch},
                     {"validation", validation_record(kept)},
                     {"program", job.program}};
  return record;
}

// The classes of test rows, as `rwave evaluate` has them.
std::vector<std::uint8_t> predicted_of(const BeatSet& set, const std::vector<std::uint32_t>& rows,
                                       const torch::Tensor& logits) {
  const torch::Tensor answers = torch::softmax(logits, 1).cpu().contiguous();
  apply_patient_prior(set, rows, {answers.data_ptr<float>(), static_cast<std::size_t>(answers.numel())});
  return classes_of(answers);
}

}  // namespace

std::optional<Trained> train(const TrainJob& job, const std::atomic<bool>& stop, ProgressBar& progress) {
  // Tuning and transfer build their options themselves.
  check_options(job.options);
  if (job.split.train.size() < 2) throw Error("a training needs 2 training rows or more");
  Trainer trainer(job);
  trainer.resume();
  const bool complete = trainer.run(stop, progress);
  progress.end();
  // Interrupted: the checkpoint is written, and there is nothing to score yet.
  if (!complete) return std::nullopt;
  if (job.group && !job.group->is_leader()) {
    return Trained{.log = trainer.state().log,
                   .kept_epoch = trainer.kept_epoch(),
                   .validation = std::nullopt,
                   .test = Confusion(job.set.classes),
                   .test_predicted = {}};
  }

  Network network = trainer.finish();
  const auto logits = [&](const Rows& rows) { return logits_of(network, rows.x.to(trainer.device())); };
  Trained trained{.log = trainer.state().log,
                  .kept_epoch = trainer.kept_epoch(),
                  .ended_early = trainer.ended_early(),
                  .parameters = trainable_parameters(network),
                  .validation = std::nullopt,
                  .test = Confusion(job.set.classes),
                  .test_predicted = {}};
  if (!job.split.validation.empty()) {
    const Rows rows = gather_rows(job.set, job.split.validation);
    trained.validation =
        confusion_of(job.set.classes, rows, classes_of(logits(rows)));  // each beat alone, as the log has it
  }
  if (!job.split.test.empty() && job.options.loss.kind != LossKind::barlow) {
    const Rows rows = gather_rows(job.set, job.split.test);
    trained.test_predicted = predicted_of(job.set, job.split.test, logits(rows));
    trained.test = confusion_of(job.set.classes, rows, trained.test_predicted);
  }
  if (!job.folder.empty()) {
    write_model(job.folder / model_name, network, record_of(job, trained));
    // Only when the model is there: a fault in between must leave something to resume from.
    std::filesystem::remove(job.folder / checkpoint_name);
  }
  return trained;
}

}  // namespace rwave::learn
