#pragma once
// Export of a trained network: libtorch's modules to the graph that the runtime half runs and ONNX files
// hold. Apart from trained_model.h, as it takes libtorch's types; TrainedModel::to_graph() is what others
// call. A stage of a new kind needs a line in StageWriter::append() and a function next to it (export.cpp).

#include <optional>

#include "infer/graph.h"
#include "learn/model/record.h"
#include "learn/networks/registry.h"

namespace rwave::learn {

// The graph of a network in eval mode, its logits turned into probabilities: dropout gone, batch norms as
// nodes of their own (infer/fold.h folds them). Layers are called as the network's stages are:
// "block1.body.conv1". Throws Error naming the first stage, or the option of one, that has no counterpart.
infer::Graph graph_of(const Network& network, const infer::Shape& row, std::optional<infer::ModelCard> card);

// The shape of one row: (channels, samples of a channel).
infer::Shape row_shape(const ModelRecord& record);

// What the ONNX file says of itself: `training` is the record's own, its options added.
infer::ModelCard card_of(const ModelRecord& record);

}  // namespace rwave::learn
