#include "learn/named_tensors.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "rwave/error.h"

namespace rwave::learn {

std::vector<std::pair<std::string, torch::Tensor>> module_tensors(const torch::nn::Module& module) {
  std::vector<std::pair<std::string, torch::Tensor>> tensors;
  for (const auto& item : module.named_parameters()) tensors.emplace_back(item.key(), item.value().detach());
  for (const auto& item : module.named_buffers()) tensors.emplace_back(item.key(), item.value());
  return tensors;
}

void copy_values(const torch::Tensor& to, const std::map<std::string, torch::Tensor>& from,
                 const std::string& name, const std::string& file) {
  const auto found = from.find(name);
  if (found == from.end()) throw Error(file, fmt::format("lacks the values of '{}'", name));
  if (found->second.sizes() != to.sizes() || found->second.scalar_type() != to.scalar_type()) {
    throw Error(file, fmt::format("'{}' has shape {}, where the network has {}", name,
                                  fmt::join(found->second.sizes(), "x"), fmt::join(to.sizes(), "x")));
  }
  const torch::NoGradGuard no_gradients;
  to.copy_(found->second);
}

void load_network(Network& network, const std::map<std::string, torch::Tensor>& tensors,
                  const std::string& file) {
  const auto own = network_tensors(network);
  for (const auto& [name, tensor] : own) copy_values(tensor, tensors, name, file);
  if (tensors.size() != own.size()) {
    throw Error(file, fmt::format("holds {} tensors, where the network has {}", tensors.size(), own.size()));
  }
}

}  // namespace rwave::learn
