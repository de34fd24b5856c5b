#pragma once
// The options of a training: one struct, saved inside the model, that knows which ones the user set. Model
// defaults and tuning fill in the others and never override an explicit choice.

#include <cstdint>
#include <functional>
#include <nlohmann/json_fwd.hpp>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "dataset/split.h"

namespace rwave::learn {

struct TrainOptions {
  std::string model = "seed";
  int code = 8;
  int breadth = 24;
  int depth = 1;
  std::string from;
  int layers = -1;
  std::string start = "fresh";
  std::string body = "frozen";
  int body_stages = -1;
  double body_rate = 0.1;

  std::string data = "mitdb";
  std::string recipe = "kaggle";
  std::string split = "official";
  double test_share = 0.2;
  double train_share = 1;
  double validation = 0.2;
  bool validation_by_patient = false;
  int simulate = 0;
  std::uint64_t seed = 1;

  int epochs = 30;
  int batch = 256;
  std::string optimizer = "adam";
  double lr = 1e-3;
  double momentum = 0.9;
  double weight_decay = 0;
  std::string schedule = "constant";
  double warm_up = 0.3;
  int step_epochs = 6;
  double factor = 0.5;
  int plateau_patience = 5;

  std::string loss = "cross-entropy";
  double gamma = 2;
  std::string class_weights = "none";
  double beta = 0.9999;
  double label_smoothing = 0;
  double augment_scale = 0;
  double augment_noise = 0;
  double augment_shift = 0;
  double augment_stretch = 0;
  double augment_flip = 0;
  double mixup = 0;
  double average = 0;
  std::string teacher;
  double teacher_share = 0.5;

  std::string metric = "macro-f1";
  int patience = 0;
  std::string keep = "best";
  bool sync_batch_norm = false;
  int threads = 0;
  bool plain = false;
  std::string device = "cpu";
  std::string precision = "float32";

