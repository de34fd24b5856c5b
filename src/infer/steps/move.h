#pragma once
// Steps that only move values: in, out, between layouts, side by side.

#include <memory>

#include "infer/steps/step.h"

namespace rwave::infer {

// The caller's rows (channels, length) into a buffer [length][channels].
std::unique_ptr<Step> make_read_input(int out, std::int64_t channels, std::int64_t length);

// A buffer [length][channels] into the caller's scores (channels, length).
std::unique_ptr<Step> make_write_output(int in, std::int64_t channels, std::int64_t length);

// out[j][i] = in[i][j], i < outer, j < inner.
std::unique_ptr<Step> make_transpose(int in, int out, std::int64_t outer, std::int64_t inner);

// out[i] = in[i][channel], i < length, of that many channels.
std::unique_ptr<Step> make_pick_channel(int in, int out, std::int64_t channels, std::int64_t channel,
                                        std::int64_t length);

// One of the inputs of a Concat: `blocks` pieces of `block` elements, `stride` elements apart in the result,
// the first at `at`. All inputs' steps write the same buffer.
struct PlaceShape {
  std::int64_t blocks = 1;
  std::int64_t block = 0;
  std::int64_t stride = 0;
  std::int64_t at = 0;
};
// An input of a Concat and its place in the result.
struct ConcatPart {
  int in = 0;
  PlaceShape place;
};
std::unique_ptr<Step> make_concat(std::vector<ConcatPart> parts, int out);

}  // namespace rwave::infer
