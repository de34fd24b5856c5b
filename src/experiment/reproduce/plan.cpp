// The plan: what is run for the report, with which options. Everything that is chosen about the experiments
// stands here; the quick plan has a Budget of its own.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

#include "experiment/reproduce/report_step.h"
#include "rwave/error.h"

namespace rwave::experiment {
namespace {

using Words = std::vector<std::string>;

// What differs between the full and the quick plan.
struct Budget {
  // Of the training rows.
  Words share;
  int epochs;          // of each training
  std::string faults;  // epochs of the report's own training, which had about 25
  const char* batch;   // rows per step: fewer where there are few rows, or there are too few steps
  Words study;         // of the report's study
  Words race;          // of one study of TPE against random
  int race_seeds;
  Words by_k;                // of transfers
  Words by_share;            // of transfers on parts of the target rows
  const char* target_seeds;  // of transfers to the PTB rows, which the report has
  const char*
      patient_seeds;  // of transfers to PTB-XL, where a training costs the same and patients are apart
  Words explain;
  // Beats of each class.
  Words attribution;
  // Its seconds against those of the full plan.
  double speed;
};

const Budget full_budget = {
    {},
    8,
    "15",
    "256",
    {"--model", "seed", "--train-share", "0.1", "--epochs", "3", "--trials", "10", "--prune-after", "1"},
    {"--train-share", "0.1", "--epochs", "4", "--trials", "30", "--prune-after", "1"},
    5,
    {"--layers", "0,1,2,3,4"},
    {"--layers", "4", "--shares", "0.01,0.03,0.1,0.3,1"},
    "5",
    "3",
    {},
    {},
    1};
const Budget quick_budget = {
    {"--train-share", "0.05"},
    3,
    "8",
    "64",
    {"--model", "small", "--train-share", "0.02", "--epochs", "4", "--trials", "6"},
    {"--train-share", "0.02", "--epochs", "4", "--trials", "14", "--prune-after", "1"},
    2,
    {"--layers", "1,2,3,4", "--epochs", "2"},
    {"--layers", "4", "--shares", "0.1,1", "--epochs", "2"},
    "1",
    "1",
    {"--rows", "500"},
    {"--rows", "20"},
    0.03};

// Seconds per epoch on one core of a common server: `--list` says from them how long a report takes.
struct NetworkTime {
  const char* name;
  // Of the 70,043 training rows, one thread.
  double epoch_seconds;
};
constexpr std::array networks = {NetworkTime{"seed", 54},     NetworkTime{"kachuee", 16},
                                 NetworkTime{"kachuee2", 16}, NetworkTime{"romdhane", 30},
                                 NetworkTime{"cvxtz", 20},    NetworkTime{"sajiddeboss", 34},
                                 NetworkTime{"mlp", 0.6}};

// Options that a treatment leaves alone are written out all the same: defaults may change in a
// later version, and the report would silently be of other trainings.
const Words plain = {"--augment-scale", "0", "--augment-noise", "0", "--label-smoothing", "0"};

// Command lines are lists of words, not text: a name with a blank stays one argument.
Words joined(std::initializer_list<Words> parts) {
  Words all;
  for (const Words& part : parts) all.insert(all.end(), part.begin(), part.end());
  return all;
}

// The values that the report states, and the common ones where it states none. Each network gets the same, so
// that a difference between two networks is theirs.
Words treatment_options(const std::string& treatment) {
  if (treatment == "unweighted") return plain;
  if (treatment == "weighted") return joined({plain, {"--class-weights", "effective", "--beta", "0.9999"}});
  return {"--label-smoothing", "0",   "--augment-shift", "4",   "--augment-stretch", "0.1",
          "--augment-scale",   "0.1", "--augment-noise", "0.01"};
}

Step training(const NetworkTime& network, const std::string& split, const std::string& treatment,
              const Budget& budget) {
  const Words patients = split == "ds1ds2" ? Words{"--validation-by-patient"} : Words{};
  return {fmt::format("runs/{}-{}-{}", network.name, split, treatment),
          joined({{"train", "--data", "mitdb", "--split", split},
                  patients,
                  {"--model", network.name, "--optimizer", "adam", "--lr", "1e-3", "--weight-decay", "0",
                   "--schedule", "one-cycle", "--batch", budget.batch, "--epochs",
                   std::to_string(budget.epochs), "--threads", "1", "--seed", "1"},
                  budget.share,
                  treatment_options(treatment)}),
          {},
          "mitdb",
          (8 * network.epoch_seconds + 30) * budget.speed};
}

// Every network, treatment and split; the quick plan has other treatments of the report's network alone.
void add_trainings(std::vector<Step>& plan, const Budget& budget, bool quick) {
  for (const char* treatment : {"unweighted", "weighted", "augmented"}) {
    for (const NetworkTime& network : networks) {
      // Quick: the other treatments of one network show what they are.
      if (quick && std::string_view(treatment) != "unweighted" && std::string_view(network.name) != "seed")
        continue;
      for (const char* split : {"official", "ds1ds2"})
        plan.push_back(training(network, split, treatment, budget));
    }
  }
}

// The report's training as it was (about 25 epochs there), and the same with its faults mended: the rate
// halved when validation gets worse instead of better, and the best epoch kept instead of the last; both
// stop after 10 epochs without a better validation loss. RMSprop 3e-4, 2e-4, 87 are the report's; its
// weights' formula is not published, inverse frequency is the common one.
void add_faults(std::vector<Step>& plan, const Budget& budget) {
  const Words common =
      joined({{"train",   "--data",      "mitdb",       "--split",    "official", "--model",
               "seed",    "--optimizer", "rmsprop",     "--lr",       "3e-4",     "--weight-decay",
               "2e-4",    "--batch",     "87",          "--patience", "10",       "--class-weights",
               "inverse", "--epochs",    budget.faults, "--threads",  "1",        "--seed",
               "1"},
              budget.share,
              plain});
  const double seconds = 900 * budget.speed;
  plan.push_back({"runs/seed-official-report",
                  joined({common, {"--metric", "loss", "--schedule", "plateau-reversed", "--keep", "last"}}),
                  {},
                  "mitdb",
                  seconds});
  plan.push_back({"runs/seed-official-mended",
                  joined({common, {"--metric", "loss", "--schedule", "plateau", "--keep", "best"}}),
                  {},
                  "mitdb",
                  seconds});
}

// One study as the report made it; then TPE and random search, several seeds each, on the network that trains
// in minutes: one run of a sampler says nothing about it.
void add_studies(std::vector<Step>& plan, const Budget& budget) {
  const Words data = {"--data", "mitdb", "--split", "official", "--threads", "1"};
  plan.push_back({"tune/report",
                  joined({{"tune"}, data, budget.study, {"--sampler", "tpe", "--study-seed", "1"}}),
                  {},
                  "mitdb",
                  200 * budget.speed});
  for (int seed = 1; seed <= budget.race_seeds; ++seed) {
    for (const char* sampler : {"tpe", "random"}) {
      plan.push_back({fmt::format("tune/small-{}-{}", sampler, seed),
                      joined({{"tune"},
                              data,
                              {"--model", "small"},
                              budget.race,
                              {"--sampler", sampler, "--study-seed", std::to_string(seed)}}),
                      {},
                      "mitdb",
                      200 * budget.speed});
    }
  }
}

// From the seed network, in these ways of `rwave transfer`.
Step transfer(const std::string& name, const std::string& data, const std::string& ways, const Words& budget,
              const char* seeds, double seconds) {
  // PTB-XL's patients are known, so they are kept apart; those of the PTB rows are not.
  const Words split = data == "ptbxl" ? Words{"--split", "patient"} : Words{};
  return {"transfer/" + name,
          joined({{"transfer", "runs/seed-official-unweighted", "--data", data},
                  split,
                  {"--ways", ways, "--threads", "1"},
                  budget,
                  {"--seeds", seeds}}),
          {"runs/seed-official-unweighted"},
          data == "ptb-rows" ? "kaggle" : data,
          seconds};
}

// On Kaggle's PTB rows, whose patients mix, and on PTB-XL with patients apart; by layers, and by share of the
// rows.
void add_transfers(std::vector<Step>& plan, const Budget& budget) {
  const std::string all = "scratch,frozen,kept,frozen-bn-updated,fine-tuned",
                    some = "scratch,frozen,fine-tuned";
  const double seconds = 2000 * budget.speed;
  const char* seeds = budget.target_seeds;
  plan.push_back(transfer("ptb-rows", "ptb-rows", all, budget.by_k, seeds, seconds));
  plan.push_back(transfer("ptb-rows-share", "ptb-rows", some, budget.by_share, seeds, seconds / 2));
  seeds = budget.patient_seeds;
  plan.push_back(transfer("ptbxl", "ptbxl", some, budget.by_k, seeds, seconds / 2));
  plan.push_back(transfer("ptbxl-share", "ptbxl", some, budget.by_share, seeds, seconds / 3));
}

// All of one network, so that the pictures can be laid next to each other.
void add_explanations(std::vector<Step>& plan, const Budget& budget) {
  const std::string run = "runs/seed-official-unweighted";
  for (const std::string what : {"layers", "tsne", "attribution", "ablation", "probe"}) {
    const Words rows = what == "layers"        ? Words{}
                       : what == "attribution" ? budget.attribution
                                               : budget.explain;
    plan.push_back({"explain/" + what,
                    joined({{"explain", what, run, "--threads", "1"}, rows}),
                    {run},
                    "mitdb",
                    120 * std::max(budget.speed, 0.1)});
  }
}

// How narrow a code still carries the decision, learnt with labels; and a code learnt without any, on which a
// linear layer is trained (docs/transfer.md).
void add_codes(std::vector<Step>& plan, const Budget& budget, bool quick) {
  const Words data = {"train", "--data", "mitdb", "--split", "official"};
  const Words how = joined(
      {{"--batch", budget.batch, "--epochs", std::to_string(budget.epochs), "--threads", "1", "--seed", "1"},
       budget.share});
  const double seconds = 150 * budget.speed;
  for (const int width : {1, 2, 4, 8, 16, 32}) {
    if (quick && width != 2 && width != 16) continue;
    plan.push_back({fmt::format("code/{}", width),
                    joined({data, {"--model", "bottleneck", "--code", std::to_string(width)}, how}),
                    {},
                    "mitdb",
                    seconds});
  }
  plan.push_back({"code/unlabelled",
                  joined({data,
                          {"--model", "encoder", "--code", "16", "--loss", "barlow", "--augment-shift", "4",
                           "--augment-stretch", "0.1", "--augment-noise", "0.02", "--augment-scale", "0.1"},
                          how}),
                  {},
                  "mitdb",
                  2 * seconds});
  plan.push_back({"code/probed",
                  joined({data, {"--from", "code/unlabelled", "--layers", "1"}, how}),
                  {"code/unlabelled"},
                  "mitdb",
                  seconds});
}

// Last, as it takes whatever runs are done.
void add_comparison(std::vector<Step>& plan) {
  Step compare{"compare", {"compare"}, {}, "mitdb", 60, true};
  for (const Step& step : plan)
    if (step.name.starts_with("runs/")) compare.needs.push_back(step.name);
  plan.push_back(std::move(compare));
}

}  // namespace

std::vector<Step> make_plan(bool quick) {
  const Budget& budget = quick ? quick_budget : full_budget;
  std::vector<Step> plan;
  for (const char* split : {"official", "ds1ds2"})
    plan.push_back(
        {fmt::format("rows/{}", split), {"beats", "mitdb", "--split", split, "--json"}, {}, "mitdb", 2});
  add_trainings(plan, budget, quick);
  add_faults(plan, budget);
  add_studies(plan, budget);
  add_transfers(plan, budget);
  add_explanations(plan, budget);
  add_codes(plan, budget, quick);
  add_comparison(plan);
  return plan;
}

}  // namespace rwave::experiment
