#pragma once
// Precision of a GPU's products: with how many bits it multiplies. Weights, gradients, moments and what is
// summed up stay float32 always.

#include <c10/core/Device.h>

#include "learn/options/words.h"

namespace rwave::learn {

// For all of libtorch's products on GPUs from now on. "tf32": operands rounded to 10 bits after the point;
// else float32, also in cuDNN's convolutions, where libtorch by itself would take TF32. cuDNN measures its
// algorithms and takes the fastest: two runs of one seed agree to rounding, not to the bit.
void set_precision(Precision precision);

// While it lives, libtorch's products and convolutions on `device` by this thread take bfloat16 operands,
// where `on`; what loses too much by that (sums, norms) goes on in float32. Backward passes follow their
// forward passes and need none.
class Bf16Products {
 public:
  // `on` false: nothing is changed, so that callers need no second path.
  Bf16Products(const c10::Device& device, bool on);
  ~Bf16Products();
  Bf16Products(const Bf16Products&) = delete;
  Bf16Products& operator=(const Bf16Products&) = delete;

 private:
  // What autocast was switched on for; switched off again by the destructor.
  c10::DeviceType device_;
  bool on_;
  // Whether libtorch kept casts of weights before.
  bool cached_ = false;
};

}  // namespace rwave::learn
