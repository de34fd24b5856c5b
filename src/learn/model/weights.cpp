#include "learn/model/weights.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "learn/model/safetensors.h"
#include "rwave/error.h"

namespace rwave::learn {
namespace {

// Outputs that --loss barlow compares; thrown away after the training.
constexpr int projection = 64;

}  // namespace

NetworkShape shape_of(const TrainOptions& options, int channels, int width, std::size_t classes) {
  const int outputs = options.loss.kind == LossKind::barlow ? projection : static_cast<int>(classes);
  return {channels, width, outputs, options.network.code, options.network.breadth, options.network.depth};
}

void copy_values(const torch::Tensor& to, const std::map<std::string, torch::Tensor>& from,
                 const std::string& name, const std::string& file) {
  const auto found = from.find(name);
  if (found == from.end()) throw Error(file, fmt::format("lacks the values of '{}'", name));
  if (found->second.sizes() != to.sizes() || found->second.scalar_type() != to.scalar_type()) {
    throw Error(file, fmt::format("'{}' has shape {}, where the network has {}", name,
                                  fmt::join(found->second.sizes(), "x"), fmt::join(to.sizes(), "x")));
  }
  // Copying into a parameter is not a step of a training.
  const torch::NoGradGuard no_gradients;
  to.copy_(found->second);
}

// By count at the end, not by looking each name up in the network: after all of the network's own names were
// found, a larger count is the only way left to differ.
void load_network(Network& network, const std::map<std::string, torch::Tensor>& tensors,
                  const std::string& file) {
  const auto own = network_tensors(network);
  for (const auto& [name, tensor] : own) copy_values(tensor, tensors, name, file);
  if (tensors.size() != own.size()) {
    throw Error(file, fmt::format("holds {} tensors, where the network has {}", tensors.size(), own.size()));
  }
}

void write_model(const std::filesystem::path& file, const Network& network, const ModelRecord& record) {
  write_tensors(file, record_to_json(record), network_tensors(network));
}

}  // namespace rwave::learn
