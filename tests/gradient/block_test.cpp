// The unit of convolutional networks against the plain definition in double precision, whose gradients are
// taken by finite differences.
#include "gradient/block.h"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <random>

#include "gradient/block_definition.h"

namespace rwave::gradient {
namespace {

BlockShape shape_of(std::int64_t inputs, std::int64_t outputs, int taps, int stride, int padding, bool norm,
                    bool relu, Pooling pooling = Pooling::none, int window = 1, int pool_stride = 1) {
  return {inputs, outputs, taps, stride, padding, norm, relu, pooling, window, pool_stride};
}

const std::vector<Case> cases = {
    {"plain", shape_of(2, 3, 3, 1, 0, false, false), 9},
    {"padded_relu", shape_of(3, 5, 5, 1, 2, false, true), 8},
    {"norm", shape_of(1, 4, 5, 1, 0, true, true), 11},
    {"norm_max_pool", shape_of(3, 37, 3, 1, 0, true, true, Pooling::max, 3, 3), 13},
    {"norm_average_pool", shape_of(2, 4, 3, 1, 0, true, true, Pooling::average, 3, 3), 13},
    {"average_pool_without_relu", shape_of(2, 4, 3, 1, 0, false, false, Pooling::average, 2, 2), 9},
    {"overlapping_pool_and_shortcut", shape_of(4, 4, 5, 1, 2, false, true, Pooling::max, 5, 2), 17, true},
    {"pool_with_gaps", shape_of(2, 3, 3, 1, 0, false, true, Pooling::max, 2, 3), 14},
    {"strided_norm", shape_of(3, 6, 5, 2, 2, true, true), 16, false, false},
    {"strided_by_three", shape_of(2, 3, 7, 3, 3, false, false), 20},
    {"one_tap_strided", shape_of(3, 4, 1, 2, 0, true, false), 9, false, false},
    {"norm_and_shortcut", shape_of(5, 5, 3, 1, 1, true, true), 7, true, false},
    {"winograd_norm_max_pool", shape_of(16, 18, 3, 1, 0, true, true, Pooling::max, 3, 3), 9},
    {"winograd_padded_shortcut", shape_of(16, 16, 5, 1, 2, false, true, Pooling::max, 5, 2), 9, true}};

class BlockGradient : public ::testing::TestWithParam<Case> {};
INSTANTIATE_TEST_SUITE_P(AgainstDifferences, BlockGradient, ::testing::ValuesIn(cases),
                         ::testing::PrintToStringParamName());

constexpr std::int64_t ahead = 3;

std::vector<float> floats(const Values& values) {
  return {values.begin(), values.end()};
}

// Rows of samples end to end into memory laid out as `layout`, and back. Between them `filler`.
std::vector<float> laid_out(const Values& values, const SeriesLayout& layout, float filler) {
  std::vector<float> memory(static_cast<std::size_t>(layout.values()), filler);
  for (std::int64_t i = 0; i < static_cast<std::int64_t>(values.size()); ++i) {
    const std::int64_t sample = i / (layout.length * layout.channels);
    const std::int64_t within = i % (layout.length * layout.channels);
    memory[(sample * layout.pitch + layout.ahead) * layout.channels + within] = static_cast<float>(values[i]);
  }
  return memory;
}

Values gathered(const std::vector<float>& memory, const SeriesLayout& layout) {
  Values values;
  for (std::int64_t b = 0; b < layout.samples; ++b)
    for (std::int64_t i = 0; i < layout.length * layout.channels; ++i)
      values.push_back(memory[(b * layout.pitch + layout.ahead) * layout.channels + i]);
  return values;
}

SeriesLayout layout(std::int64_t channels, std::int64_t length, int stride) {
  const std::int64_t pitch = (length + 2 * ahead + stride - 1) / stride * stride;
  return {samples, channels, length, ahead, pitch};
}

Inputs random_inputs(const Case& c) {
  const BlockShape& s = c.shape;
  std::mt19937 random(5);
  std::normal_distribution<double> normal;
  const auto draw = [&](std::int64_t count, double mean) {
    Values values(static_cast<std::size_t>(count));
    for (double& value : values) value = mean + normal(random);
    return values;
  };
  return {
      draw(samples * c.length * s.inputs, 0), draw(c.shortcut ? samples * conv_length(c) * s.outputs : 0, 0),
      draw(s.outputs * s.inputs * s.taps, 0), draw(c.bias ? s.outputs : 0, 3),
      draw(s.norm ? s.outputs : 0, 1),        draw(s.norm ? s.outputs : 0, 0)};
}

// d sum(out * weights) / d each input by central differences.
Inputs differences(const Case& c, Inputs in, const Values& weights) {
  Inputs gradients = in;
  const auto loss = [&] {
    const Values out = expected(c, in);
    double sum = 0;
    for (std::size_t i = 0; i < out.size(); ++i) sum += out[i] * weights[i];
    return sum;
  };
  constexpr double step = 1e-6;
  const auto values = parts_of(in), parts = parts_of(gradients);
  for (std::size_t part = 0; part < values.size(); ++part)
    for (std::size_t i = 0; i < values[part]->size(); ++i) {
      double& value = (*values[part])[i];
      const double kept = value;
      value = kept + step;
      const double above = loss();
      value = kept - step;
      (*parts[part])[i] = (above - loss()) / (2 * step);
      value = kept;
    }
  return gradients;
}

void expect_near(const Values& got, const Values& wanted, const char* what) {
  ASSERT_EQ(got.size(), wanted.size()) << what;
  double largest = 1e-3;
  for (const double value : wanted) largest = std::max(largest, std::abs(value));
  for (std::size_t i = 0; i < got.size(); ++i)
    EXPECT_NEAR(got[i], wanted[i], 1e-4 * largest) << what << " " << i;
}

class Passes {
 public:
  Passes(const Case& c, const Inputs& in, int threads)
      : in_(layout(c.shape.inputs, c.length, c.shape.stride)),
        add_(layout(c.shape.outputs, conv_length(c), 1)),
        block_(c.shape, scratch_),
        out_(block_.layout_of(in_)),
        x_(laid_out(in.x, in_, 0)),
        shortcut_(laid_out(in.shortcut, add_, NAN)),
        weight_(floats(in.weight)),
        bias_(floats(in.bias)),
        gamma_(floats(in.gamma)),
        beta_(floats(in.beta)),
        threads_(threads) {
    mean_.assign(gamma_.size(), 0.5F);
    variance_.assign(gamma_.size(), 2.0F);
    weights_ = {weight_.data(),
                c.bias ? bias_.data() : nullptr,
                {gamma_.data(), beta_.data(), mean_.data(), variance_.data(), epsilon, 0.1}};
    if (!c.shortcut) shortcut_.clear();
  }

