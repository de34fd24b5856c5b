#include "network.h"

#include <algorithm>
#include <cmath>

#include "network_weights.h"

namespace rwave::embedded {
namespace {

using weights::Weight;

// Outputs whose sums stay in registers together.
template <std::size_t outputs>
constexpr std::size_t together = outputs % 8 == 0 ? 8 : outputs;

// out = bias + sum over the rows of in * weights, row after row: one chain for each output, as in the
// desktop's kernels. Float weights start from the bias; int8 ones are scaled first. A row that is null counts
// for nothing.
template <std::size_t rows, std::size_t inputs, std::size_t outputs>
void multiply(const float* const (&in)[rows], const Weight* kernel, const float* scale, const float* bias,
              float* out) {
  constexpr std::size_t block = together<outputs>;
  for (std::size_t first = 0; first < outputs; first += block) {
    float sum[block];
#pragma GCC unroll 8
    for (std::size_t o = 0; o < block; ++o) sum[o] = weights::scaled ? 0 : bias[first + o];
    for (std::size_t row = 0; row < rows; ++row) {
      if (in[row] == nullptr) continue;
      const Weight* weight = kernel + row * inputs * outputs + first;
      for (std::size_t i = 0; i < inputs; ++i, weight += outputs) {
        const float value = in[row][i];
#pragma GCC unroll 8
        for (std::size_t o = 0; o < block; ++o) sum[o] += value * static_cast<float>(weight[o]);
      }
    }
#pragma GCC unroll 8
    for (std::size_t o = 0; o < block; ++o)
      out[first + o] = weights::scaled ? sum[o] * scale[first + o] + bias[first + o] : sum[o];
  }
}

// A convolution's columns as they are needed: `inputs` channels, `outputs` channels, `taps`, centred; ReLU.
template <std::size_t inputs, std::size_t outputs, int taps, int stride, class Before>
class Convolution {
 public:
  // Takes its columns from `scratch`, which is moved on.
  Convolution(Before& source, const Weight* kernel, const float* scale, const float* bias, int length,
              float*& scratch)
      : source_(source),
        kernel_(kernel),
        scale_(scale),
        bias_(bias),
        length_((length - 1) / stride + 1),
        before_(length),
        columns_(scratch) {
    scratch += kept * outputs;
  }

  int length() const { return length_; }

  // Columns are asked for in ascending order, and at most kept - 1 back.
  const float* column(int at) {
    for (; next_ <= at; ++next_) compute(next_, columns_ + static_cast<std::size_t>(next_) % kept * outputs);
    return columns_ + static_cast<std::size_t>(at) % kept * outputs;
  }

 private:
  static constexpr std::size_t kept = 5;  // the next convolution's taps

  void compute(int at, float* out) {
    const float* in[taps];
    for (int tap = 0; tap < taps; ++tap) {
      const int from = at * stride + tap - taps / 2;
      in[tap] = from < 0 || from >= before_ ? nullptr : source_.column(from);
    }
    multiply<taps, inputs, outputs>(in, kernel_, scale_, bias_, out);
    for (std::size_t o = 0; o < outputs; ++o) out[o] = std::max(out[o], 0.F);
  }

  Before& source_;
  const Weight* kernel_;
  const float* scale_;
  const float* bias_;
  int length_, before_;
  int next_ = 0;
  float* columns_;
};

// The window as columns of one channel.
struct Samples {
  const TemplateRrWindow& window;
  const float* column(int at) const { return window.data() + at; }
};

void rectify(float* values, std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) values[i] = std::max(values[i], 0.F);
}

}  // namespace

std::array<float, network_classes> classify_row(const TemplateRrWindow& window,
                                                const std::array<float, row_features>& features,
                                                float* scratch) {
  Samples samples{window};
  Convolution<1, 16, 7, 1, Samples> first(samples, weights::conv1, weights::conv1_scale, weights::conv1_bias,
                                          template_rr_width, scratch);
  Convolution<16, 16, 5, 2, decltype(first)> second(first, weights::conv2, weights::conv2_scale,
                                                    weights::conv2_bias, first.length(), scratch);
  Convolution<16, 24, 5, 2, decltype(second)> third(second, weights::conv3, weights::conv3_scale,
                                                    weights::conv3_bias, second.length(), scratch);
  Convolution<24, 32, 5, 2, decltype(third)> fourth(third, weights::conv4, weights::conv4_scale,
                                                    weights::conv4_bias, third.length(), scratch);
  // Means, maxima, what the features say.
  std::array<float, 96> joined{};
  for (int at = 0; at < fourth.length(); ++at) {
    const float* const column = fourth.column(at);
    for (std::size_t o = 0; o < 32; ++o) {
      joined[o] += column[o];
      joined[32 + o] = at == 0 ? column[o] : std::max(joined[32 + o], column[o]);
    }
  }
  const float share = 1.0F / static_cast<float>(fourth.length());
  for (std::size_t o = 0; o < 32; ++o) joined[o] *= share;
  multiply<1, row_features, 32>({features.data()}, weights::features, weights::features_scale,
                                weights::features_bias, joined.data() + 64);
  rectify(joined.data() + 64, 32);
  std::array<float, 32> hidden{};
  multiply<1, 96, 32>({joined.data()}, weights::fc1, weights::fc1_scale, weights::fc1_bias, hidden.data());
  rectify(hidden.data(), 32);
  std::array<float, network_classes> scores{};
  multiply<1, 32, network_classes>({hidden.data()}, weights::fc2, weights::fc2_scale, weights::fc2_bias,
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
