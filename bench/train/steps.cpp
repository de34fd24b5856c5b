// Training steps of one network, timed one by one, for bench/train/compare: the same steps that `rwave train`
// takes, from weights and rows that the peer gets too.
//   train_steps MODEL OPTIMIZER BATCH STEPS THREADS DROPOUT FORM ROWS FOLDER
// DROPOUT 0 sets all dropouts to 0. FORM: fused or plain; or cuda-float32, cuda-tf32 or cuda-bf16 for a GPU,
// where the steps are repeated for some epochs and only these are timed (bench/train/gpu). ROWS: a .beats
// file. FOLDER takes weights.f32 and rows.f32, labels.i64: the network's values in its parameters' order, and
// the rows of all the steps. Prints one JSON object.
#include <fmt/format.h>
#include <sys/resource.h>

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <nlohmann/json.hpp>

#include "base/clock.h"
#include "dataset/beat_file.h"
#include "gradient/matrix_product.h"
#include "learn/device/device.h"
#include "learn/device/precision.h"
#include "learn/fused/fused_network.h"
#include "learn/networks/registry.h"
#include "learn/optim/optimizer.h"
#include "learn/train/batches.h"
#include "learn/train/local_engine.h"
#include "learn/train/loss.h"
#include "learn/train/objective.h"
#include "learn/train/training_progress.h"
#include "rwave/error.h"

