#pragma once
// The options of a training: one struct in groups, saved inside the model, that knows which ones the user
// set. Network defaults and tuning fill in the others and never override an explicit choice. Each field says
// what it does, its unit, and by its initial value the default; option_list.h has their names and lines of
// help.

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <set>
#include <string>
#include <string_view>

#include "dataset/split.h"
#include "learn/options/words.h"

namespace rwave::learn {

// Which network, and how large where it comes in sizes.
struct NetworkOptions {
  // Name of the network, of those in learn/networks/registry.cpp.
  std::string name = "seed";
  // Number of values of the code, of the networks bottleneck and encoder.
  int code = 8;
  // Channels of the first stage of the network compact.
  int breadth = 24;
  // Residual blocks in each of its four stages.
  int depth = 1;
};

// Transfer: a training that begins with another's weights.
struct TransferOptions {
  // Path of the source: model.safetensors or its folder; empty: from scratch.
  std::string from;
  // Number of last Linear layers (the head) that train at the full rate; -1 = all.
  int layers = -1;
  // First weights of the head: drawn, or copied from the source where the classes agree.
  HeadStart start = HeadStart::fresh;
  // What happens to the layers before the head.
  TransferBody body = TransferBody::frozen;
  // Fine-tuned body: number of its last stages with weights that train; -1 = all.
  int body_stages = -1;
  // Fine-tuned body: its learning rate, as a factor of the full one.
  double body_rate = 0.1;
};

// Which rows train, validate and test.
struct RowOptions {
  // Name of a database, a folder or a file; several with commas.
  std::string data = "mitdb";
  // How beats are cut from records (beat/recipes).
  std::string recipe = "kaggle";
  // Suffix of the annotation files that hold the labels.
  std::string annotator = "atr";
  // Sampling rate of tables that state none, Hz; 0: they state it.
  double csv_rate = 0;
  // How rows are split into training and test rows (dataset/split.h).
  std::string split = "official";
  // Share of all rows that test, 0..1, for the splits random and patient.
  double test_share = 0.2;
  // Share of each class's training rows that is used, 0..1.
  double train_share = 1;
  // Share of the training rows, 0..1, held out to choose the best epoch.
  double validation = 0.2;
  // Hold out whole patients instead of single rows.
  bool validation_by_patient = false;
  // Number of simulated copies of each training record that train too.
  int simulate = 0;
};

// How a step follows from the gradient (learn/optim/optimizer.h).
struct OptimizerOptions {
  OptimizerKind kind = OptimizerKind::adam;
  // Learning rate per step; the highest one where the schedule changes it.
  double learning_rate = 1e-3;
  // Sgd: share of the last step's direction that is kept, 0..1.
  double momentum = 0.9;
  // Decoupled from the gradient in adamw, an L2 penalty elsewhere.
  double weight_decay = 0;
};

// How the learning rate moves over the training (learn/optim/schedule.h).
struct ScheduleOptions {
  ScheduleKind kind = ScheduleKind::constant;
  // One-cycle: share of all steps on which the rate rises, 0..1.
  double warm_up = 0.3;
  // Step: epochs between two cuts of the rate.
  int step_epochs = 6;
  // Step and plateau: the rate is multiplied by it at a cut.
  double factor = 0.5;
  // Plateau: epochs without a better metric before a cut.
  int plateau_patience = 5;
};

// What a step minimises (learn/train/loss.h, learn/train/objective.h).
struct LossOptions {
  LossKind kind = LossKind::cross_entropy;
  // Focal loss: exponent of 1 - p, greater = easy rows count for less.
  double gamma = 2;
  ClassWeighting class_weights = ClassWeighting::none;
  // Effective class weights: 1 - 1/N for N distinct beats per class.
  double beta = 0.9999;
  // Cross-entropy: share of the target spread over all classes, 0..1.
  double label_smoothing = 0;
  // Distillation: paths of trained networks, with commas; empty: none.
  std::string teacher;
  // Distillation: share of the loss that the teachers' probabilities make, 0..1.
  double teacher_share = 0.5;
};

// What is done to rows before the network sees them, drawn for each batch; 0 everywhere: nothing.
struct AugmentOptions {
  // Standard deviation of the factor around 1 that a row is multiplied by.
  double scale = 0;
  // Standard deviation of Gaussian noise added to each sample, in the row's unit.
  double noise = 0;
  // Greatest move in time, in samples either way.
  double shift = 0;
  // Greatest stretch in time either way, as a share of the row, 0..1.
  double stretch = 0;
  // Share of the rows turned upside down, 0..1, as by swapped electrodes.
  double flip = 0;
  // Rows and labels are mixed in pairs, weighted by Beta(mixup, mixup) (Zhang 2018).
  double mixup = 0;
};

// Which weights a training ends with.
struct SelectionOptions {
  // Score of the validation rows that chooses the best epoch and drives plateau.
  Metric metric = Metric::macro_f1;
  // Epochs without a better metric before the training stops early; 0 = never.
  int patience = 0;
  // Weights of the best or of the last epoch; the latter is the report's fault.
  KeptEpoch keep = KeptEpoch::best;
  // Exponential moving average of the weights: share of it that a step keeps, 0..1; 0 = off.
  double ema_decay = 0;
};

// Where and how it is computed. None of it is meant to change what is learnt.
struct ExecutionOptions {
  // Several processes: batch norm takes the whole batch, not each process's part.
  bool sync_batch_norm = false;
  // Threads of the processor; 0 = all cores.
  int threads = 0;
  // Libtorch's own operations (eager) instead of the fused kernels: slower, for comparison.
  bool plain = false;
  // Where products are computed, and with how many bits on a GPU.
  DeviceKind device = DeviceKind::cpu;
  Precision precision = Precision::float32;
};

// All of them. A value: copied, compared (difference()), written into every model file.
struct TrainOptions {
  NetworkOptions network;
  TransferOptions transfer;
  RowOptions rows;
  // Draws split, first weights, order of rows, dropout and augmentation.
  std::uint64_t seed = 1;
  // Passes over the training rows.
  int epochs = 30;
  // Rows per step, of all processes together.
  int batch = 256;
  OptimizerOptions optimizer;
  ScheduleOptions schedule;
  LossOptions loss;
  AugmentOptions augment;
  SelectionOptions selection;
  ExecutionOptions execution;

