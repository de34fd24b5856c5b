#include "network.h"

#include <algorithm>
#include <cmath>

#include "network_weights.h"

namespace rwave::embedded {
namespace {

using weights::Weight;

// A convolution's columns as they are needed. `inputs` channels, `outputs` channels, `taps`, centred.
template <std::size_t inputs, std::size_t outputs, int taps, int stride, class Before>
class Convolution {
 public:
  using Column = std::array<float, outputs>;

  Convolution(Before& source, const Weight* kernel, const float* scale, const float* bias, int length)
      : source_(source),
        kernel_(kernel),
        scale_(scale),
        bias_(bias),
        length_((length - 1) / stride + 1),
        before_(length) {}

  int length() const { return length_; }

  // Columns are asked for in ascending order, and at most kept_ - 1 back.
  const Column& column(int at) {
    for (; next_ <= at; ++next_) compute(next_, columns_[static_cast<std::size_t>(next_ % kept)]);
    return columns_[static_cast<std::size_t>(at % kept)];
  }

 private:
  static constexpr int kept = 8;  // a longer kernel needs the window itself, which is kept whole

  void compute(int at, Column& out) {
    // Float weights start from the bias, as the desktop's kernels do; int8 ones are scaled first.
    for (std::size_t o = 0; o < outputs; ++o) out[o] = weights::scaled ? 0 : bias_[o];
    for (int tap = 0; tap < taps; ++tap) {
      const int from = at * stride + tap - taps / 2;
      if (from < 0 || from >= before_) continue;
      const auto& in = source_.column(from);
      const Weight* weight = kernel_ + static_cast<std::size_t>(tap) * inputs * outputs;
      for (std::size_t i = 0; i < inputs; ++i) {
        const float value = in[i];
        for (std::size_t o = 0; o < outputs; ++o) out[o] += value * static_cast<float>(*weight++);
      }
    }
    for (std::size_t o = 0; o < outputs; ++o) {
      if (weights::scaled) out[o] = out[o] * scale_[o] + bias_[o];
      out[o] = std::max(out[o], 0.F);
    }
  }

  Before& source_;
  const Weight* kernel_;
  const float* scale_;
  const float* bias_;
  int length_, before_;
  int next_ = 0;
  std::array<Column, kept> columns_{};
};

// The window as columns of one channel.
struct Samples {
  const TemplateRrWindow& window;
  std::array<float, 1> column(int at) const { return {window[static_cast<std::size_t>(at)]}; }
};

// out = bias + weights (inputs x outputs) in.
template <std::size_t inputs, std::size_t outputs>
void linear(const float* in, const Weight* weight, const float* scale, const float* bias, float* out) {
  for (std::size_t o = 0; o < outputs; ++o) out[o] = weights::scaled ? 0 : bias[o];
  for (std::size_t i = 0; i < inputs; ++i)
    for (std::size_t o = 0; o < outputs; ++o) out[o] += in[i] * static_cast<float>(*weight++);
  if (weights::scaled)
    for (std::size_t o = 0; o < outputs; ++o) out[o] = out[o] * scale[o] + bias[o];
}

void rectify(float* values, std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) values[i] = std::max(values[i], 0.F);
}

}  // namespace

std::array<float, network_classes> classify_row(const TemplateRrWindow& window,
                                                const std::array<float, row_features>& features) {
  Samples samples{window};
  Convolution<1, 16, 7, 1, Samples> first(samples, weights::conv1, weights::conv1_scale, weights::conv1_bias,
                                          template_rr_width);
  Convolution<16, 16, 5, 2, decltype(first)> second(first, weights::conv2, weights::conv2_scale,
                                                    weights::conv2_bias, first.length());
  Convolution<16, 24, 5, 2, decltype(second)> third(second, weights::conv3, weights::conv3_scale,
                                                    weights::conv3_bias, second.length());
  Convolution<24, 32, 5, 2, decltype(third)> fourth(third, weights::conv4, weights::conv4_scale,
                                                    weights::conv4_bias, third.length());
  // Means, maxima, what the features say.
  std::array<float, 96> joined{};
  for (int at = 0; at < fourth.length(); ++at) {
    const auto& column = fourth.column(at);
    for (std::size_t o = 0; o < 32; ++o) {
      joined[o] += column[o];
      joined[32 + o] = at == 0 ? column[o] : std::max(joined[32 + o], column[o]);
    }
  }
  const float share = 1.0F / static_cast<float>(fourth.length());
  for (std::size_t o = 0; o < 32; ++o) joined[o] *= share;
  linear<row_features, 32>(features.data(), weights::features, weights::features_scale,
                           weights::features_bias, joined.data() + 64);
  rectify(joined.data() + 64, 32);
  std::array<float, 32> hidden{};
  linear<96, 32>(joined.data(), weights::fc1, weights::fc1_scale, weights::fc1_bias, hidden.data());
  rectify(hidden.data(), 32);
  std::array<float, network_classes> scores{};
  linear<32, network_classes>(hidden.data(), weights::fc2, weights::fc2_scale, weights::fc2_bias,
                              scores.data());
  const float most = *std::max_element(scores.begin(), scores.end());
  float sum = 0;
  for (float& score : scores) {
    score = std::exp(score - most);
    sum += score;
  }
  for (float& score : scores) score /= sum;
  return scores;
}

std::size_t network_bytes() {
  return weights::bytes;
}

}  // namespace rwave::embedded
