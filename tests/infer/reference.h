#pragma once
// Networks computed the slow and obvious way, straight from ONNX's definitions: doubles, loops, (channels,
// length) order, one row at a time. Shares nothing with the planner or the kernels.

#include <algorithm>
#include <cmath>
#include <map>
#include <stdexcept>
#include <string>
#include <vector>

#include "infer/graph.h"
#include "infer/shapes.h"

namespace rwave::infer::testing {

using Values = std::vector<double>;

struct Series {
  std::int64_t channels, length;
  Values values;  // channel after channel
  double at(std::int64_t c, std::int64_t t) const { return values[static_cast<std::size_t>(c * length + t)]; }
};

class Reference {
 public:
  Reference(const Graph& graph, const std::vector<float>& row) : graph_(graph) {
    put(graph.input.name, graph.input.shape, Values(row.begin(), row.end()));
  }

  Values run() {
    for (const Node& node : graph_.nodes)
      put(node.output, infer_shapes(graph_).at(node.output), compute(node));
    return values_.at(graph_.output.name).values;
  }

 private:
  void put(const std::string& name, const Shape& shape, Values values) {
    values_[name] = {shape[0], shape.size() > 1 ? shape[1] : 1, std::move(values)};
  }
  const Series& in(const Node& node, std::size_t i = 0) const { return values_.at(node.inputs[i]); }
  std::vector<float> constant(const Node& node, std::size_t i) const {
    return i < node.inputs.size() ? to_floats(graph_.constants.at(node.inputs[i])) : std::vector<float>();
  }

  Values convolution(const Node& node) const {
    const Series& x = in(node);
    const Attributes& a = node.attributes;
    const std::vector<float> w = constant(node, 1), bias = constant(node, 2);
    const Shape& shape = graph_.constants.at(node.inputs[1]).shape;
    const std::int64_t outputs = shape[0], inner = shape[1], taps = shape[2];
    const std::int64_t length = infer_shapes(graph_).at(node.output)[1];
    Values y;
    for (std::int64_t n = 0; n < outputs; ++n) {
      for (std::int64_t t = 0; t < length; ++t) {
        double sum = bias.empty() ? 0 : bias[static_cast<std::size_t>(n)];
        for (std::int64_t c = 0; c < inner; ++c) {
          for (std::int64_t k = 0; k < taps; ++k) {
            const std::int64_t from = t * a.stride - a.pad_begin + k * a.dilation;
            if (from < 0 || from >= x.length) continue;
            sum += x.at(n / (outputs / a.group) * inner + c, from) *
                   w[static_cast<std::size_t>((n * inner + c) * taps + k)];
          }
        }
        y.push_back(sum);
      }
    }
    return y;
  }

  Values pool(const Node& node, bool max, bool global) const {
    const Series& x = in(node);
    Attributes a = node.attributes;
    if (global) a = Attributes{.kernel = x.length};
    const std::int64_t length = infer_shapes(graph_).at(node.output)[1];
    Values y;
    for (std::int64_t c = 0; c < x.channels; ++c) {
      for (std::int64_t t = 0; t < length; ++t) {
        double greatest = -INFINITY, sum = 0;
        int inside = 0, padded = 0;
        for (std::int64_t k = 0; k < a.kernel; ++k) {
          const std::int64_t from = t * a.stride - a.pad_begin + k;
          padded += from < x.length + a.pad_end ? 1 : 0;
          if (from < 0 || from >= x.length) continue;
          ++inside;
          sum += x.at(c, from);
          greatest = std::max(greatest, x.at(c, from));
        }
        y.push_back(max ? greatest : sum / (a.count_include_pad ? padded : inside));
      }
    }
    return y;
  }

  Values linear(const Node& node) const {
    const Values& x = in(node).values;
    const Attributes a = node.op == Op::gemm ? node.attributes : Attributes{};
    const std::vector<float> w = constant(node, 1), bias = constant(node, 2);
    const std::size_t outputs = w.size() / x.size();
    Values y;
    for (std::size_t n = 0; n < outputs; ++n) {
      double sum = 0;
      for (std::size_t k = 0; k < x.size(); ++k)
        sum += x[k] * w[a.transpose_weight ? n * x.size() + k : k * outputs + n];
      y.push_back(a.alpha * sum + (bias.empty() ? 0 : a.beta * static_cast<double>(bias[n])));
    }
    return y;
  }

