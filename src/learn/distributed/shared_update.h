#pragma once
// Shared update: a step's gradients and its optimiser's pass, divided among processes of one machine.

#include <torch/torch.h>

#include <cstdint>
#include <memory>
#include <vector>

#include "learn/distributed/shared_memory.h"
#include "learn/fused/stage.h"
#include "learn/optim/flat_parameters.h"
#include "learn/optim/optimizer.h"

namespace rwave::learn {

// The weights and the optimiser's moments lie once, in memory that all processes map. Each process owns a
// part of them: it adds up the others' gradients of that part, which it reads where they lie, and updates it,
// so that nothing is copied and no weight is updated twice.
//
// The gradient of a large Linear layer's weights is a product of gradients and inputs, summed over rows: far
// more numbers than go into it (the report's network: 4.7 million of 87 rows of 5632). So those are not added
// up either: the processes lay their rows side by side, and each computes the outputs that it owns, of all
// rows, which is as much work as all outputs of its own rows.
class SharedUpdate : public WeightGradients {
 public:
  // All must outlive it.
  SharedUpdate(SharedMemoryGroup& shared_memory, int rank, int ranks)
      : shared_memory_(shared_memory), rank_(rank), ranks_(ranks) {}

  // For FlatParameters: the values of all, the gradients of this process.
  FlatParameters::Memory memory_for(std::int64_t count);

  // Divides the weights that lie in what memory_for() gave. `fused`: its rows of large Linear layers come to
  // take(). All ranks must call it; the weights are whole on all of them afterwards.
  void divide(FlatParameters& flat, Optimizer& optimizer, bool fused);

  // Before a step of `total` rows over all ranks, of which this rank's begin at `first`.
  void begin_step(std::int64_t first, std::int64_t total);

  // Of the Linear layers that divide() chose: large ones, where adding up gradients costs more than laying
  // rows side by side.
  bool takes(const torch::Tensor& weight) const override;
  // Once a step and weight.
  void take(const torch::Tensor& weight, const torch::Tensor& x, const torch::Tensor& gradients) override;

  // After all ranks' backward passes: completes this rank's part of the gradients. The others have done so
  // with theirs when it returns, and the optimiser may write weights.
  void complete_gradients();

  // After the optimiser: waits until all weights are updated.
  void complete_weights();

  // Whether some weights may be updated and others not: between the two.
  bool torn() const { return torn_; }

 private:
  // A large Linear layer whose weight's gradient is computed over the rows of all processes.
  struct Layer {
    torch::Tensor weight;
    // In the flat gradients.
    std::int64_t first = 0;
    std::int64_t inputs = 0, outputs = 0;
    // Outputs that this rank computes.
    std::int64_t own_first = 0, own_last = 0;
    // Shared memory: x (total, inputs), then gradients (total, outputs).
    std::shared_ptr<float> rows = {};
    float *x = nullptr, *gradients = nullptr;
  };
  // (count) in memory that all processes map.
  torch::Tensor zeros(std::int64_t count);
  // This rank's outputs of one layer: rows of all ranks, one product.
  void multiply(const Layer& layer) const;
  // The other ranks' gradients of this rank's part, added in the order of the ranks.
  void add_up(const Optimizer::Segment& own) const;

  SharedMemoryGroup& shared_memory_;
  int rank_, ranks_;
  // Each rank's gradients, as this process sees them.
  std::vector<float*> gradients_;
  std::vector<Layer> layers_;
  // This rank's parts of all but the layers.
  std::vector<Optimizer::Segment> summed_;
  // This rank's first row in the step, and the rows of all.
  std::int64_t first_ = 0, total_ = 0;
  // Rows of a batch that the layers' shared memory holds.
  std::int64_t capacity_ = 0;
  // True from the first weight written to the last: a rank lost in between leaves weights of two steps.
  bool torn_ = false;
};

}  // namespace rwave::learn
