#pragma once
// Tensors by name, from files into modules.

#include <torch/torch.h>

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "learn/models/network.h"

namespace rwave::learn {

// Everything a module is made of, by name in a fixed order: parameters, then buffers. They share its memory.
std::vector<std::pair<std::string, torch::Tensor>> module_tensors(const torch::nn::Module& module);

// Copies the values called `name` into `to`; Error naming `file` where they are absent or of another shape or
// kind.
void copy_values(const torch::Tensor& to, const std::map<std::string, torch::Tensor>& from,
                 const std::string& name, const std::string& file);

// Copies values by name into a network's tensors; Error naming the first that is absent, in excess or of
// another shape.
void load_network(Network& network, const std::map<std::string, torch::Tensor>& tensors,
                  const std::string& file);

}  // namespace rwave::learn
