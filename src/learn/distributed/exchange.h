#pragma once
// The sum of all ranks' gradients, while the backward pass is still under way.

#include <torch/torch.h>

#include <cstdint>
#include <memory>
#include <vector>

#include "learn/distributed/group.h"
#include "learn/flat.h"

namespace rwave::learn {

// The flat gradients cut into stretches of 4 MB, from the last parameters to the first, as a backward pass
// makes them. Processes of one machine do without (shared_update.h). A stretch is exchanged as soon as the
// gradients of all its pieces are final; the stretches go in one order on all ranks. Refused: a rank that
// owns a part of the parameters, sums and optimises it alone and hands the values out. It exchanges the same
// bytes and saves optimiser time, but the moments of a rank that is lost would be lost with it, and there
// would be nothing to go on from.
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
  void ready(const torch::Tensor& parameter);  // the same, by the piece's parameter

  // Ends a step: exchanges what is left and waits for all. Throws LostRank.
  void finish();

  // Ends a step that failed.
  void abandon();

 private:
  struct Stretch {
    std::int64_t first = 0, count = 0;
    int pieces = 0;   // that lie in it, wholly or in part
    int waiting = 0;  // of those, not yet final
  };
  void begin_ready();
  void begin_next();
  void reset();

  Group& group_;
  FlatParameters& flat_;
  std::vector<Stretch> stretches_;  // in the order of exchange
  std::size_t begun_ = 0;
  std::vector<char> ready_;  // by piece
  std::vector<std::unique_ptr<PendingSum>> sums_;
  std::vector<std::shared_ptr<torch::autograd::Node>> accumulators_;  // with their hooks, by piece
  std::vector<std::uintptr_t> hooks_;
};

}  // namespace rwave::learn
