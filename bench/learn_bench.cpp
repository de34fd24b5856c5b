// What a training step of each network costs on one core: loss, gradients, optimiser; and how fast rows are
// classified.
#include <benchmark/benchmark.h>

#include "learn/flat.h"
#include "learn/loss.h"
#include "learn/models/network.h"
#include "learn/optimizer.h"
#include "learn/predict.h"
#include "learn/runtime.h"

namespace {

using namespace rwave::learn;

constexpr NetworkShape shape{1, 187, 5};

void train_step(benchmark::State& state, const char* model, const char* optimizer_name) {
  prepare_torch(1);
  const std::int64_t batch = state.range(0);
  TrainOptions options;
  options.optimizer = optimizer_name;
  Network network = make_network(model, shape);
  FlatParameters flat(network->parameters());
  Optimizer optimizer(options, flat.values(), flat.gradients());
  const torch::Tensor x = torch::rand({batch, 1, shape.width});
  const torch::Tensor y = torch::randint(shape.classes, {batch}, torch::kInt64);
  const torch::Tensor weights = torch::ones({shape.classes});
  for (auto _ : state) {
    flat.clear_gradients();
    loss(options, network->forward(x), y, weights).backward();
    optimizer.step(1e-4);
  }
  state.counters["beats/s"] =
      benchmark::Counter(static_cast<double>(batch * state.iterations()), benchmark::Counter::kIsRate);
}
BENCHMARK_CAPTURE(train_step, seed_adamw, "seed", "adamw")->Arg(87)->Arg(256)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(train_step, seed_rmsprop, "seed", "rmsprop")->Arg(87)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(train_step, kachuee, "kachuee", "adam")->Arg(256)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(train_step, cvxtz, "cvxtz", "adam")->Arg(256)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(train_step, sajiddeboss, "sajiddeboss", "adam")->Arg(256)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(train_step, small, "small", "adamw")->Arg(256)->Unit(benchmark::kMillisecond);

void classify(benchmark::State& state, const char* model) {
  prepare_torch(1);
  Network network = make_network(model, shape);
  const torch::Tensor x = torch::rand({state.range(0), 1, shape.width});
  for (auto _ : state) benchmark::DoNotOptimize(logits_of(network, x));
  state.counters["beats/s"] = benchmark::Counter(static_cast<double>(state.range(0) * state.iterations()),
                                                 benchmark::Counter::kIsRate);
}
BENCHMARK_CAPTURE(classify, seed, "seed")->Arg(1)->Arg(512)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(classify, small, "small")->Arg(1)->Arg(512)->Unit(benchmark::kMillisecond);

}  // namespace