  Values batch_norm(const Node& node) const {
    Values y = in(node).values;
    const std::vector<float> scale = constant(node, 1), shift = constant(node, 2), mean = constant(node, 3),
                             variance = constant(node, 4);
    const std::size_t length = static_cast<std::size_t>(in(node).length);
    for (std::size_t i = 0; i < y.size(); ++i) {
      const std::size_t c = i / length;
      y[i] =
          scale[c] * (y[i] - mean[c]) / std::sqrt(double{variance[c]} + node.attributes.epsilon) + shift[c];
    }
    return y;
  }

  Values add(const Node& node) const {
    Values y = in(node).values;
    const std::vector<float> fixed =
        graph_.constants.contains(node.inputs[1]) ? constant(node, 1) : std::vector<float>();
    const std::size_t length = static_cast<std::size_t>(in(node).length);
    for (std::size_t i = 0; i < y.size(); ++i)
      y[i] += fixed.empty() ? in(node, 1).values[i] : fixed.size() == 1 ? fixed[0] : fixed[i / length];
    return y;
  }

  Values concat(const Node& node) const {
    Values y;
    if (node.attributes.axis == 1) {
      for (std::size_t i = 0; i < node.inputs.size(); ++i)
        y.insert(y.end(), in(node, i).values.begin(), in(node, i).values.end());
      return y;
    }
    for (std::int64_t c = 0; c < in(node).channels; ++c)
      for (std::size_t i = 0; i < node.inputs.size(); ++i)
        for (std::int64_t t = 0; t < in(node, i).length; ++t) y.push_back(in(node, i).at(c, t));
    return y;
  }

  template <typename Function>
  Values each(const Node& node, Function function) const {
    Values y = in(node).values;
    std::transform(y.begin(), y.end(), y.begin(), function);
    return y;
  }

  Values softmax(const Node& node) const {
    Values y = each(node, [](double x) { return std::exp(x); });
    double sum = 0;
    for (const double value : y) sum += value;
    for (double& value : y) value /= sum;
    return y;
  }

  Values compute(const Node& node) const {
    switch (node.op) {
      case Op::convolution:
        return convolution(node);
      case Op::batch_norm:
        return batch_norm(node);
      case Op::relu:
        return each(node, [](double x) { return std::max(0.0, x); });
      case Op::sigmoid:
        return each(node, [](double x) { return 1 / (1 + std::exp(-x)); });
      case Op::softmax:
        return softmax(node);
      case Op::max_pool:
        return pool(node, true, false);
      case Op::average_pool:
        return pool(node, false, false);
      case Op::global_max_pool:
        return pool(node, true, true);
      case Op::global_average_pool:
        return pool(node, false, true);
      case Op::add:
        return add(node);
      case Op::concat:
        return concat(node);
      case Op::flatten:
      case Op::reshape:
        return in(node).values;
      case Op::gemm:
      case Op::matmul:
        return linear(node);
      case Op::quantize:
        return each(node, [&](double x) {
          const Attributes& a = node.attributes;
          return a.scale *
                 (std::clamp(std::nearbyint(x / a.scale) + a.zero_point, 0.0, 255.0) - a.zero_point);
        });
      case Op::tree_ensemble:
        break;  // compared with literal numbers and with ONNX Runtime, see trees_test.cpp
    }
    throw std::logic_error("an operator without a reference");
  }

  const Graph& graph_;
  std::map<std::string, Series> values_;
};

inline std::vector<float> reference_scores(const Graph& graph, const std::vector<float>& rows) {
  const auto width = static_cast<std::size_t>(count_elements(graph.input.shape, max_row_elements));
  std::vector<float> scores;
  for (std::size_t at = 0; at < rows.size(); at += width) {
    const auto begin = rows.begin() + static_cast<std::ptrdiff_t>(at);
    const Values row = Reference(graph, {begin, begin + static_cast<std::ptrdiff_t>(width)}).run();
    scores.insert(scores.end(), row.begin(), row.end());
  }
  return scores;
}

}  // namespace rwave::infer::testing
