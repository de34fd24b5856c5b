#include "learn/distributed/replica.h"

#include <ATen/CPUGeneratorImpl.h>

#include "learn/distributed/sync_batch_norm.h"

namespace rwave::learn {
namespace {

at::Generator generator() {
  return at::detail::getDefaultCPUGenerator();
}

}  // namespace

Share share_of(std::int64_t first, std::int64_t last, int rank, int ranks) {
  const std::int64_t rows = last - first;
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

void Replica::part(std::uint64_t seed) {
  constexpr std::uint64_t golden = 0x9e3779b97f4a7c15U;
  generator_common_ = generator().get_state();
  generator().set_current_seed(seed + golden * (static_cast<std::uint64_t>(group_.rank()) + 1));
}

void Replica::tell(const torch::Tensor& weighted_loss, bool stop) {
  notice_ = torch::full({2}, stop ? 1 : 0, weighted_loss.options().requires_grad(false));
  notice_[0] = weighted_loss.detach();
  if (!shared_) notice_sum_ = group_.begin_sum(notice_, Group::Use::notice);
}

Replica::Outcome Replica::finish_step() {
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
  if (shared_) group_.near()->wait_for_all();
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
  for (const torch::Tensor& buffer : buffers_) group_.broadcast(buffer);
}

torch::Tensor Replica::logits_of(const Forward& forward, const torch::Tensor& x, std::int64_t classes) {
  const std::int64_t rows = x.size(0);
  const std::int64_t from = rows * group_.rank() / group_.size();
  const std::int64_t to = rows * (group_.rank() + 1) / group_.size();
  const torch::Tensor logits = torch::zeros({rows, classes}, x.options());
  if (to > from) logits.slice(0, from, to).copy_(learn::logits_of(network_, forward, x.slice(0, from, to)));
  group_.sum(logits);
  return logits;
}

}  // namespace rwave::learn
