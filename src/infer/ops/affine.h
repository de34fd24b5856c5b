#pragma once
// Lowering of what is y = factor x + shift by channel: a batch norm, or an added constant.

#include "infer/ops/lowering.h"

namespace rwave::infer {

// The node as a step of its own. Most never come here: fold_affine() puts them into the layer before.
void lower_affine(Lowering& lowering, const Node& node);

}  // namespace rwave::infer
