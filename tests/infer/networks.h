#pragma once
// Networks with random weights, for the tests and the benchmark: what they compute is of no use, how is.

#include <cmath>
#include <string>
#include <vector>

#include "infer/graph_builder.h"
#include "math/random.h"

namespace rwave::infer::testing {

inline std::vector<float> random_values(Random& random, std::size_t count, double spread, double centre = 0) {
  std::vector<float> values(count);
  for (float& value : values) value = static_cast<float>(centre + spread * (2 * random.uniform() - 1));
  return values;
}

inline Tensor random_tensor(Random& random, std::vector<std::int64_t> shape, double spread) {
  const auto count = static_cast<std::size_t>(count_elements(shape, 1 << 28));
  const std::vector<float> values = random_values(random, count, spread);
  return Tensor::of(std::move(shape), std::span<const float>(values));
}

// Rows as recordings give them: values in 0..1.
inline std::vector<float> random_rows(Random& random, std::size_t count, std::int64_t width) {
  return random_values(random, count * static_cast<std::size_t>(width), 0.5, 0.5);
}

// Layers with the spread of PyTorch's own start (Kaiming), so that values neither vanish nor explode.
struct RandomLayers {
  GraphBuilder& builder;
  Random& random;

  Layer convolution(const Layer& x, const std::string& name, std::int64_t in, std::int64_t out,
                    std::int64_t taps, const Window& window = {}, std::int64_t group = 1) {
    const double spread = std::sqrt(3.0 / static_cast<double>(in / group * taps));
    return builder.convolution(x, name, random_tensor(random, {out, in / group, taps}, spread),
                               random_values(random, static_cast<std::size_t>(out), 0.1), window, group);
  }
  Layer batch_norm(const Layer& x, const std::string& name, std::int64_t channels) {
    const auto count = static_cast<std::size_t>(channels);
    const std::vector<float> scale = random_values(random, count, 0.2, 1),
                             shift = random_values(random, count, 0.2);
    const std::vector<float> mean = random_values(random, count, 0.2),
                             variance = random_values(random, count, 0.2, 1);
    return builder.batch_norm(x, name, scale, shift, mean, variance);
  }
  Layer linear(const Layer& x, const std::string& name, std::int64_t in, std::int64_t out) {
    return builder.linear(x, name, random_tensor(random, {out, in}, std::sqrt(3.0 / static_cast<double>(in))),
                          random_values(random, static_cast<std::size_t>(out), 0.1));
  }
};

// The report's network (5,125,125 parameters with 5 classes), rows of 187 samples.
inline Graph seed_network(std::uint64_t seed, std::int64_t classes = 5) {
  Random random(seed);
  GraphBuilder b({1, 187});
  RandomLayers layers{b, random};
  Layer x = b.input();
  const std::int64_t channels[] = {1, 32, 64, 128, 256}, taps[] = {5, 5, 3, 3};
  for (int i = 0; i < 4; ++i) {
    const std::string number = std::to_string(i + 1);
    x = layers.convolution(x, "conv" + number, channels[i], channels[i + 1], taps[i]);
    x = b.relu(layers.batch_norm(x, "norm" + number, channels[i + 1]));
    if (i == 1) x = b.max_pool(x, 3, {.stride = 3});
    if (i == 3) x = b.average_pool(x, 3, {.stride = 3});
  }
  x = b.flatten(x);
  const std::int64_t features[] = {4608, 1024, 256, 32, classes};
  for (int i = 0; i < 4; ++i) {
    x = layers.linear(x, "fc" + std::to_string(i + 1), features[i], features[i + 1]);
    if (i < 3) x = b.relu(x);
  }
  return b.finish(x);
}

// Kachuee 2018: five residual blocks of two convolutions and a pool.
inline Graph kachuee_network(std::uint64_t seed) {
  Random random(seed);
  GraphBuilder b({1, 187});
  RandomLayers layers{b, random};
  const Window same{.pad_begin = 2, .pad_end = 2};
  Layer x = layers.convolution(b.input(), "stem", 1, 32, 5);
  for (int i = 0; i < 5; ++i) {
    const std::string name = "block" + std::to_string(i + 1);
    const Layer before = x;
    x = b.relu(layers.convolution(x, name + ".conv1", 32, 32, 5, same));
    x = b.relu(b.add(layers.convolution(x, name + ".conv2", 32, 32, 5, same), before));
    x = b.max_pool(x, 5, {.stride = 2});
  }
  x = b.relu(layers.linear(b.flatten(x), "fc1", 64, 32));
  return b.finish(b.softmax(layers.linear(x, "fc2", 32, 5)));
}

// A residual network of odd widths, with strides, projections, and mean and greatest value over time.
inline Graph residual_network(std::uint64_t seed) {
  Random random(seed);
  GraphBuilder b({1, 187});
  RandomLayers layers{b, random};
  const auto same = [](std::int64_t stride) {
    return Window{.stride = stride, .pad_begin = 2, .pad_end = 2};
  };
  Layer x = layers.convolution(b.input(), "stem", 1, 24, 7, {.pad_begin = 3, .pad_end = 3});
  x = b.max_pool(b.relu(layers.batch_norm(x, "stem.norm", 24)), 2, {.stride = 2});
  const std::int64_t widths[] = {24, 32, 48, 64, 80};
  for (int i = 0; i < 4; ++i) {
    const std::string name = "block" + std::to_string(i + 1);
    const std::int64_t in = widths[i], out = widths[i + 1], stride = i == 0 ? 1 : 2;
    Layer y = layers.convolution(x, name + ".conv1", in, out, 5, same(stride));
    y = b.relu(layers.batch_norm(y, name + ".norm1", out));
    y = layers.batch_norm(layers.convolution(y, name + ".conv2", out, out, 5, same(1)), name + ".norm2", out);
    x = b.relu(b.add(y, layers.convolution(x, name + ".project", in, out, 1, {.stride = stride})));
  }
  x = b.concat({b.flatten(b.global_average_pool(x)), b.flatten(b.global_max_pool(x))});
  return b.finish(layers.linear(x, "fc", 160, 5));
}

}  // namespace rwave::infer::testing
