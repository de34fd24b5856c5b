#pragma once
// Exchange of gradients (all-reduce): their sum over all ranks, while the backward pass is still under way.

#include <torch/torch.h>

#include <cstdint>
#include <memory>
#include <vector>

#include "learn/distributed/process_group.h"
#include "learn/optim/flat_parameters.h"

namespace rwave::learn {

// The flat gradients cut into buckets (as PyTorch's DDP calls them) of 4 MB, from the last parameters to the
// first, as a backward pass makes them. Processes of one machine do without (shared_update.h). A bucket is
// exchanged as soon as the gradients of all its pieces are final; the buckets go in one order on all ranks.
// Refused: a rank that owns a part of the parameters, sums and optimises it alone and hands the values out.
// It exchanges the same bytes and saves optimiser time, but the moments of a rank that is lost would be lost
// with it, and there would be nothing to go on from.
class GradientExchange {
 public:
  // Hooks itself to the parameters' gradients, as libtorch's autograd makes them. All must outlive it.
  GradientExchange(Group& group, FlatParameters& flat);
  ~GradientExchange();
  GradientExchange(const GradientExchange&) = delete;
  GradientExchange& operator=(const GradientExchange&) = delete;

  // The gradient of flat.pieces()[piece] is final for this step. For whoever writes gradients into the flat
  // memory himself, once a step; autograd's hooks call it for all others.
  void piece_ready(std::size_t piece);
  // The same, by the piece's parameter.
  void ready(const torch::Tensor& parameter);

  // Ends a step: exchanges what is left and waits for all. Throws LostRank.
  void finish();

  // Ends a step that failed.
  void abandon();

 private:
  // Values of the flat gradients that are exchanged together.
  struct Bucket {
    std::int64_t first = 0, count = 0;
    // That lie in it, wholly or in part.
    int pieces = 0;
    // Of those, not yet final.
    int waiting = 0;
  };
  // Starts the exchange of buckets in their order: those that are ready, and the next one.
  void begin_ready();
  // The next bucket in the order, ready or not: the step's end needs all of them.
  void begin_next();
  // As before a step: nothing begun, nothing ready.
  void reset();

  // Sums go over its connections for gradients, so that other sums need not wait for them.
  Group& group_;
  FlatParameters& flat_;
  // In the order of exchange.
  std::vector<Bucket> buckets_;
  // Buckets whose exchange was started in this step.
  std::size_t begun_ = 0;
  // By piece: 1 where its gradient is final for this step.
  std::vector<char> ready_;
  std::vector<std::unique_ptr<PendingSum>> sums_;
  // With their hooks, by piece.
  std::vector<std::shared_ptr<torch::autograd::Node>> accumulators_;
  std::vector<std::uintptr_t> hooks_;
};

}  // namespace rwave::learn
