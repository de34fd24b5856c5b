#pragma once
// Teachers of a distillation (Hinton 2015): networks whose probabilities another one learns besides the
// labels.

#include <torch/torch.h>

#include <memory>
#include <string>
#include <vector>

#include "beat/beat_set.h"

namespace rwave::learn {

// Some trained networks, run side by side on the device that the pupil trains on. On the processor they take
// fused stages, whatever the pupil takes: a teacher's forward pass is a good part of a step.
class Teachers {
 public:
  // `names`: model.safetensors files or their folders, with commas; none where it is empty. Error naming the
  // one that does not read or takes other rows or classes than the set's.
  Teachers(const std::string& names, const BeatSet& set, const torch::Device& device);
  ~Teachers();

  bool empty() const { return networks_.empty(); }

  // The mean of their probabilities (n, classes) of rows (n, channels, width), without gradients. They see
  // the very rows, changed and mixed, that the pupil sees: what they would say of others is not the same
  // lesson (Beyer 2022).
  torch::Tensor probabilities(const torch::Tensor& x) const;

 private:
  // A network with its fused form, behind a pointer as libtorch's modules are heavy to include.
  struct Teacher;
  std::vector<std::unique_ptr<Teacher>> networks_;
};

}  // namespace rwave::learn
