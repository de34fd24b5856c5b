#pragma once
// The weights of a trained network as libtorch's tensors: by name, into and out of files. Apart from
// trained_model.h, which the command line includes and which therefore needs none of libtorch's headers.

#include <torch/torch.h>

#include <filesystem>
#include <map>
#include <string>

#include "learn/model/trained_model.h"
#include "learn/networks/registry.h"

namespace rwave::learn {

// The network inside a trained model, for what looks into it (explain, teachers): TrainedModel::weights().
struct TrainedModel::Weights {
  // In eval mode.
  Network network;
};

// The shape of the network that these options train on rows of channels x width (samples). Without labels
// (--loss barlow) its outputs are a projection of the code and no classes.
NetworkShape shape_of(const TrainOptions& options, int channels, int width, std::size_t classes);

// Copies the values called `name` into `to`; Error naming `file` where they are absent or of another shape or
// type.
void copy_values(const torch::Tensor& to, const std::map<std::string, torch::Tensor>& from,
                 const std::string& name, const std::string& file);

// Copies values by name into a network's tensors; Error naming the first that is absent, in excess or of
// another shape.
void load_network(Network& network, const std::map<std::string, torch::Tensor>& tensors,
                  const std::string& file);

// Writes the network's weights and the record as model.safetensors, whole or not at all.
void write_model(const std::filesystem::path& file, const Network& network, const ModelRecord& record);

}  // namespace rwave::learn
