// What a training step of each network costs on one core: loss, gradients, optimiser; and how fast rows are
// classified.
#include <benchmark/benchmark.h>

#include "learn/device/device.h"
#include "learn/fused/fused_network.h"
#include "learn/model/predict.h"
#include "learn/networks/registry.h"
#include "learn/optim/flat_parameters.h"
#include "learn/optim/optimizer.h"
#include "learn/train/loss.h"

namespace {

using namespace rwave::learn;

constexpr NetworkShape shape{1, 187, 5};

void train_step(benchmark::State& state, const char* model, const char* optimizer_name, bool plain) {
  const int threads = static_cast<int>(state.range(1));
  prepare_torch(threads);
  const std::int64_t batch = state.range(0);
  TrainOptions options;
  options.optimizer.kind = value_of<OptimizerKind>(optimizer_name).value();
  Network network = make_network(model, shape);
  FlatParameters flat(network->parameters());
  Optimizer optimizer(options, flat.values(), flat.gradients());
  FusedNetwork fused(network, plain ? nullptr : &flat, threads);
  const torch::Tensor x = torch::rand({batch, 1, shape.width});
  const torch::Tensor y = torch::randint(shape.classes, {batch}, torch::kInt64);
  const torch::Tensor weights = torch::ones({shape.classes});
  for (auto _ : state) {
    flat.clear_gradients();
    loss(options, plain ? network->forward(x) : fused.forward(x), y, weights).backward();
    optimizer.step(1e-4);
  }
  state.counters["beats/s"] =
      benchmark::Counter(static_cast<double>(batch * state.iterations()), benchmark::Counter::kIsRate);
}
#define STEP(model, optimizer)                                           \
  BENCHMARK_CAPTURE(train_step, model##_fused, #model, optimizer, false) \
      ->Args({87, 1})                                                    \
      ->Args({87, 2})                                                    \
      ->UseRealTime()                                                    \
      ->Unit(benchmark::kMillisecond);                                   \
  BENCHMARK_CAPTURE(train_step, model##_plain, #model, optimizer, true)  \
      ->Args({87, 1})                                                    \
      ->UseRealTime()                                                    \
      ->Unit(benchmark::kMillisecond)
STEP(seed, "rmsprop");
STEP(kachuee, "adam");
STEP(cvxtz, "adam");
STEP(sajiddeboss, "adam");
STEP(small, "adamw");

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
