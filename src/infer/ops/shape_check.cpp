#include "infer/ops/shape_check.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "rwave/error.h"

namespace rwave::infer {

void ShapeCheck::fail(const std::string& message) const {
  throw Error(fmt::format("node {} ({}): {}", node_.name, name_of(node_.op), message));
}

void ShapeCheck::expect_inputs(std::size_t least, std::size_t most) const {
  const std::size_t count = node_.inputs.size();
  if (count < least || count > most)
    fail(fmt::format("{} inputs; expected {}", count,
                     least == most ? fmt::format("{}", least) : fmt::format("{} to {}", least, most)));
}

// A constant where a value is expected is told apart from a name that is nowhere: the first is a
// form of the operator that is not known here, the second a damaged file.
const Shape& ShapeCheck::value(std::size_t i) const {
  const auto found = shapes_.find(node_.inputs[i]);
  if (found != shapes_.end()) return found->second;
  if (graph_.constants.contains(node_.inputs[i]))
    fail(fmt::format("input \"{}\" is a constant; expected a value that the network computes",
                     node_.inputs[i]));
  fail(fmt::format("input \"{}\" is neither the graph's input, nor an earlier node's result",
                   node_.inputs[i]));
}

const Tensor& ShapeCheck::constant(std::size_t i) const {
  const auto found = graph_.constants.find(node_.inputs[i]);
  if (found == graph_.constants.end())
    fail(fmt::format("input \"{}\" must be a constant, and the file holds none of that name",
                     node_.inputs[i]));
  return found->second;
}

void ShapeCheck::expect_weights(std::size_t i, std::int64_t elements) const {
  const Tensor& weights = constant(i);
  if (weights.type != ElementType::float32 && weights.scales.empty())
    fail(fmt::format("\"{}\" is {}; expected float32, or int8 with scales", node_.inputs[i],
                     name_of(weights.type)));
  if (weights.elements() != elements)
    fail(fmt::format("\"{}\" has shape {}; expected {} values", node_.inputs[i], to_text(weights.shape),
                     elements));
}

void ShapeCheck::expect_series(const Shape& x) const {
  if (x.size() != 2)
    fail(fmt::format("input of shape (batch, {}); expected (batch, channels, length)", fmt::join(x, ", ")));
}

std::int64_t ShapeCheck::positions(std::int64_t length, std::int64_t span) const {
  const Attributes& a = attributes();
  // Limits before any sum: attributes are 64-bit numbers from a file, and the sum of two of them
  // may overflow.
  if (a.stride < 1 || a.stride > max_row_elements)
    fail(fmt::format("stride {}; expected 1 or more", a.stride));
  if (a.pad_begin < 0 || a.pad_end < 0 || a.pad_begin > max_row_elements || a.pad_end > max_row_elements)
    fail(fmt::format("padding ({}, {}) is absurd", a.pad_begin, a.pad_end));
  const std::int64_t room = length + a.pad_begin + a.pad_end - span;
  if (room < 0)
    fail(fmt::format("a window of {} samples does not fit into {} and padding of {} + {}", span, length,
                     a.pad_begin, a.pad_end));
  if (!a.ceil_mode) return room / a.stride + 1;
  const std::int64_t count = (room + a.stride - 1) / a.stride + 1;
  // A window that would start behind the samples is dropped, as ONNX and PyTorch do.
  return (count - 1) * a.stride >= length + a.pad_begin ? count - 1 : count;
}

}  // namespace rwave::infer
