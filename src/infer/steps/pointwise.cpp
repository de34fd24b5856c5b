#include "infer/steps/pointwise.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace rwave::infer {
namespace {

// A step that is one function of a row's values. `Function` is called with the frame, pointers to the row in
// and out, and the count.
template <typename In, typename Out, typename Function>
class Pointwise final : public Step {
 public:
  Pointwise(int in, int out, Function function) : Step({in}, out), function_(std::move(function)) {}

  void run(const Frame& frame, std::int64_t first, std::int64_t rows) const override {
    for (std::int64_t row = first; row < first + rows; ++row)
      function_(*frame.kernels, frame.at<const In>(read(0), row), frame.buffers[read(0)].elements,
                frame.at<Out>(writes(), row));
  }

 private:
  Function function_;
};

// A template and not a function pointer: the loop stands in the function itself, where the compiler
// can make vector code of it.
template <typename In, typename Out, typename Function>
std::unique_ptr<Step> make_pointwise(int in, int out, Function function) {
  return std::make_unique<Pointwise<In, Out, Function>>(in, out, std::move(function));
}

class Add final : public Step {
 public:
  Add(int a, int b, int out, bool relu) : Step({a, b}, out), relu_(relu) {}

  void run(const Frame& frame, std::int64_t first, std::int64_t rows) const override {
    for (std::int64_t row = first; row < first + rows; ++row)
      frame.kernels->add(frame.at<const float>(read(0), row), frame.at<const float>(read(1), row),
                         frame.buffers[writes()].elements, relu_, frame.at<float>(writes(), row));
  }

 private:
  bool relu_;
};

}  // namespace

std::unique_ptr<Step> make_add(int a, int b, int out, bool relu) {
  return std::make_unique<Add>(a, b, out, relu);
}

std::unique_ptr<Step> make_relu(int in, int out) {
  return make_pointwise<float, float>(in, out,
                                      [](const Kernels&, const float* x, std::int64_t count, float* y) {
                                        // Written so that NaN stays NaN: a maximum with 0 would
                                        // hide that something went wrong before.
                                        for (std::int64_t i = 0; i < count; ++i) y[i] = x[i] < 0 ? 0 : x[i];
                                      });
}

std::unique_ptr<Step> make_sigmoid(int in, int out) {
  return make_pointwise<float, float>(in, out,
                                      [](const Kernels&, const float* x, std::int64_t count, float* y) {
                                        for (std::int64_t i = 0; i < count; ++i)
                                          y[i] = 1.0F / (1.0F + std::exp(-x[i]));
                                      });
}

std::unique_ptr<Step> make_softmax(int in, int out) {
  return make_pointwise<float, float>(in, out,
                                      [](const Kernels&, const float* x, std::int64_t count, float* y) {
                                        // So that no exponential overflows.
                                        const float greatest = *std::max_element(x, x + count);
                                        float sum = 0;
                                        for (std::int64_t i = 0; i < count; ++i)
                                          sum += y[i] = std::exp(x[i] - greatest);
                                        for (std::int64_t i = 0; i < count; ++i) y[i] /= sum;
                                      });
}

std::unique_ptr<Step> make_scale(int in, int out, std::int64_t channels, AlignedBuffer factor,
                                 AlignedBuffer shift) {
  return make_pointwise<float, float>(in, out,
                                      [channels, factor = std::move(factor), shift = std::move(shift)](
                                          const Kernels&, const float* x, std::int64_t count, float* y) {
                                        const float* const by = factor.as<const float>();
                                        const float* const plus = shift.as<const float>();
                                        // Channels last: the same factors apply to each position,
                                        // side by side, which the compiler makes vector code of.
                                        for (std::int64_t t = 0; t < count; t += channels)
                                          for (std::int64_t c = 0; c < channels; ++c)
                                            y[t + c] = x[t + c] * by[c] + plus[c];
                                      });
}

std::unique_ptr<Step> make_quantize(int in, int out, float scale, int zero_point) {
  const float factor = 1.0F / scale;
  return make_pointwise<float, std::uint8_t>(
      in, out,
      [factor, zero_point](const Kernels& kernels, const float* x, std::int64_t count, std::uint8_t* y) {
        kernels.quantize(x, count, factor, zero_point, y);
      });
}

std::unique_ptr<Step> make_dequantize(int in, int out, float scale, int zero_point) {
  return make_pointwise<std::uint8_t, float>(
      in, out, [scale, zero_point](const Kernels&, const std::uint8_t* x, std::int64_t count, float* y) {
        for (std::int64_t i = 0; i < count; ++i) y[i] = scale * static_cast<float>(x[i] - zero_point);
      });
}

}  // namespace rwave::infer
