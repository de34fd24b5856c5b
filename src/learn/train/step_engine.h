#pragma once
// The engine that carries out a training's steps: from rows to updated weights. One is chosen when a training
// begins; the trainer's one loop then knows no devices, kernels or processes.
//
//   eager        libtorch's own operations, in one process (--plain)
//   fused        the kernels of gradient/ on the processor, in one process (the default)
//   CUDA graph   steps on a GPU, recorded once and launched as a whole
//   replicated   several processes that share each batch; eager or fused within each (learn/distributed/)

#include <torch/torch.h>

#include <atomic>
#include <cstdint>
#include <memory>

#include "learn/distributed/process_group.h"
#include "learn/distributed/shared_update.h"
#include "learn/model/predict.h"
#include "learn/model/row_tensors.h"
#include "learn/optim/flat_parameters.h"
#include "learn/optim/optimizer.h"
#include "learn/options/train_options.h"
#include "learn/train/objective.h"

namespace rwave::learn {

// What a step works on. All must outlive the engine and lie on one device; `network` trains the parameters
// that lie in `flat`, which `optimizer` updates.
struct StepParts {
  const TrainOptions& options;
  // That train, as the frozen stages leave them.
  const Rows& rows;
  // What a step minimises, augmentation included.
  const Objective& objective;
  Network network;
  FlatParameters& flat;
  Optimizer& optimizer;
};

// One thread calls it, step after step in the epoch's order.
class StepEngine {
 public:
  explicit StepEngine(const StepParts& parts) : parts_(parts), device_(parts.rows.x.device()) {}
  StepEngine(const StepEngine&) = delete;
  StepEngine& operator=(const StepEngine&) = delete;
  virtual ~StepEngine() = default;

  // The network's forward pass as this engine carries it out: x (batch, channels, width) -> logits.
  virtual torch::Tensor forward(const torch::Tensor& x) = 0;

  // The order (rows) int64 of all rows in the epoch to come, and the sum of the losses of those of its rows
  // whose steps were done before (a resumed training).
  virtual void begin_epoch(const torch::Tensor& order, double loss_sum);

  // One step on the rows [first, last) of the order at this learning rate. Throws LostRank. `stop` is read
  // where several processes must agree on it within the step.
  virtual void step(std::int64_t first, std::int64_t last, double rate, const std::atomic<bool>& stop) = 0;

  // Whether the training is to stop before the next step.
  virtual bool stopped(const std::atomic<bool>& stop) const { return stop; }

  // Whether loss_sum() can be read after each step without waiting for the device.
  virtual bool knows_each_loss() const { return true; }

  // The sum of the losses of the epoch's rows so far. Not a number where one of them was none.
  virtual double loss_sum() { return loss_sum_; }

  // Logits (n, classes) of rows (n, channels, width), in eval mode, without gradients.
  virtual torch::Tensor logits_of(const torch::Tensor& x, std::int64_t classes);

  // Where processes share weights: waits until all have come here, and have read or written them.
  virtual void wait_for_weights() {}

  // After LostRank: whether some weights may be a step ahead of others, and batch norms' statistics and the
  // random generator as they were before the step under way.
  virtual bool torn() const { return false; }
  virtual void roll_back() {}

 protected:
  // The batch of these rows (n) int64, augmented; rows `first` on of a batch of `batch_rows`.
  Objective::Batch batch_of(const torch::Tensor& rows, std::int64_t first, std::int64_t batch_rows) const;

  StepParts parts_;
  torch::Device device_;
  // (rows) int64 on the device.
  torch::Tensor order_;
  // Over rows, not steps: the last batch may be smaller.
  double loss_sum_ = 0;
};

// The engine for these options. `group`: the processes that train together, null for one alone; `shared`:
// the memory that they share on one machine, else null. `as_on_gpu`: a GPU's steps, carried out by the
// processor, for tests.
std::unique_ptr<StepEngine> make_step_engine(const StepParts& parts, Group* group, SharedUpdate* shared,
                                             bool as_on_gpu);

}  // namespace rwave::learn
