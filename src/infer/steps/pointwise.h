#pragma once
// Steps that take each value, or each row's features, by itself.

#include <memory>

#include "infer/aligned.h"
#include "infer/steps/step.h"

namespace rwave::infer {

// Buffers are named by their index in the plan; in and out have the same number of elements.
std::unique_ptr<Step> make_add(int a, int b, int out, bool relu);
// Where no layer stands before them that could do it (Lowering::take_tail).
std::unique_ptr<Step> make_relu(int in, int out);
std::unique_ptr<Step> make_sigmoid(int in, int out);

// Over all of the row's values; the greatest is subtracted first, so that no exponential overflows.
std::unique_ptr<Step> make_softmax(int in, int out);

// out = factor[c] * in + shift[c] by channel, values [length][channels]; both hold `channels` floats.
std::unique_ptr<Step> make_scale(int in, int out, std::int64_t channels, AlignedBuffer factor,
                                 AlignedBuffer shift);

// float32 -> uint8, round(x / scale) + zero_point; and back.
std::unique_ptr<Step> make_quantize(int in, int out, float scale, int zero_point);
std::unique_ptr<Step> make_dequantize(int in, int out, float scale, int zero_point);

}  // namespace rwave::infer
