#include "learn/train/teachers.h"

#include <sstream>

#include "learn/fused/fused_network.h"
#include "learn/model/trained_model.h"
#include "learn/model/weights.h"

namespace rwave::learn {

struct Teachers::Teacher {
  Teacher(const Network& read, const torch::Device& device) : network(read) {
    // Loaded on the processor, as every model file is.
    network->to(device);
    if (device.is_cpu()) fused = std::make_unique<FusedNetwork>(network, nullptr, at::get_num_threads());
  }

  torch::Tensor logits(const torch::Tensor& x) { return fused ? fused->forward(x) : network->forward(x); }

  Network network;
  // Null on a GPU.
  std::unique_ptr<FusedNetwork> fused;
};

Teachers::Teachers(const std::string& names, const BeatSet& set, const torch::Device& device) {
  std::istringstream list(names);
  // Each must take the same rows and know the same classes; else their probabilities could not be averaged.
  for (std::string name; std::getline(list, name, ',');) {
    TrainedModel model = TrainedModel::load(name);
    model.require_fits(set);
    networks_.push_back(std::make_unique<Teacher>(model.weights().network, device));
  }
}

Teachers::~Teachers() = default;

torch::Tensor Teachers::probabilities(const torch::Tensor& x) const {
  // Teachers learn nothing: no graph is kept of their passes.
  const torch::NoGradGuard no_gradients;
  torch::Tensor sum;
  for (const auto& teacher : networks_) {
    const torch::Tensor own = torch::softmax(teacher->logits(x), 1);
    sum = sum.defined() ? sum + own : own;
  }
  return sum / static_cast<double>(networks_.size());
}

}  // namespace rwave::learn
