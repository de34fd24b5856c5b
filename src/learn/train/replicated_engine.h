#pragma once
// The engine of a process that trains one network together with others: each takes its share of every batch,
// and all end a step with the same weights (learn/distributed/replica.h).

#include <memory>

#include "learn/distributed/replica.h"
#include "learn/train/local_engine.h"

namespace rwave::learn {

class ReplicatedEngine : public StepEngine {
 public:
  // `shared`: the weights that the processes of one machine hold together; null elsewhere. `fused`: each
  // process runs fused stages, else libtorch's operations.
  ReplicatedEngine(const StepParts& parts, Group& group, SharedUpdate* shared, bool fused);

  torch::Tensor forward(const torch::Tensor& x) override { return local_->forward(x); }
  void step(std::int64_t first, std::int64_t last, double rate, const std::atomic<bool>& stop) override;

  // One process that is asked to stop stops all, after the same step.
  bool stopped(const std::atomic<bool>&) const override { return stopped_; }

  // Each process computes a part of the rows, with rank 0's batch norm statistics.
  torch::Tensor logits_of(const torch::Tensor& x, std::int64_t classes) override;

  // What each means stands with the replica's functions.
  void wait_for_weights() override { replica_.wait_for_weights(); }
  bool torn() const override { return replica_.torn(); }
  void roll_back() override { replica_.roll_back(); }

 private:
  // This process's part in the group.
  Replica replica_;
  // Whether `local_` is a FusedEngine, whose dropout needs no generator of the rank's own.
  bool fused_;
  // For its forward pass.
  std::unique_ptr<EagerEngine> local_;
  // Whether any process was asked to stop in the last step.
  bool stopped_ = false;
};

}  // namespace rwave::learn