  Values forward(bool training) {
    out_values_.assign(static_cast<std::size_t>(out_.values()), NAN);
    std::vector<float>& out = out_values_;
    block_.forward(in_, x_.data(), &add_, shortcut(), weights_, training, {}, out.data(), threads_);
    return gathered(out, out_);
  }

  Inputs backward(const Values& output_gradients) {
    std::vector<float> dx(x_.size(), NAN), dshortcut(shortcut_.size(), NAN), dweight(weight_.size()),
        dbias(bias_.size()), dgamma(gamma_.size()), dbeta(beta_.size());
    const std::vector<float> dout = laid_out(output_gradients, out_, NAN);
    block_.backward(x_.data(), shortcut(), weights_, {},
                    {dout.data(), dx.data(), shortcut() ? dshortcut.data() : nullptr, nullptr},
                    {dweight.data(), bias_.empty() ? nullptr : dbias.data(),
                     gamma_.empty() ? nullptr : dgamma.data(), beta_.empty() ? nullptr : dbeta.data()},
                    threads_);
    const auto values = [](const std::vector<float>& v) { return Values(v.begin(), v.end()); };
    return {gathered(dx, in_), shortcut() ? gathered(dshortcut, add_) : Values{},
            values(dweight),   values(dbias),
            values(dgamma),    values(dbeta)};
  }

 private:
  const float* shortcut() const { return shortcut_.empty() ? nullptr : shortcut_.data(); }

  Memory scratch_;
  SeriesLayout in_, add_;
  Block block_;
  SeriesLayout out_;
  std::vector<float> out_values_, x_, shortcut_, weight_, bias_, gamma_, beta_, mean_, variance_;
  BlockWeights weights_;
  int threads_;
};

TEST_P(BlockGradient, IsTheSlopeOfTheDefinition) {
  const Case& c = GetParam();
  Inputs in = random_inputs(c);
  const Values out = expected(c, in);
  std::mt19937 random(6);
  std::normal_distribution<double> normal;
  Values output_gradients(out.size());
  for (double& gradient : output_gradients) gradient = normal(random);
  Inputs wanted = differences(c, in, output_gradients);

  Passes run(c, in, 1);
  expect_near(run.forward(true), out, "out");
  Inputs got = run.backward(output_gradients);
  const auto got_parts = parts_of(got), wanted_parts = parts_of(wanted);
  constexpr const char* names[] = {"dx", "dshortcut", "dweight", "dbias", "dgamma", "dbeta"};
  for (std::size_t part = 0; part < got_parts.size(); ++part)
    expect_near(*got_parts[part], *wanted_parts[part], names[part]);

  Passes shared(c, in, 2);
  EXPECT_EQ(shared.forward(true), run.forward(true)) << "two threads give the same bits";
  Inputs by_two = shared.backward(output_gradients);
  EXPECT_EQ(by_two.x, got.x);
  EXPECT_EQ(by_two.weight, got.weight);
}

TEST(Block, NormalisesByTheRunningStatisticsOutsideTraining) {
  const Case c{"eval", shape_of(1, 2, 1, 1, 0, true, false), 4};
  Inputs in = random_inputs(c);
  const Values z = convolved(c, in);
  Passes run(c, in, 1);
  const Values out = run.forward(false);
  for (std::size_t i = 0; i < z.size(); ++i)  // Passes begins with mean 0.5 and variance 2
    EXPECT_NEAR(out[i], (z[i] - 0.5) / std::sqrt(2 + epsilon) * in.gamma[i % 2] + in.beta[i % 2], 1e-5);
  const Inputs got = run.backward(Values(z.size(), 1.0));
  const double rows = static_cast<double>(z.size()) / 2;
  EXPECT_NEAR(got.bias[1], rows * in.gamma[1] / std::sqrt(2 + epsilon), 1e-4)
      << "constants behind it: a bias has a gradient again";
}

TEST(Block, RefusesWhatDoesNotFit) {
  Memory scratch;
  const Block block(shape_of(2, 3, 5, 2, 2, false, false), scratch);
  EXPECT_EQ(block.layout_of({1, 2, 8, 2, 12}).length, 4);
  EXPECT_ANY_THROW(block.layout_of({1, 3, 8, 2, 12})) << "channels";
  EXPECT_ANY_THROW(block.layout_of({1, 2, 8, 1, 12})) << "rows ahead";
  EXPECT_ANY_THROW(block.layout_of({1, 2, 8, 2, 13})) << "pitch";
  EXPECT_ANY_THROW(block.layout_of({1, 2, 0, 2, 4})) << "length";
}

}  // namespace
}  // namespace rwave::gradient
