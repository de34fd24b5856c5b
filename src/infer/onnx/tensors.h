#pragma once
// Constants between ONNX's form and ours.

#include "infer/onnx/proto.h"
#include "infer/tensor.h"

namespace rwave::infer {

// Takes the constant out of `proto` (its bytes are moved, not copied). Throws Error naming the tensor where
// its type is not known, its shape is absurd, or it has not the bytes its shape needs.
Tensor take_tensor(onnx::TensorProto& proto);

// The values; int8 scales are not part of it (see write_onnx).
void fill_tensor(const Tensor& tensor, const std::string& name, onnx::TensorProto& proto);

}  // namespace rwave::infer
