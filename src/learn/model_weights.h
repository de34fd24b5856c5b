#pragma once
// The network inside a trained model, for what looks into it.

#include "learn/model_file.h"
#include "learn/models/network.h"

namespace rwave::learn {

struct TrainedModel::Weights {
  Network network;
};

}  // namespace rwave::learn
