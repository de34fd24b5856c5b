#include "learn/distributed/replica.h"

namespace rwave::learn {
namespace {

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

// (C) as (1, C, 1, ...), to be used with x of `dims` dimensions.
torch::Tensor along_channels(const torch::Tensor& values, std::int64_t dims) {
  std::vector<std::int64_t> shape(static_cast<std::size_t>(dims), 1);
  shape[1] = values.numel();
  return values.view(shape);
}

std::vector<std::int64_t> all_but_channels(const torch::Tensor& x) {
  std::vector<std::int64_t> dims{0};
  for (std::int64_t d = 2; d < x.dim(); ++d) dims.push_back(d);
  return dims;
}

struct Statistics {
  torch::Tensor mean, variance;  // (C) float64, the variance over N
  double count = 0;              // N, values per channel
};

// Each rank gives its sums and sums of squares, in float64: the difference of two squares loses half the
// digits.
Statistics statistics_of(Group& group, const torch::Tensor& x) {
  const auto channels = x.size(1);
  const torch::Tensor wide = x.to(torch::kFloat64);
  const auto dims = all_but_channels(x);
  torch::Tensor sums =
      torch::cat({wide.sum(dims), (wide * wide).sum(dims),
                  torch::full({1}, static_cast<double>(x.numel() / channels), wide.options())});
  group.sum(sums);
  const double count = sums[2 * channels].item<double>();
  const torch::Tensor mean = sums.narrow(0, 0, channels) / count;
  const torch::Tensor variance = (sums.narrow(0, channels, channels) / count - mean * mean).clamp_min(0);
  return {mean, variance, count};
}

// y = weight * xhat + bias with xhat = (x - mean) / sqrt(variance + epsilon), both over all ranks.
class GroupNorm : public torch::autograd::Function<GroupNorm> {
 public:
  static torch::Tensor forward(AutogradContext* context, const torch::Tensor& x, const torch::Tensor& weight,
                               const torch::Tensor& bias, const torch::Tensor& mean,
                               const torch::Tensor& scale, double count, std::int64_t group) {
    const torch::Tensor xhat = (x - along_channels(mean, x.dim())) * along_channels(scale, x.dim());
    context->save_for_backward({xhat, weight, scale});
    context->saved_data["count"] = count;
    context->saved_data["group"] = group;
    return xhat * along_channels(weight, x.dim()) + along_channels(bias, x.dim());
  }

  // dx = weight * scale * (dy - sum(dy) / N - xhat * sum(dy xhat) / N), the sums over all ranks
  // (Ioffe 2015, section 3). The gradients of weight and bias stay this rank's: they are summed with all
  // others.
  static variable_list backward(AutogradContext* context, const variable_list& gradients) {
    const variable_list saved = context->get_saved_variables();
    const torch::Tensor &dy = gradients[0], &xhat = saved[0], &weight = saved[1], &scale = saved[2];
    auto& group = *reinterpret_cast<Group*>(context->saved_data["group"].toInt());
    const double count = context->saved_data["count"].toDouble();
    const auto dims = all_but_channels(dy);
    const torch::Tensor dbias = dy.sum(dims), dweight = (dy * xhat).sum(dims);
    const torch::Tensor sums = torch::cat({dbias, dweight});
    group.sum(sums);
    const auto mean_of = [&](std::int64_t which) {
      const std::int64_t channels = weight.numel();
      return along_channels(sums.narrow(0, which * channels, channels) / count, dy.dim());
    };
    const torch::Tensor dx = (dy - mean_of(0) - xhat * mean_of(1)) * along_channels(weight * scale, dy.dim());
    return {dx, dweight, dbias, {}, {}, {}, {}};
  }
};

// Runs in a batch norm's place, with its tensors. Deriving from torch::nn::BatchNorm1d is not possible:
// libtorch does not export all of it.
class GroupBatchNormImpl : public torch::nn::Module {
 public:
  GroupBatchNormImpl(std::shared_ptr<torch::nn::BatchNorm1dImpl> norm, Group& group, const bool& whole)
      : norm_(std::move(norm)), group_(group), whole_(whole) {}

  torch::Tensor forward(const torch::Tensor& x) {
    if (!norm_->is_training() || whole_) return norm_->forward(x);
    const Statistics found = update_running(x);
    const torch::Tensor scale = (found.variance + norm_->options.eps()).rsqrt();
    return GroupNorm::apply(x, norm_->weight, norm_->bias, found.mean.to(x.dtype()), scale.to(x.dtype()),
                            found.count, reinterpret_cast<std::int64_t>(&group_));
  }

 private:
  Statistics update_running(const torch::Tensor& x) {
    const torch::NoGradGuard no_gradients;
    const Statistics found = statistics_of(group_, x);
    const double share = norm_->options.momentum().value_or(0.1);
    const double unbiased = found.count / std::max(found.count - 1, 1.0);
    norm_->running_mean.mul_(1 - share).add_(found.mean, share);
    norm_->running_var.mul_(1 - share).add_(found.variance, share * unbiased);
    norm_->num_batches_tracked += 1;
    return found;
  }

  // Not registered: it stays its chain's child.
  std::shared_ptr<torch::nn::BatchNorm1dImpl> norm_;
  Group& group_;
  const bool& whole_;
};
TORCH_MODULE(GroupBatchNorm);

}  // namespace

void synchronise_batch_norms(Network& network, Group& group, const bool& whole) {
  for (const auto& module : network->modules()) {
    auto* chain = module->as<torch::nn::SequentialImpl>();
    if (!chain) continue;
    for (torch::nn::AnyModule& stage : *chain) {
      auto norm = std::dynamic_pointer_cast<torch::nn::BatchNorm1dImpl>(stage.ptr());
      if (norm) stage = torch::nn::AnyModule(GroupBatchNorm(norm, group, whole));
    }
  }
}

}  // namespace rwave::learn
