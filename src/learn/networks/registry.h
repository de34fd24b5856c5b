#pragma once
// The registry of networks by name. Each is a chain of named stages, so that what walks a network (transfer
// of the last Linear layers, pictures of a layer, export) needs to know no network.

#include <torch/torch.h>

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace rwave::learn {

// Input (batch, channels, width) float32, output (batch, classes) logits. Stages run in the order they were
// added.
using Network = torch::nn::Sequential;

// What a network is built for: the rows, the classes, and sizes of those that come in several.
struct NetworkShape {
  int channels = 1;
  // Samples of a channel.
  int width = 187;
  int classes = 5;
  // Of the networks that have one.
  int code = 8;
  // Of the network compact: channels of its first block.
  int breadth = 24;
  // Of the network compact: residual blocks in each of its four stages.
  int depth = 1;
};

// One entry of the registry. `defaults` are training options (names as in option_list.h) that suit the
// network; they hold where the user set nothing.
struct NetworkKind {
  // As --model takes it.
  std::string_view name;
  // One line: the network and its source.
  std::string_view what;
  // Shorter rows would leave a stage without output.
  int least_width = 1;
  // Fresh weights; the caller has seeded libtorch's generator.
  Network (*make)(const NetworkShape&);
  std::vector<std::pair<std::string, std::string>> defaults;
  // The rows' channels, where the network is for one recipe's; 0 = any.
  int channels = 0;
  // Still understood, with a notice; empty: none.
  std::string_view former_name = {};
};

// All of them, in the order in which --help lists them.
std::span<const NetworkKind> network_kinds();

// The entry of that name; UsageError listing the names where there is none.
const NetworkKind& network_kind(std::string_view name);

// What the network is called now, where `name` is its former name, which is then said once (base/warning.h)
// of `where`, unless that is empty. Other names stay.
std::string current_network(std::string_view name, std::string_view where);

// A network with fresh weights, drawn from libtorch's default generator. UsageError where rows are too short
// for it, or of other channels.
Network make_network(std::string_view name, const NetworkShape& shape);

// Number of trainable values.
std::int64_t trainable_parameters(const Network& network);

// Tensors by their names in the module, in a fixed order: parameters, then buffers. They share the module's
// memory, so writing to them changes the module.
using NamedTensors = std::vector<std::pair<std::string, torch::Tensor>>;
NamedTensors module_tensors(const torch::nn::Module& module);

// The same of a network: parameters, then buffers (BatchNorm's running statistics).
NamedTensors network_tensors(const Network& network);

// One file each, in this folder; a new network needs a file, a line here and one in registry.cpp.
Network make_seed(const NetworkShape& shape);
// Kachuee 2018, with one hidden Linear layer (the paper's 13 weight layers) and with two.
Network make_kachuee(const NetworkShape& shape);
Network make_kachuee2(const NetworkShape& shape);
Network make_romdhane(const NetworkShape& shape);
Network make_cvxtz(const NetworkShape& shape);
Network make_sajiddeboss(const NetworkShape& shape);
Network make_mlp(const NetworkShape& shape);
Network make_small(const NetworkShape& shape);
Network make_bottleneck(const NetworkShape& shape);
Network make_encoder(const NetworkShape& shape);
Network make_compact(const NetworkShape& shape);
Network make_template_rr(const NetworkShape& shape);

}  // namespace rwave::learn
