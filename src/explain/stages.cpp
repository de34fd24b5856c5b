#include "explain/stages.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "learn/networks/layers.h"
#include "rwave/error.h"

namespace rwave::explain {
namespace {

using torch::nn::Module;

constexpr std::int64_t rows_at_once = 128;

const Module& stage_at(const learn::Network& network, std::size_t stage) {
  return *network->ptr(stage);
}

// Whether a module is, or holds, one of those kinds.
template <class... Kinds>
bool holds(const Module& module) {
  for (const auto& part : module.modules()) {
    if (((dynamic_cast<const Kinds*>(part.get()) != nullptr) || ...)) return true;
  }
  return ((dynamic_cast<const Kinds*>(&module) != nullptr) || ...);
}

// Has weights too, but belongs to the convolution before it.
bool is_norm(const Module& module) {
  return dynamic_cast<const torch::nn::BatchNorm1dImpl*>(&module) != nullptr;
}

bool is_pool(const Module& module) {
  return holds<torch::nn::MaxPool1dImpl, torch::nn::AvgPool1dImpl, learn::GlobalMaxImpl,
               learn::GlobalMeanImpl, learn::MeanAndMaxImpl>(module);
}

// A position's middle is the middle of the samples that it sees.
void advance(TimeAxis& axis, std::int64_t taps, std::int64_t stride, std::int64_t padding) {
  axis.first += axis.step * (static_cast<double>(taps - 1) / 2 - static_cast<double>(padding));
  axis.step *= static_cast<double>(stride);
}

void advance(TimeAxis& axis, const Module& module) {
  if (const auto* conv = dynamic_cast<const torch::nn::Conv1dImpl*>(&module)) {
    const auto* padding = get_if<torch::ExpandingArray<1>>(&conv->options.padding());  // std's or c10's
    advance(axis, (*conv->options.kernel_size())[0], (*conv->options.stride())[0],
            padding ? (**padding)[0] : 0);
  } else if (const auto* most = dynamic_cast<const torch::nn::MaxPool1dImpl*>(&module)) {
    advance(axis, (*most->options.kernel_size())[0], (*most->options.stride())[0],
            (*most->options.padding())[0]);
  } else if (const auto* mean = dynamic_cast<const torch::nn::AvgPool1dImpl*>(&module)) {
    advance(axis, (*mean->options.kernel_size())[0], (*mean->options.stride())[0],
            (*mean->options.padding())[0]);
  } else if (const auto* residual = dynamic_cast<const learn::ResidualImpl*>(&module)) {
    // The shortcut has the same stride, so the body decides.
    for (const auto& part : residual->body()->children()) advance(axis, *part);
  } else if (const auto* branches = dynamic_cast<const learn::BranchesImpl*>(&module)) {
    for (const auto& part : branches->first()->children()) advance(axis, *part);
  }
}

}  // namespace

std::vector<std::string> stage_names(const learn::Network& network) {
  std::vector<std::string> names;
  for (const auto& item : network->named_children()) names.push_back(item.key());
  return names;
}

std::size_t stage_named(const learn::Network& network, const std::string& name) {
  const std::vector<std::string> names = stage_names(network);
  const auto found = std::ranges::find(names, name);
  // Wrong use: the name was typed.
  if (found == names.end())
    throw UsageError(fmt::format("no layer is called '{}'; there are: {}", name, fmt::join(names, " ")));
  return static_cast<std::size_t>(found - names.begin());
}

// What a picture of the network shows as boxes.
std::vector<std::string> main_layers(const learn::Network& network) {
  std::vector<std::string> names;
  for (const auto& item : network->named_children()) {
    const Module& stage = *item.value();
    if (is_pool(stage) || (!stage.parameters().empty() && !is_norm(stage))) names.push_back(item.key());
  }
  return names;
}

std::optional<std::size_t> find_convolution(const learn::Network& network) {
  for (std::size_t stage = network->size(); stage-- > 0;) {
    if (holds<torch::nn::Conv1dImpl>(stage_at(network, stage))) return stage;
  }
  return std::nullopt;
}

std::size_t last_convolution(const learn::Network& network) {
  if (const auto found = find_convolution(network)) return *found;
  throw UsageError(fmt::format("this network has no convolution: name a layer by --layer; there are: {}",
                               fmt::join(stage_names(network), " ")));
}

torch::Tensor through(learn::Network& network, torch::Tensor x, std::size_t from, std::size_t to) {
  auto stage = network->begin() + static_cast<std::ptrdiff_t>(from);
  for (; from < to; ++from, ++stage) x = stage->forward<torch::Tensor>(x);
  return x;
}

torch::Tensor stage_output(learn::Network& network, const torch::Tensor& x, std::size_t stage) {
  const torch::NoGradGuard no_gradients;
  network->eval();
  std::vector<torch::Tensor> parts;
  for (std::int64_t first = 0; first < x.size(0); first += rows_at_once) {
    // Copied, as a first stage that works in place would change the rows.
    const torch::Tensor rows = x.slice(0, first, std::min(x.size(0), first + rows_at_once)).clone();
    parts.push_back(through(network, rows, 0, stage + 1));
  }
  return torch::cat(parts);
}

TimeAxis time_axis(const learn::Network& network, std::size_t stage) {
  TimeAxis axis;
  for (std::size_t i = 0; i <= stage; ++i) advance(axis, stage_at(network, i));
  return axis;
}

}  // namespace rwave::explain
