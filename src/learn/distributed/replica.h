#pragma once
// Replica: one process's part in a training that several processes share (data parallelism): which rows of a
// batch are its own, and what is exchanged in a step.

#include <torch/torch.h>

#include <cstdint>
#include <optional>
#include <vector>

#include "learn/distributed/gradient_exchange.h"
#include "learn/distributed/process_group.h"
#include "learn/distributed/shared_update.h"
#include "learn/fused/stage.h"
#include "learn/model/predict.h"
#include "learn/networks/registry.h"
#include "learn/optim/flat_parameters.h"

namespace rwave::learn {

// Rows [first, last) of a batch, and what the mean loss over them counts in the batch's mean.
struct Share {
  std::int64_t first = 0, last = 0;
  double weight = 1;
};

// The share of rank `rank` of `ranks` in the rows [first, last): contiguous, equal to one row. A batch of
// fewer than two rows per rank is computed by every rank as a whole, so that none is without rows: batch norm
// needs some, and the batches must not depend on the number of ranks.
Share share_of(std::int64_t first, std::int64_t last, int rank, int ranks);

// One training's part in a group; used by the replicated engine alone, from one thread.
class Replica {
 public:
  // All must outlive it. `shared`: the memory and the work that ranks of one machine share; null elsewhere.
  // `synchronise`: batch norms use the whole batch, not this rank's share. `fused`: the network
  // will run on fused stages (serve() follows), which sum for their batch norms themselves; otherwise the
  // network's batch norms are replaced by ones that do.
  Replica(Group& group, SharedUpdate* shared, Network& network, FlatParameters& flat, bool synchronise,
          bool fused);

  // The network runs on fused stages, which draw dropout by a row's place in the whole batch.
  void serve(StepContext& context);

  Group& group() { return group_; }

  // Begins the step of the batch [first, last), before anything of it is drawn: this rank's share.
  Share begin_step(std::int64_t first, std::int64_t last);

  // Whether every rank computes the whole of the batch under way.
  const bool& whole_batch() const { return whole_batch_; }

  // For libtorch's dropout, after what is drawn for the whole batch was drawn: until the step ends each rank
  // draws from numbers of its own, which `seed` and the rank give. The same mask for each rank's rows would
  // be none of dropout's, and the ranks' generators would part.
  void split_generator(std::uint64_t seed);

  // This rank's loss, times its share's weight, and whether it was asked to stop: before the backward pass.
  void report(const torch::Tensor& weighted_loss, bool stop);

  // After the backward pass: waits until flat.gradients() hold the sums over all ranks, of what this rank's
  // optimiser updates.
  struct Outcome {
    // Of the whole batch.
    double loss = 0;
    // Whether any rank was asked to.
    bool stop = false;
  };
  Outcome finish_step();

  // After the optimiser: waits until all weights are updated.
  void complete_step();

  // Where the ranks share weights: waits until all have come here, and have read or written them.
  void wait_for_weights();

  // After LostRank: whether some weights may be a step ahead of others.
  bool torn() const { return shared_ && shared_->torn(); }

  // After LostRank: batch norms' statistics and the generator are what they were before the step under way.
  void roll_back();

  // Rank 0's batch norm statistics, on all ranks.
  void share_buffers();

  // The logits (n, classes) of all rows, of which each rank computes a part.
  torch::Tensor logits_of(const Forward& forward, const torch::Tensor& x, std::int64_t classes);

 private:
  Group& group_;
  SharedUpdate* shared_;
  Network network_;
  // Batch norms' statistics, and as they were when the step began.
  std::vector<torch::Tensor> buffers_, buffers_before_;
  // Where not shared_.
  std::optional<GradientExchange> exchange_;
  // States of libtorch's generator: before the step, and after what all ranks drew alike.
  torch::Tensor generator_before_, generator_common_;
  // Loss and stop, summed over the ranks in one small exchange.
  torch::Tensor notice_;
  std::unique_ptr<PendingSum> notice_sum_;
  StepContext* fused_ = nullptr;
  bool synchronise_;
  // Between begin_step() and the end of the step: what roll_back() takes back.
  bool in_step_ = false;
  bool whole_batch_ = false;
};

// Synchronised batch norm (sync_batch_norm.cpp). From now on the network's batch norms take, in training,
// mean and variance of the whole group's rows, and pass back the gradients of that. Their parameters and
// running statistics stay where they are. All ranks must run the network at the same time, on one row or more
// each. While `whole` is true every rank passes the whole batch, and nothing is exchanged. Group and flag
// must outlive the network's trainings.
void synchronise_batch_norms(Network& network, Group& group, const bool& whole);

}  // namespace rwave::learn