  std::set<std::string> given;  // names, as below, of what the user set
};

// What an option is called, what it holds and which words it takes (empty: any). `what` is its line of help.
struct OptionText {
  std::string_view name;
  std::string_view what;
  std::vector<std::string> choices = {};
};

// Calls visit(OptionText, field) for every option: the one list behind the command line, JSON, comparison and
// tuning.
template <class Options, class Visit>
void visit_options(Options& o, Visit&& visit) {
  visit(OptionText{"model",
                   "network: seed, kachuee, kachuee2, romdhane, cvxtz, sajiddeboss, mlp, small, bottleneck, "
                   "encoder, compact, template-rr"},
        o.model);
  visit(OptionText{"code", "width of the code of the networks bottleneck and encoder"}, o.code);
  visit(OptionText{"breadth",
                   "channels of the first stage of the network compact; the fourth has four times as many"},
        o.breadth);
  visit(OptionText{"depth", "residual blocks in each of its four stages"}, o.depth);
  visit(OptionText{"from", "a trained network (model.safetensors or its folder) whose weights to start from"},
        o.from);
  visit(OptionText{"layers", "--from: so many of the last Linear layers train at the full rate; -1 = all"},
        o.layers);
  visit(OptionText{"start",
                   "--from: these layers begin with weights drawn anew, or with the network's own where the "
                   "classes are the same",
                   {"fresh", "kept"}},
        o.start);
  visit(
      OptionText{"body",
                 "--from: what comes before them stays as it is; or keeps its weights while its batch norms "
                 "follow the new rows (the report's fault); or trains at --body-rate",
                 {"frozen", "drifting", "tuned"}},
      o.body);
  visit(
      OptionText{"body-stages",
                 "--body tuned: so many of its last stages with weights train, the rest is frozen; -1 = all"},
      o.body_stages);
  visit(OptionText{"body-rate", "--body tuned: its share of the learning rate"}, o.body_rate);
  visit(
      OptionText{
          "data",
          "a database's name, a folder of records or of Kaggle's CSV files, a .beats file, ptb-rows; or "
          "several with commas: mitdb,svdb"},
      o.data);
  visit(OptionText{"recipe",
                   "how beats are cut from records: kaggle or template-rr; of ptbxl kaggle-ptb (lead II) or "
                   "kaggle-ptb12 (twelve leads)"},
        o.recipe);
  visit(OptionText{"split", split_names}, o.split);
  visit(OptionText{"test-share", "share of the rows that test, for the splits random and patient"},
        o.test_share);
  visit(OptionText{"train-share",
                   "share of each class's training rows that is used, validation rows among them"},
        o.train_share);
  visit(OptionText{"validation", "share of the training rows held out to choose the best epoch"},
        o.validation);
  visit(OptionText{"validation-by-patient", "hold out whole patients"}, o.validation_by_patient);
  visit(
      OptionText{
          "simulate",
          "--recipe template-rr: N copies of each training record, its beats at simulated times, train too"},
      o.simulate);
  visit(OptionText{"seed", "draws the split, the first weights, the order of rows, dropout and augmentation"},
        o.seed);
  visit(OptionText{"epochs", "passes over the training rows"}, o.epochs);
  visit(OptionText{"batch", "rows a step"}, o.batch);
  visit(OptionText{"optimizer", "", {"sgd", "adam", "adamw", "rmsprop"}}, o.optimizer);
  visit(OptionText{"lr", "learning rate; the highest one where the schedule changes it"}, o.lr);
  visit(OptionText{"momentum", "of sgd"}, o.momentum);
  visit(OptionText{"weight-decay", "decoupled from the gradient in adamw, an L2 penalty elsewhere"},
        o.weight_decay);
  visit(OptionText{"schedule",
                   "plateau-reversed is the report's fault, kept to reproduce it",
                   {"constant", "step", "plateau", "plateau-reversed", "cosine", "one-cycle"}},
        o.schedule);
  visit(OptionText{"warm-up", "one-cycle: share of the steps on which the rate rises"}, o.warm_up);
  visit(OptionText{"step-epochs", "step: epochs between two cuts"}, o.step_epochs);
  visit(OptionText{"factor", "step and plateau: the rate is multiplied by it at a cut"}, o.factor);
  visit(OptionText{"plateau-patience", "plateau: epochs without a better metric before a cut"},
        o.plateau_patience);
  visit(
      OptionText{"loss",
                 "barlow: without labels, two changed copies of a row (--augment-...) are to be coded alike",
                 {"cross-entropy", "focal", "barlow"}},
      o.loss);
  visit(OptionText{"gamma", "focal: exponent"}, o.gamma);
  visit(OptionText{"class-weights", "", {"none", "inverse", "sqrt", "effective"}}, o.class_weights);
  visit(OptionText{"beta", "effective: 1 - 1/N for N distinct beats a class"}, o.beta);
  visit(OptionText{"label-smoothing", "cross-entropy: share of the target spread over all classes"},
        o.label_smoothing);
  visit(OptionText{"augment-scale", "rows are multiplied by 1 + this much Gaussian noise"}, o.augment_scale);
  visit(OptionText{"augment-noise", "standard deviation of Gaussian noise added to every sample"},
        o.augment_noise);
  visit(OptionText{"augment-shift", "rows are moved in time by up to so many samples"}, o.augment_shift);
  visit(
      OptionText{"augment-stretch", "rows are stretched in time by a factor of 1 up to so much more or less"},
      o.augment_stretch);
  visit(OptionText{"augment-flip", "share of the rows whose signal is turned upside down"}, o.augment_flip);
  visit(OptionText{"mixup",
                   "rows are mixed in pairs, and so are their labels; shares by Beta(this, this); 0 = off"},
        o.mixup);
  visit(OptionText{"average",
                   "weights kept are a mean over the steps, of which a step leaves this share; 0 = off"},
        o.average);
  visit(
      OptionText{
          "teacher",
          "trained networks (models or their folders, with commas) whose probabilities are learnt too"},
      o.teacher);
  visit(OptionText{"teacher-share", "their share of the loss"}, o.teacher_share);
  visit(OptionText{"metric",
                   "of the validation rows: chooses the best epoch, stops early, drives plateau",
                   {"loss", "accuracy", "balanced", "macro-f1"}},
        o.metric);
  visit(OptionText{"patience", "stop after so many epochs without a better metric; 0 = never"}, o.patience);
  visit(OptionText{"keep",
                   "weights of which epoch are saved; last is the report's fault, kept to reproduce it",
                   {"best", "last"}},
        o.keep);
  visit(OptionText{"sync-batch-norm",
                   "several processes: batch norm over the whole batch, not over each one's share of it"},
        o.sync_batch_norm);
  visit(OptionText{"threads", "0 = all cores; only 1 gives the same weights bit for bit on every machine"},
        o.threads);
  visit(OptionText{"plain",
                   "train with libtorch's own operations in place of the fused ones: slower, for comparison"},
        o.plain);
  visit(OptionText{"device", "cuda: a GPU (docs/gpu.md)", {"cpu", "cuda"}}, o.device);
  visit(OptionText{"precision", "of products on a GPU", {"float32", "tf32", "bf16"}}, o.precision);
}

// Sets the option of that name from text ("1e-3", "true", "adam"). UsageError for an unknown name or a value
// that does not parse. Leaves `given` alone.
void set_option(TrainOptions& options, std::string_view name, const std::string& text);

// Fills in what suits the chosen network for every option the user did not set.
void apply_network_defaults(TrainOptions& options);

// The networks there are, a line each, with the options that they change: for --help.
std::string network_list();

// UsageError naming the first option whose value makes no sense, alone or with the others.
void check_options(const TrainOptions& options);

// Words of earlier versions (network rhythm, recipe rhythm, split kaggle) become today's. Each is said once
// (base/notice.h) of `where`, a file or the command line; nothing is said where `where` is empty.
void use_current_words(TrainOptions& options, std::string_view where);

// {"model": "seed", ..., "given": ["lr"]}; from_json reads words of earlier versions as use_current_words has
// it, and throws Error where a value is of another kind. An option
// that is absent had its default: files of earlier versions lack what came later.
nlohmann::json options_to_json(const TrainOptions& options);
TrainOptions options_from_json(const nlohmann::json& json, std::string_view where = {});

// Whether training changes rows before it sees them.
bool augments(const TrainOptions& options);

// "--lr 0.001 there, --lr 0.01 here" for each option that changes the result and differs; empty where none
// does. Left out: threads, which changes no more than the last bits; device, which changes these and what
// dropout and augmentation draw, so that a training can go on where there is a machine; and which options
// were given.
std::string difference(const TrainOptions& there, const TrainOptions& here);

}  // namespace rwave::learn
