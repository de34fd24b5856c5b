#include "learn/distributed/gradient_exchange.h"

#include <torch/csrc/autograd/function_hook.h>
#include <torch/csrc/autograd/variable.h>

#include <algorithm>

namespace rwave::learn {
namespace {

// 4 MB: large enough for the cost of a message to vanish, small enough that the last one, which nothing
// overlaps, is a fraction of the whole.
constexpr std::int64_t bucket_values = 1 << 20;

// Called when a parameter's gradient was added to its flat memory.
class ReadyHook : public torch::autograd::FunctionPostHook {
 public:
  ReadyHook(GradientExchange* exchange, std::size_t piece) : exchange_(exchange), piece_(piece) {}
  torch::autograd::variable_list operator()(const torch::autograd::variable_list& outputs,
                                            const torch::autograd::variable_list&) override {
    exchange_->piece_ready(piece_);
    return outputs;
  }

 private:
  GradientExchange* exchange_;
  std::size_t piece_;
};

bool overlap(std::int64_t first, std::int64_t count, const FlatParameters::Piece& piece) {
  return piece.first < first + count && first < piece.first + piece.count;
}

}  // namespace

GradientExchange::GradientExchange(Group& group, FlatParameters& flat) : group_(group), flat_(flat) {
  // From the end: a backward pass finishes the last parameters first.
  for (std::int64_t end = flat.gradients().numel(); end > 0; end -= bucket_values) {
    const std::int64_t first = std::max<std::int64_t>(0, end - bucket_values);
    Bucket bucket{first, end - first};
    bucket.pieces = static_cast<int>(std::ranges::count_if(
        flat.pieces(), [&](const auto& piece) { return overlap(bucket.first, bucket.count, piece); }));
    buckets_.push_back(bucket);
  }
  for (std::size_t i = 0; i < flat.pieces().size(); ++i) {
    accumulators_.push_back(torch::autograd::impl::grad_accumulator(flat.pieces()[i].parameter));
    hooks_.push_back(accumulators_.back()->add_post_hook(std::make_unique<ReadyHook>(this, i)));
  }
  reset();
}

GradientExchange::~GradientExchange() {
  for (std::size_t i = 0; i < hooks_.size(); ++i) accumulators_[i]->del_post_hook(hooks_[i]);
}

void GradientExchange::reset() {
  for (Bucket& bucket : buckets_) bucket.waiting = bucket.pieces;
  ready_.assign(flat_.pieces().size(), 0);
  sums_.clear();
  begun_ = 0;
}

void GradientExchange::piece_ready(std::size_t piece) {
  // A piece that two stages share is said to be ready twice.
  if (ready_.at(piece)) return;
  ready_[piece] = 1;
  for (Bucket& bucket : buckets_) {
    if (overlap(bucket.first, bucket.count, flat_.pieces()[piece])) --bucket.waiting;
  }
  begin_ready();
}

void GradientExchange::ready(const torch::Tensor& parameter) {
  const FlatParameters::Piece* piece = flat_.piece_of(parameter);
  if (piece) piece_ready(static_cast<std::size_t>(piece - flat_.pieces().data()));
}

void GradientExchange::begin_ready() {
  // In their order alone: ranks that started sums in different orders would add up different buckets.
  while (begun_ < buckets_.size() && buckets_[begun_].waiting == 0) begin_next();
}

void GradientExchange::begin_next() {
  const Bucket& bucket = buckets_[begun_++];
  sums_.push_back(
      group_.begin_sum(flat_.gradients().narrow(0, bucket.first, bucket.count), Group::Use::gradients));
}

// A parameter that had no part in the loss is never said to be ready; its gradient is zero, and final.
void GradientExchange::finish() {
  while (begun_ < buckets_.size()) begin_next();
  for (const auto& sum : sums_) sum->wait();
  reset();
}

void GradientExchange::abandon() {
  reset();
}

}  // namespace rwave::learn