namespace {

using namespace rwave;
using namespace rwave::learn;

struct Job {
  std::string model, optimizer;
  std::int64_t batch, steps;
  int threads;
  bool dropout;
  std::string form, rows, folder;
};

constexpr double rate = 1e-4;

// With PROCESSOR_TIME set that of the process, for one thread on a machine that does other work too.
double seconds_now() {
  static const bool of_process = std::getenv("PROCESSOR_TIME") != nullptr;
  return of_process ? static_cast<double>(std::clock()) / CLOCKS_PER_SEC : steady_seconds();
}

void write_raw(const std::string& file, const torch::Tensor& tensor) {
  const torch::Tensor values = tensor.detach().contiguous();
  std::ofstream(file, std::ios::binary)
      .write(static_cast<const char*>(values.data_ptr()), static_cast<std::streamsize>(values.nbytes()));
}

// Steps x batch rows of the set in an order drawn from seed 1, as often as they are needed.
Rows rows_of(const Job& job) {
  const BeatSet set = read_beat_set(job.rows);
  const auto n = static_cast<std::int64_t>(set.size());
  std::vector<std::uint32_t> chosen;
  for (int epoch = 0; static_cast<std::int64_t>(chosen.size()) < job.batch * job.steps; ++epoch) {
    const torch::Tensor order = epoch_order(n, 1, epoch);
    for (std::int64_t i = 0; i < n; ++i)
      chosen.push_back(static_cast<std::uint32_t>(order[i].item<std::int64_t>()));
  }
  chosen.resize(static_cast<std::size_t>(job.batch * job.steps));
  return gather_rows(set, chosen);
}

// Multiply-adds a second in a product whose operands stay in the first-level cache: what one core can do.
double peak_a_second() {
  std::vector<float> a(112 * 128, 1.0F), b(128 * 32, 1.0F), out(112 * 32);
  gradient::Product p;
  p.a = a.data();
  p.a_row = 128;
  p.b = b.data();
  p.b_depth = 32;
  p.rows = 112;
  p.depth = 128;
  p.cols = 32;
  p.out = out.data();
  p.out_row = 32;
  double best = 1e9;
  for (int i = 0; i < 30; ++i) {
    const double begun = steady_seconds();
    for (int j = 0; j < 100; ++j) gradient::multiply(p, 1);
    best = std::min(best, steady_seconds() - begun);
  }
  return 112.0 * 128 * 32 * 100 / best;
}

// The same rows in the same order in every epoch, as the peer takes them: seconds of each epoch and its mean
// loss.
nlohmann::json run_on_gpu(TrainOptions options, Network& network, const Rows& on_host) {
  set_precision(options.execution.precision);
  const torch::Device device = open_device(DeviceKind::cuda, 0);
  network->to(device);
  const Rows rows = on_host.to(device);
  const torch::Tensor order = torch::arange(rows.size());
  const Objective objective(options, BeatSet{}, torch::ones({5}).to(device), rows.x.size(1), device);
  FlatParameters flat(network->parameters());
  Optimizer optimizer(options, flat.values(), flat.gradients());
  CudaGraphEngine steps({options, rows, objective, network, flat, optimizer});
  network->train();
  const std::atomic<bool> never{false};
  std::vector<double> losses, seconds;
  for (int epoch = 0; epoch < 6; ++epoch) {
    const double begun = steady_seconds();
    steps.begin_epoch(order, 0);
    for (const auto& [first, last] : batch_bounds(rows.size(), options.batch))
      steps.step(first, last, rate, never);
    losses.push_back(steps.loss_sum() / static_cast<double>(rows.size()));
    seconds.push_back(steady_seconds() - begun);
  }
  return {{"losses", losses}, {"seconds", seconds}};
}

nlohmann::json run(const Job& job) {
  prepare_torch(job.threads);
  torch::manual_seed(1);
  const Rows rows = rows_of(job);
  Network network =
      make_network(job.model, {static_cast<int>(rows.x.size(1)), static_cast<int>(rows.x.size(2)), 5});
  for (const auto& module : network->modules(false)) {
    auto* dropout = module->as<torch::nn::DropoutImpl>();
    if (dropout && !job.dropout) dropout->options.p(0);
  }
  const bool plain = job.form == "plain";
  TrainOptions options;
  options.optimizer.kind = value_of<OptimizerKind>(job.optimizer).value();
  options.batch = static_cast<int>(job.batch);
  FlatParameters flat(network->parameters());
  write_raw(job.folder + "/weights.f32", flat.values());
  write_raw(job.folder + "/rows.f32", rows.x);
  write_raw(job.folder + "/labels.i64", rows.y);
  if (job.form.starts_with("cuda-")) {
    options.execution.precision = value_of<Precision>(job.form.substr(5)).value();
    return run_on_gpu(options, network, rows);
  }

  Optimizer optimizer(options, flat.values(), flat.gradients());
  FusedNetwork fused(network, plain ? nullptr : &flat, job.threads);
  const torch::Tensor weights = torch::ones({5});
  std::vector<double> losses, seconds;
  for (std::int64_t step = 0; step < job.steps; ++step) {
    const double begun = seconds_now();
    const torch::Tensor chosen = torch::arange(step * job.batch, (step + 1) * job.batch);
    const torch::Tensor x = rows.x.index_select(0, chosen), y = rows.y.index_select(0, chosen);
    const torch::Tensor mean = loss(options, plain ? network->forward(x) : fused.forward(x), y, weights);
    flat.clear_gradients();
    mean.backward();
    optimizer.step(rate);
    losses.push_back(mean.item<double>());
    seconds.push_back(seconds_now() - begun);
  }
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  return {{"losses", losses},
          {"seconds", seconds},
          {"peak_mb", static_cast<double>(usage.ru_maxrss) / 1024},
          {"peak_multiply_adds", peak_a_second()}};
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 10) {
    fmt::print(stderr, "train_steps MODEL OPTIMIZER BATCH STEPS THREADS DROPOUT FORM ROWS FOLDER\n");
    return 2;
  }
  try {
    const Job job{argv[1],
                  argv[2],
                  std::atoll(argv[3]),
                  std::atoll(argv[4]),
                  std::atoi(argv[5]),
                  std::string(argv[6]) != "0",
                  argv[7],
                  argv[8],
                  argv[9]};
    fmt::print("{}\n", run(job).dump());
  } catch (const std::exception& fault) {
    fmt::print(stderr, "train_steps: {}\n", fault.what());
    return 1;
  }
}
