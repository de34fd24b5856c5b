#include "learn/distributed/replica.h"

#include <ATen/CPUGeneratorImpl.h>

namespace rwave::learn {
namespace {

// The processor's default one, which dropout and augmentation draw from.
at::Generator generator() {
  return at::detail::getDefaultCPUGenerator();
}

}  // namespace

Share share_of(std::int64_t first, std::int64_t last, int rank, int ranks) {
  const std::int64_t rows = last - first;
  // Batch norm cannot train on one row; each rank then computes the whole batch and counts for its part.
  if (rows < 2 * ranks) return {first, last, 1.0 / ranks};
  const std::int64_t from = first + rows * rank / ranks, to = first + rows * (rank + 1) / ranks;
  return {from, to, static_cast<double>(to - from) / static_cast<double>(rows)};
}

Replica::Replica(Group& group, SharedUpdate* shared, Network& network, FlatParameters& flat, bool synchronise,
                 bool fused)
    : group_(group),
      shared_(shared),
      network_(network),
      buffers_(network->buffers()),
      synchronise_(synchronise) {
  // With shared memory nothing is exchanged, so no hooks are set either.
  if (!shared) exchange_.emplace(group, flat);
  if (synchronise && !fused) synchronise_batch_norms(network, group, whole_batch_);
}

void Replica::serve(StepContext& context) {
  fused_ = &context;
  if (shared_)
    context.products = shared_;
  else
    context.ready = [this](const torch::Tensor& parameter) { exchange_->ready(parameter); };
  if (!synchronise_) return;
  context.add_up = [this](double* sums, std::int64_t count) {
    if (!whole_batch_) group_.sum(torch::from_blob(sums, {count}, torch::kFloat64));
  };
}

Share Replica::begin_step(std::int64_t first, std::int64_t last) {
  buffers_before_.clear();
  // What a lost step would leave half done: kilobytes, copied in each step.
  for (const torch::Tensor& buffer : buffers_) buffers_before_.push_back(buffer.clone());
  generator_before_ = generator().get_state();
  in_step_ = true;
  const Share share = share_of(first, last, group_.rank(), group_.size());
  whole_batch_ = share.first == first && share.last == last;
  const std::int64_t own = share.last - share.first;
  if (shared_ && whole_batch_) shared_->begin_step(own * group_.rank(), own * group_.size());
  if (shared_ && !whole_batch_) shared_->begin_step(share.first - first, last - first);
  if (fused_) fused_->first_row = share.first - first;
  return share;
}

void Replica::split_generator(std::uint64_t seed) {
  // Apart by rank from here, joined again in finish_step(): what follows the step is drawn alike.
  constexpr std::uint64_t golden = 0x9e3779b97f4a7c15U;
  generator_common_ = generator().get_state();
  generator().set_current_seed(seed + golden * (static_cast<std::uint64_t>(group_.rank()) + 1));
}

void Replica::report(const torch::Tensor& weighted_loss, bool stop) {
  // Loss and stop in one message: a second would cost its latency in each step.
  notice_ = torch::full({2}, stop ? 1 : 0, weighted_loss.options().requires_grad(false));
  notice_[0] = weighted_loss.detach();
  if (!shared_) notice_sum_ = group_.begin_sum(notice_, Group::Use::notice);
}

Replica::Outcome Replica::finish_step() {
  // The sum is a barrier too: behind it all gradients are written.
  if (shared_) {
    group_.sum(notice_);  // all have written their gradients
    shared_->complete_gradients();
  } else {
    exchange_->finish();
    notice_sum_->wait();
  }
  if (generator_common_.defined()) generator().set_state(generator_common_);
  in_step_ = false;
  return {notice_[0].item<double>(), notice_[1].item<double>() > 0};
}

void Replica::complete_step() {
  if (shared_) shared_->complete_weights();
}

void Replica::wait_for_weights() {
  if (shared_) group_.shared_memory()->wait_for_all();
}

void Replica::roll_back() {
  if (exchange_) exchange_->abandon();
  if (!in_step_) return;
  const torch::NoGradGuard no_gradients;
  for (std::size_t i = 0; i < buffers_.size(); ++i) buffers_[i].copy_(buffers_before_[i]);
  generator().set_state(generator_before_);
  in_step_ = false;
}

void Replica::share_buffers() {
  // Each rank's running statistics are of its own rows; rank 0's are the ones that are saved.
  for (const torch::Tensor& buffer : buffers_) group_.broadcast(buffer);
}

torch::Tensor Replica::logits_of(const Forward& forward, const torch::Tensor& x, std::int64_t classes) {
  const std::int64_t rows = x.size(0);
  const std::int64_t from = rows * group_.rank() / group_.size();
  const std::int64_t to = rows * (group_.rank() + 1) / group_.size();
  // Zeros where others compute: the sum puts the parts together.
  const torch::Tensor logits = torch::zeros({rows, classes}, x.options());
  if (to > from) logits.slice(0, from, to).copy_(learn::logits_of(network_, forward, x.slice(0, from, to)));
  group_.sum(logits);
  return logits;
}

}  // namespace rwave::learn
