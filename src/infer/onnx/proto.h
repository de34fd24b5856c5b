#pragma once
// The generated classes of ONNX's own protobuf definition, as Debian builds them.

// ONNX_ML adds the types of ai.onnx.ml, tree ensembles among them. Both macros must be as the library was
// compiled, or its classes have another layout here.
#ifndef ONNX_ML
#define ONNX_ML 1
#endif
#ifndef ONNX_NAMESPACE
#define ONNX_NAMESPACE onnx
#endif
#include <onnx/onnx_pb.h>
