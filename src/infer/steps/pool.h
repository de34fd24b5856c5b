#pragma once
// Pooling over time, global pooling included (one window over everything).

#include <memory>

#include "infer/steps/step.h"

namespace rwave::infer {

// Sizes of a pool, in samples; in and out are buffers.
struct PoolShape {
  std::int64_t channels = 0;
  // Samples in, and windows, which are the samples out.
  std::int64_t length = 0;
  std::int64_t out_length = 0;
  // Samples that a window spans, padding included.
  std::int64_t kernel = 1;
  std::int64_t stride = 1;
  std::int64_t pad_begin = 0;
  std::int64_t pad_end = 0;
  // Averages: divide by the window with its padding.
  bool count_include_pad = false;
  int in = 0;
  int out = 0;
};

// Padding never wins a maximum and adds nothing to a sum: windows are cut to the samples there are. The
// buffers are both float32 or, for maxima, both uint8.
std::unique_ptr<Step> make_max_pool(const PoolShape& shape);
std::unique_ptr<Step> make_average_pool(const PoolShape& shape);

}  // namespace rwave::infer
