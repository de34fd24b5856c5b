#pragma once
// The networks by name. Each is a chain of named stages, so that what walks a network (transfer of the last
// Linear layers, pictures of a layer, export) needs to know no network.

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

struct NetworkShape {
  int channels = 1;
  int width = 187;  // samples of a channel
  int classes = 5;
  int code = 8;      // of the networks that have one
  int breadth = 24;  // of the network compact: channels of its first block
  int depth = 1;     // and blocks a stage
};

// One entry of the registry. `defaults` are training options (names as in options.h) that suit the network;
// they hold where the user set nothing.
struct NetworkKind {
  std::string_view name;
  std::string_view what;  // one line: the network and its source
  int least_width = 1;    // shorter rows would leave a stage without output
  Network (*make)(const NetworkShape&);
  std::vector<std::pair<std::string, std::string>> defaults;
  int channels = 0;                   // the rows' channels, where the network is for one recipe's; 0 = any
  std::string_view former_name = {};  // still understood; empty: none
};

std::span<const NetworkKind> network_kinds();

// The entry of that name; UsageError listing the names where there is none.
const NetworkKind& network_kind(std::string_view name);

// What the network is called now, where `name` is its former name, which is then said once (base/notice.h) of
// `where`, unless that is empty. Other names stay.
std::string current_network(std::string_view name, std::string_view where);

// A network with fresh weights, drawn from libtorch's default generator. UsageError where rows are too short
// for it, or of other channels.
Network make_network(std::string_view name, const NetworkShape& shape);

// Number of trainable values.
std::int64_t trainable_parameters(const Network& network);

// Everything a network is made of, by name in a fixed order: parameters, then buffers (BatchNorm's running
// statistics). The tensors share the network's memory.
std::vector<std::pair<std::string, torch::Tensor>> network_tensors(const Network& network);

// One file each.
Network make_seed(const NetworkShape& shape);
Network make_kachuee(const NetworkShape& shape);   // one hidden Linear layer
Network make_kachuee2(const NetworkShape& shape);  // two
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
