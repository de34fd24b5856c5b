// Which values of the training options make sense, alone and together.
#include <fmt/format.h>

#include <cmath>

#include "learn/networks/registry.h"
#include "learn/options/train_options.h"
#include "rwave/error.h"

namespace rwave::learn {
namespace {

// UsageError, not Error: what is wrong here is the command line, whatever file it repeats.
void require(bool holds, std::string_view message) {
  if (!holds) throw UsageError(message);
}

// Of options together: each may be sound alone and meaningless with another.
void check_transfer(const TrainOptions& o) {
  require(o.network.code >= 1 && o.network.code <= 4096, "--code takes 1 to 4096");
  require(o.network.breadth >= 4 && o.network.breadth <= 1024, "--breadth takes 4 to 1024");
  require(o.network.depth >= 1 && o.network.depth <= 16, "--depth takes 1 to 16");
  require(o.transfer.body_stages >= -1, "--body-stages takes 0 or more, or -1 for all");
  require(std::isfinite(o.transfer.body_rate) && o.transfer.body_rate >= 0, "--body-rate takes 0 or more");
  // Frozen stages are carried out once per row, before the training (InitialNetwork::frozen): what changes
  // rows in each epoch would not reach them.
  const bool changed = augments(o);
  require(o.transfer.from.empty() || o.transfer.body != TransferBody::frozen || !changed,
          "--augment-... changes rows, which pass the frozen layers once: add --body frozen-bn-updated or "
          "fine-tuned");
  const bool all_train = o.transfer.from.empty() || o.transfer.body == TransferBody::frozen_bn_updated ||
                         (o.transfer.body == TransferBody::fine_tuned && o.transfer.body_stages < 0);
  require(all_train || (o.augment.mixup == 0 && o.loss.teacher.empty()),
          "--mixup and --teacher change or read whole rows, which pass the frozen layers once: add --body "
          "frozen-bn-updated, or fine-tuned without --body-stages");
  require(o.loss.kind != LossKind::barlow || (o.augment.mixup == 0 && o.loss.teacher.empty()),
          "--mixup and --teacher work on classes, which --loss barlow does without");
  require(o.loss.kind != LossKind::barlow || changed,
          "--loss barlow compares changed copies of a row: add --augment-...");
  require(o.loss.kind != LossKind::barlow || (o.rows.validation == 0 && o.selection.keep == KeptEpoch::last),
          "--loss barlow has no score to choose an epoch by: leave out --validation and --keep");
}

// A part of a whole that leaves something of it. NaN fails too, as every comparison with it does.
bool share(double value) {
  return value >= 0 && value < 1;
}

// Each option alone; isfinite() where the upper end is open, as "inf" and "nan" parse.
void check_numbers(const TrainOptions& o) {
  require(share(o.rows.test_share) && share(o.rows.validation),
          "--test-share and --validation take a share: 0 <= share < 1");
  require(o.rows.train_share > 0 && o.rows.train_share <= 1, "--train-share takes a share: 0 < share <= 1");
  require(o.epochs >= 1 && o.batch >= 1, "--epochs and --batch take 1 or more");
  require(std::isfinite(o.optimizer.learning_rate) && o.optimizer.learning_rate > 0,
          "--lr takes a positive number");
  require(share(o.optimizer.momentum), "--momentum takes 0 <= momentum < 1");
  require(std::isfinite(o.optimizer.weight_decay) && o.optimizer.weight_decay >= 0,
          "--weight-decay takes 0 or more");
  require(o.schedule.warm_up > 0 && o.schedule.warm_up < 1, "--warm-up takes a share between 0 and 1");
  require(o.schedule.step_epochs >= 1 && o.schedule.plateau_patience >= 0,
          "--step-epochs takes 1 or more, --plateau-patience 0 or more");
  require(o.schedule.factor > 0 && o.schedule.factor <= 1, "--factor takes 0 < factor <= 1");
  require(std::isfinite(o.loss.gamma) && o.loss.gamma >= 0, "--gamma takes 0 or more");
  require(share(o.loss.beta), "--beta takes 0 <= beta < 1");
  require(share(o.loss.label_smoothing), "--label-smoothing takes a share: 0 <= share < 1");
  require(std::isfinite(o.augment.scale) && o.augment.scale >= 0, "--augment-scale takes 0 or more");
  require(std::isfinite(o.augment.noise) && o.augment.noise >= 0, "--augment-noise takes 0 or more");
  require(std::isfinite(o.augment.shift) && o.augment.shift >= 0, "--augment-shift takes 0 or more");
  require(share(o.augment.stretch), "--augment-stretch takes a share: 0 <= share < 1");
  require(o.augment.flip >= 0 && o.augment.flip <= 1, "--augment-flip takes a share: 0 <= share <= 1");
  require(std::isfinite(o.augment.mixup) && o.augment.mixup >= 0, "--mixup takes 0 or more");
  require(share(o.selection.ema_decay), "--ema-decay takes 0 <= decay < 1");
  require(o.loss.teacher_share >= 0 && o.loss.teacher_share <= 1,
          "--teacher-share takes a share: 0 <= share <= 1");
  require(o.rows.simulate >= 0 && o.rows.simulate <= 100, "--simulate takes 0 to 100 copies");
  require(o.rows.simulate == 0 || o.rows.train_share == 1,
          "--simulate takes whole records: leave out --train-share");
  require(o.selection.patience >= 0 && o.execution.threads >= 0, "--patience and --threads take 0 or more");
}

}  // namespace

// Everything is checked before rows are read: a wrong option must not show after minutes of cutting
// beats, and never after an epoch.
void check_options(const TrainOptions& o) {
  network_kind(o.network.name);
  check_numbers(o);
  check_transfer(o);
  require(o.execution.precision == Precision::float32 || o.execution.device == DeviceKind::cuda,
          fmt::format("--precision {} belongs to --device cuda, not {}", text_of(o.execution.precision),
                      text_of(o.execution.device)));
  require(o.loss.kind != LossKind::focal || o.loss.label_smoothing == 0,
          "--label-smoothing belongs to --loss cross-entropy");
  // These read a score in each epoch, and --validation 0 gives none.
  const bool by_metric =
      o.schedule.kind == ScheduleKind::plateau || o.schedule.kind == ScheduleKind::plateau_reversed;
  require(o.rows.validation > 0 ||
              (o.selection.keep == KeptEpoch::last && o.selection.patience == 0 && !by_metric),
          "without validation rows (--validation 0) there is no best epoch: add --keep last, leave out "
          "--patience and "
          "--schedule plateau");
}

bool augments(const TrainOptions& options) {
  return options.augment.scale > 0 || options.augment.noise > 0 || options.augment.shift > 0 ||
         options.augment.stretch > 0 || options.augment.flip > 0;
}

}  // namespace rwave::learn