  // Names, as on the command line, of the options that the user set.
  std::set<std::string> given;
};

// Sets the option of that name from text ("1e-3", "true", "adam"). UsageError for an unknown name or a value
// that does not parse; old names and words are taken, with a notice. Leaves `given` alone.
void set_option(TrainOptions& options, std::string_view name, const std::string& text);

// Fills in what suits the chosen network for every option the user did not set.
void apply_network_defaults(TrainOptions& options);

// The available networks, a line each, with the options that they change: for --help.
std::string network_list();

// UsageError naming the first option whose value makes no sense, alone or with the others.
void check_options(const TrainOptions& options);

// Words of earlier versions (network rhythm, recipe rhythm, split kaggle) become today's. Each is said once
// (base/warning.h) of `where`, a file or the command line; nothing is said where `where` is empty.
void use_current_words(TrainOptions& options, std::string_view where);

// {"model": "seed", ..., "given": ["lr"]}: flat, by the command line's names, so that files outlive
// regrouping. from_json throws Error where a value is of another kind. An option that is absent had its
// default: files of earlier versions lack what came later; their old names and words are read, with a notice
// of `where`.
nlohmann::json options_to_json(const TrainOptions& options);
TrainOptions options_from_json(const nlohmann::json& json, std::string_view where = {});

// Whether training changes rows before it sees them.
bool augments(const TrainOptions& options);

// "--lr 0.001 there, --lr 0.01 here" for each option that changes the result and differs; empty where none
// does. Left out: threads, which changes no more than the last bits; device, which changes these and what
// dropout and augmentation draw, so that a training can resume where there is a machine; and which options
// were given.
std::string difference(const TrainOptions& there, const TrainOptions& here);

}  // namespace rwave::learn
