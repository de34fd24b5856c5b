#include "infer/network.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "base/parallel.h"
#include "infer/aligned.h"
#include "infer/onnx_read.h"
#include "infer/plan.h"
#include "infer/workers.h"
#include "rwave/error.h"

namespace rwave::infer {
namespace {

constexpr int max_threads = 1024;

int threads_of(const RunOptions& options) {
  if (options.threads < 0 || options.threads > max_threads)
    throw Error(fmt::format("{} threads; expected 0 to {}", options.threads, max_threads));
  return options.threads == 0 ? available_threads() : options.threads;
}

}  // namespace

struct Network::State {
  State(Graph graph, const RunOptions& options)
      : card(graph.card),
        threads(threads_of(options)),
        plan(make_plan(std::move(graph), kernels_of(options.simd.value_or(best_simd_level())),
                       (std::max(1, options.max_batch) + threads - 1) / threads)),
        workers(threads, [this](int party) { run_part(party); }) {
    for (int i = 0; i < threads; ++i) arenas.emplace_back(plan.arena_bytes);
  }

  // Party i's share of the batch under way: equal parts, in order.
  // Equal parts in order: a beat's scores do not depend on the part that it is in, so results are
  // the same for any number of threads.
  void run_part(int party) {
    const std::int64_t first = count * party / parties, last = count * (party + 1) / parties;
    run_plan(plan, arenas[static_cast<std::size_t>(party)].data(), rows + first * plan.row_values,
             last - first, scores + first * plan.row_scores);
  }

  std::optional<ModelCard> card;
  int threads;
  Plan plan;
  std::vector<AlignedBuffer> arenas;  // one per thread

  // The batch under way.
  const float* rows = nullptr;
  float* scores = nullptr;
  std::int64_t count = 0;
  int parties = 1;

  // Last: its threads use everything above.
  Workers workers;
};

Network Network::load(const std::filesystem::path& file, const RunOptions& options) {
  Graph graph = read_onnx(file);
  try {
    return Network(std::move(graph), options);
  } catch (const Error& fault) {
    throw Error(file.string(), fault.what());
  }
}

Network::Network(Graph graph, const RunOptions& options)
    : state_(std::make_unique<State>(std::move(graph), options)) {}
Network::Network(Network&&) noexcept = default;
Network& Network::operator=(Network&&) noexcept = default;
Network::~Network() = default;

const std::optional<ModelCard>& Network::card() const {
  return state_->card;
}

std::int64_t Network::row_values() const {
  return state_->plan.row_values;
}

std::int64_t Network::row_scores() const {
  return state_->plan.row_scores;
}

SimdLevel Network::simd() const {
  return state_->plan.kernels->level;
}

std::size_t Network::arena_bytes() const {
  return state_->plan.arena_bytes * state_->arenas.size();
}

std::size_t Network::weight_bytes() const {
  return state_->plan.weight_bytes;
}

// No allocation from here on: all memory was laid out when the network was made, so that a call
// takes the same time whenever it comes.
void Network::run(std::span<const float> rows, std::span<float> scores) {
  State& state = *state_;
  const Plan& plan = state.plan;
  const auto values = static_cast<std::int64_t>(rows.size());
  const std::int64_t count = values / plan.row_values;
  if (count * plan.row_values != values ||
      static_cast<std::int64_t>(scores.size()) != count * plan.row_scores)
    throw Error(fmt::format("{} values and {} scores; expected {} and {} a row", values, scores.size(),
                            plan.row_values, plan.row_scores));
  // More rows than the arena has room for run in several rounds.
  const std::int64_t part = plan.max_rows * state.threads;
  for (std::int64_t first = 0; first < count; first += part) {
    state.rows = rows.data() + first * plan.row_values;
    state.scores = scores.data() + first * plan.row_scores;
    state.count = std::min(part, count - first);
    state.parties = static_cast<int>(std::min<std::int64_t>(state.threads, state.count));
    state.workers.run(state.parties);
  }
}

}  // namespace rwave::infer
