#include <fmt/format.h>

#include <array>

#include "base/warning.h"
#include "beat/recipes/template_rr_row.h"
#include "learn/networks/registry.h"
#include "rwave/error.h"

namespace rwave::learn {

namespace {

// Shared by the three networks that have the same convolutions. Strings, as on the command line: they go
// through the same parser and the same checks.
const std::vector<std::pair<std::string, std::string>> small_defaults = {
    {"optimizer", "adamw"},      {"lr", "4e-3"},
    {"weight-decay", "1e-2"},    {"schedule", "one-cycle"},
    {"label-smoothing", "0.02"}, {"augment-scale", "0.05"},
    {"augment-noise", "0.005"},  {"epochs", "8"}};

}  // namespace

// Function-local, as its strings are allocated: another file's static initialisation may ask for it.
// least_width is the least row that leaves every stage an output, found by the test of all networks at that
// width.
std::span<const NetworkKind> network_kinds() {
  static const std::array kinds = {
      NetworkKind{"seed",
                  "4 convolutions with BatchNorm, 4 Linear layers (the report's network)",
                  29,
                  make_seed,
                  {{"optimizer", "adamw"},
                   {"lr", "1e-3"},
                   {"weight-decay", "1e-2"},
                   {"schedule", "one-cycle"},
                   {"label-smoothing", "0.02"},
                   {"augment-scale", "0.05"},
                   {"augment-noise", "0.005"},
                   {"epochs", "10"}}},
      NetworkKind{"kachuee",
                  "5 residual blocks, 1 hidden Linear layer (Kachuee 2018, 13 weight layers)",
                  129,
                  make_kachuee,
                  {{"optimizer", "adam"}, {"lr", "1e-3"}}},
      NetworkKind{"kachuee2",
                  "the same with 2 hidden Linear layers",
                  129,
                  make_kachuee2,
                  {{"optimizer", "adam"}, {"lr", "1e-3"}}},
      NetworkKind{"romdhane",
                  "6 residual blocks, 14 weight layers, focal loss (after Romdhane 2020)",
                  32,
                  make_romdhane,
                  {{"optimizer", "adam"}, {"lr", "1e-3"}, {"loss", "focal"}}},
      NetworkKind{"cvxtz",
                  "8 convolutions, global maximum (CVxTz's Kaggle baseline)",
                  72,
                  make_cvxtz,
                  {{"optimizer", "adam"}, {"lr", "1e-3"}}},
      NetworkKind{"sajiddeboss",
                  "the seed's convolutions without BatchNorm, global mean (Kaggle)",
                  23,
                  make_sajiddeboss,
                  {{"optimizer", "adam"}, {"lr", "1e-3"}}},
      NetworkKind{"mlp",
                  "2 hidden layers of 256 and 128: what a network without convolutions reaches",
                  1,
                  make_mlp,
                  {{"optimizer", "adam"}, {"lr", "1e-3"}}},
      NetworkKind{"small", "4 residual blocks, mean and maximum over time: trains in minutes", 8, make_small,
                  small_defaults},
      NetworkKind{"bottleneck", "the same convolutions, a code of --code values, 1 hidden Linear layer", 8,
                  make_bottleneck, small_defaults},
      NetworkKind{"encoder",
                  "the same convolutions, a code of --code values: for --loss barlow, then --from it", 8,
                  make_encoder, small_defaults},
      NetworkKind{"compact",
                  "residual blocks in four stages, of --breadth and --depth: the most for its size",
                  8,
                  make_compact,
                  {{"optimizer", "adamw"},
                   {"lr", "4e-3"},
                   {"weight-decay", "1e-2"},
                   {"schedule", "one-cycle"},
                   {"label-smoothing", "0.02"},
                   {"augment-scale", "0.1"},
                   {"augment-noise", "0.01"},
                   {"augment-shift", "3"},
                   {"augment-stretch", "0.08"},
                   {"ema-decay", "0.9995"},
                   {"epochs", "40"}}},
      NetworkKind{"template-rr",
                  "4 narrow convolutions, and a branch for the features: for rows of the recipe template-rr",
                  8,
                  make_template_rr,
                  {{"recipe", "template-rr"},
                   {"split", "ds1ds2"},
                   {"validation", "0"},
                   {"keep", "last"},
                   {"simulate", "4"},
                   {"optimizer", "adamw"},
                   {"lr", "4e-3"},
                   {"weight-decay", "1e-3"},
                   {"schedule", "one-cycle"},
                   {"augment-scale", "0.4"},
                   {"augment-noise", "0.1"},
                   {"augment-flip", "0.5"},
                   {"epochs", "3"}},
                  template_rr_channels,
                  "rhythm"},
  };
  return kinds;
}

const NetworkKind& network_kind(std::string_view name) {
  // All names in the message, as with every word that is mistyped.
  std::string names;
  for (const NetworkKind& kind : network_kinds()) {
    if (kind.name == name || (!name.empty() && kind.former_name == name)) return kind;
    names += fmt::format(" {}", kind.name);
  }
  throw UsageError(fmt::format("no network is called '{}'; there are:{}", name, names));
}

// By the entry itself, so that a renamed network needs no second table.
std::string current_network(std::string_view name, std::string_view where) {
  for (const NetworkKind& kind : network_kinds()) {
    if (name.empty() || kind.former_name != name) continue;
    if (!where.empty())
      notice(fmt::format("{}: the network '{}' is called '{}' now", where, name, kind.name));
    return std::string(kind.name);
  }
  return std::string(name);
}

Network make_network(std::string_view name, const NetworkShape& shape) {
  // Wrong use, not a fault of the program: recipe, rows and network are the user's choices.
  const NetworkKind& kind = network_kind(name);
  if (shape.classes < 2)
    throw UsageError(fmt::format("a network needs 2 classes or more, not {}", shape.classes));
  // A network for one recipe's rows reads features at fixed places in them.
  if (kind.channels > 0 && shape.channels != kind.channels)
    throw UsageError(
        fmt::format("the network {0} takes rows of {1} channels, of the recipe {0}, not of {2}: add "
                    "--recipe {0}",
                    name, kind.channels, shape.channels));
  if (shape.width < kind.least_width) {
    throw UsageError(fmt::format("rows of {} samples are too short for the network '{}', which needs {}",
                                 shape.width, name, kind.least_width));
  }
  return kind.make(shape);
}

std::int64_t trainable_parameters(const Network& network) {
  std::int64_t count = 0;
  for (const torch::Tensor& parameter : network->parameters()) {
    // Frozen ones do not count: the number is compared with papers', which give what trains.
    if (parameter.requires_grad()) count += parameter.numel();
  }
  return count;
}

NamedTensors module_tensors(const torch::nn::Module& module) {
  NamedTensors tensors;
  // detach(): what is copied or saved must not become part of a graph of gradients.
  for (const auto& item : module.named_parameters()) tensors.emplace_back(item.key(), item.value().detach());
  for (const auto& item : module.named_buffers()) tensors.emplace_back(item.key(), item.value());
  return tensors;
}

NamedTensors network_tensors(const Network& network) {
  return module_tensors(*network);
}

}  // namespace rwave::learn
