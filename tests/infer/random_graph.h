#pragma once
// Graphs made up at random from the operators that are known, for what nobody thought of.

#include "infer/networks.h"

namespace rwave::infer::testing {

// A series of up to a dozen random layers, branches that are added or joined, then one or two Linear layers.
class RandomGraph {
 public:
  explicit RandomGraph(std::uint64_t seed)
      : random_(seed), channels_(between(1, 3)), length_(between(20, 60)) {}

  Graph make() {
    GraphBuilder b({channels_, length_});
    RandomLayers layers{b, random_};
    Layer x = b.input();
    const std::int64_t count = between(2, 12);
    for (std::int64_t i = 0; i < count; ++i) x = grow(b, layers, x, "layer" + std::to_string(i));
    x = random_.below(2) == 0 ? b.flatten(x) : both_pools(b, x);
    const std::int64_t middle = between(1, 40);
    x = b.relu(layers.linear(x, "fc1", features_ > 0 ? features_ : channels_ * length_, middle));
    x = layers.linear(x, "fc2", middle, between(2, 7));
    return b.finish(random_.below(2) == 0 ? b.softmax(x) : x);
  }

 private:
  std::int64_t between(std::int64_t least, std::int64_t most) {
    return least + static_cast<std::int64_t>(random_.below(static_cast<std::uint64_t>(most - least + 1)));
  }

  Layer both_pools(GraphBuilder& b, const Layer& x) {
    features_ = 2 * channels_;
    return b.concat({b.flatten(b.global_average_pool(x)), b.flatten(b.global_max_pool(x))});
  }

  Layer grow(GraphBuilder& b, RandomLayers& layers, const Layer& x, const std::string& name) {
    switch (random_.below(7)) {
      case 0:
        return convolution(layers, x, name);
      case 1: {
        const Layer y = convolution(layers, x, name);  // changes channels_
        return b.relu(layers.batch_norm(y, name + ".norm", channels_));
      }
      case 2:
        return b.relu(x);
      case 3:
        return pool(b, x);
      case 4: {  // a residual branch
        const Window same{.pad_begin = 1, .pad_end = 1};
        const Layer y =
            layers.convolution(b.relu(layers.convolution(x, name + ".a", channels_, channels_, 3, same)),
                               name + ".b", channels_, channels_, 3, same);
        return random_.below(2) == 0 ? b.relu(b.add(y, x)) : b.add(x, y);
      }
      case 5:
        return layers.batch_norm(x, name, channels_);
      default: {
        if (channels_ > 20) return b.sigmoid(x);
        const Layer joined = b.concat({b.sigmoid(x), x});
        channels_ *= 2;
        return joined;
      }
    }
  }

  Layer convolution(RandomLayers& layers, const Layer& x, const std::string& name) {
    Window window{between(1, 2), between(0, 2), between(0, 2), between(1, 2)};
    std::int64_t taps = between(1, 5);
    if ((taps - 1) * window.dilation + 1 > length_) taps = window.dilation = 1;
    const std::int64_t in = channels_, group = in % 2 == 0 && random_.below(3) == 0 ? 2 : 1;
    channels_ = between(1, 20) * group;
    length_ =
        (length_ + window.pad_begin + window.pad_end - (taps - 1) * window.dilation - 1) / window.stride + 1;
    return layers.convolution(x, name, in, channels_, taps, window, group);
  }

  Layer pool(GraphBuilder& b, const Layer& x) {
    if (length_ < 6) return b.relu(x);
    const std::int64_t kernel = between(2, 4), stride = between(1, 3), pad = between(0, 1);
    length_ = (length_ + 2 * pad - kernel) / stride + 1;
    const Window window{stride, pad, pad};
    return random_.below(2) == 0 ? b.max_pool(x, kernel, window) : b.average_pool(x, kernel, window);
  }

  Random random_;
  std::int64_t channels_, length_;
  std::int64_t features_ = 0;
};

}  // namespace rwave::infer::testing
