#pragma once
// The list of all training options: name, help, choices and field of each. One list serves the command line,
// JSON, comparison and tuning, so that an option is added in one place.

#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "learn/options/train_options.h"

namespace rwave::learn {

// What an option is called, its line of help (effect, unit; the default is added), which words it takes
// (empty: any), and what it was called in 0.1.0 where that differs.
struct OptionText {
  // As on the command line without the dashes; the same in JSON.
  std::string_view name;
  std::string_view what;
  std::vector<std::string> choices = {};
  std::string_view old_name = {};
};

// Calls visit(OptionText, field) for every option. A template over the visitor, as fields differ in type and
// each visitor needs the type itself. Refused: a table of member pointers with a variant, which every visitor
// would have to take apart again.
template <class Options, class Visit>
void visit_options(Options& o, Visit&& visit) {
  // An option that takes one of a few words, by its enum.
  const auto word = [&](std::string_view name, std::string_view what, auto& field) {
    visit(OptionText{name, what, choices_of<std::decay_t<decltype(field)>>()}, field);
  };
  // Any other: a number, a text, a flag.
  const auto value = [&](std::string_view name, std::string_view what, auto& field) {
    visit(OptionText{name, what}, field);
  };
  // What is trained.
  value("model",
        "network: seed, kachuee, kachuee2, romdhane, cvxtz, sajiddeboss, mlp, small, bottleneck, encoder, "
        "compact, template-rr",
        o.network.name);
  value("code", "width of the code of the networks bottleneck and encoder, in values", o.network.code);
  value("breadth", "channels of the first stage of the network compact; the fourth has four times as many",
        o.network.breadth);
  value("depth", "residual blocks in each of the four stages of the network compact", o.network.depth);

  // Transfer: a training that begins with another's weights.
  value("from", "transfer: a trained network (model.safetensors or its folder) whose weights to start from",
        o.transfer.from);
  // A number of layers and not a name: heads differ between networks.
  value("layers", "transfer: number of last Linear layers that train at the full rate; -1 = all",
        o.transfer.layers);
  word(
      "start",
      "transfer: these layers begin with random weights, or with the network's own where the classes are the "
      "same",
      o.transfer.start);
  word("body",
       "transfer: the layers before them are frozen; or frozen while the running statistics of their batch "
       "norms are updated (the report's fault); or fine-tuned at --body-rate",
       o.transfer.body);
  value("body-stages",
        "--body fine-tuned: number of its last stages with weights that train, the rest is frozen; -1 = all",
        o.transfer.body_stages);
  value("body-rate", "--body fine-tuned: its learning rate, as a factor of --lr", o.transfer.body_rate);

  value(
      "data",
      "a database's name, a folder of records or of Kaggle's CSV files, a .beats file, ptb-rows; or several "
      "with commas: mitdb,svdb",
      o.rows.data);
  value("recipe", "how beats are cut from records; rwave beats --help lists the recipes", o.rows.recipe);
  value("annotator", "suffix of the annotation files", o.rows.annotator);
  value("rate", "sampling rate of tables that state none, Hz; 0 = they state it", o.rows.csv_rate);
  value("split", split_names, o.rows.split);
  value("test-share", "share of the rows that test, for the splits random and patient", o.rows.test_share);
  value("train-share", "share of each class's training rows that is used, validation rows among them",
        o.rows.train_share);
  value("validation", "share of the training rows held out to choose the best epoch", o.rows.validation);
  value("validation-by-patient", "hold out whole patients", o.rows.validation_by_patient);
  // For recipes whose rows hold the rhythm (dataset/simulated_rows.h).
  value("simulate",
        "--recipe template-rr: number of copies of each training record, its beats at simulated times, that "
        "train "
        "too",
        o.rows.simulate);
  // The training itself: how long, by which steps.
  value("seed", "draws the split, the first weights, the order of rows, dropout and augmentation", o.seed);
  // How long it takes: passes over the rows, and rows per step of all processes together.
  value("epochs", "passes over the training rows", o.epochs);
  value("batch", "rows per step", o.batch);

  word("optimizer", "how a step follows from the gradient", o.optimizer.kind);
  value("lr", "learning rate; the highest one where the schedule changes it", o.optimizer.learning_rate);
  // Options of one optimiser, schedule or loss begin their help with its word; the others ignore them.
  value("momentum", "sgd: share of the last step's direction that is kept", o.optimizer.momentum);
  value("weight-decay", "decoupled from the gradient in adamw, an L2 penalty elsewhere",
        o.optimizer.weight_decay);
  word("schedule",
       "learning rate over the training; plateau-reversed is the report's fault, kept to reproduce it",
       o.schedule.kind);
  value("warm-up", "one-cycle: share of the steps on which the rate rises", o.schedule.warm_up);
  value("step-epochs", "step: epochs between two cuts", o.schedule.step_epochs);
  value("factor", "step and plateau: the rate is multiplied by it at a cut", o.schedule.factor);
  value("plateau-patience", "plateau: epochs without a better metric before a cut",
        o.schedule.plateau_patience);

  // What a step minimises.
  word("loss", "barlow: without labels, two changed copies of a row (--augment-...) are to be coded alike",
       o.loss.kind);
  // Named as the papers name them (learn/train/loss.h).
  value("gamma", "focal: exponent of 1 - p", o.loss.gamma);
  word("class-weights", "weight of a class in the loss by its number of training rows", o.loss.class_weights);
  value("beta", "effective: 1 - 1/N for N distinct beats per class", o.loss.beta);
  value("label-smoothing", "cross-entropy: share of the target spread over all classes",
        o.loss.label_smoothing);
  // What is done to rows before the network sees them.
  value("augment-scale", "rows are multiplied by 1 + Gaussian noise of this standard deviation",
        o.augment.scale);
  value("augment-noise", "standard deviation of Gaussian noise added to every sample", o.augment.noise);
  value("augment-shift", "rows are moved in time by up to this number of samples", o.augment.shift);
  value("augment-stretch", "rows are stretched in time by a factor of 1 up to this much more or less",
        o.augment.stretch);
  value("augment-flip", "share of the rows whose signal is turned upside down", o.augment.flip);
  // After the others: it mixes rows as those have left them.
  value("mixup", "rows and their labels are mixed in pairs, weighted by Beta(this, this); 0 = off",
        o.augment.mixup);
  // By hand, since it had another name in 0.1.0.
  visit(OptionText{"ema-decay",
                   "the weights kept are their exponential moving average over the steps: share of it that a "
                   "step keeps; 0 = off",
                   {},
                   "average"},
        o.selection.ema_decay);
  value(
      "teacher",
      "distillation: trained networks (models or their folders, with commas) whose probabilities are learnt "
      "too",
      o.loss.teacher);
  value("teacher-share", "distillation: share of the loss that the teachers' probabilities make",
        o.loss.teacher_share);

  // Which weights are kept, and when to stop.
  word("metric", "of the validation rows: chooses the best epoch, stops early, drives plateau",
       o.selection.metric);
  value("patience", "stop after this number of epochs without a better metric; 0 = never",
        o.selection.patience);
  word("keep", "weights of which epoch are saved; last is the report's fault, kept to reproduce it",
       o.selection.keep);
  // How it is computed; none of it is meant to change what is learnt.
  value("sync-batch-norm", "several processes: batch norm over the whole batch, not over each one's part",
        o.execution.sync_batch_norm);
  // A result may differ in its last bits with their number, which difference() therefore leaves out.
  value("threads", "0 = all cores; only 1 gives the same weights bit for bit on every machine",
        o.execution.threads);
  value("plain", "train with libtorch's own operations instead of the fused ones: slower, for comparison",
        o.execution.plain);
  word("device", "where to compute; cuda: a GPU (docs/gpu.md)", o.execution.device);
  word("precision", "of the operands of products on a GPU", o.execution.precision);
}

}  // namespace rwave::learn
