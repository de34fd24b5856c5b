#include "learn/device/precision.h"

#include <ATen/Context.h>
#include <ATen/autocast_mode.h>
#include <torch/version.h>

namespace rwave::learn {
namespace {

void switch_autocast(c10::DeviceType device, bool on) {
#if TORCH_VERSION_MAJOR > 2 || (TORCH_VERSION_MAJOR == 2 && TORCH_VERSION_MINOR >= 4)
  at::autocast::set_autocast_dtype(device, at::kBFloat16);
  at::autocast::set_autocast_enabled(device, on);
#else  // a pair of functions for each kind of device, which later versions call deprecated
  if (device == c10::DeviceType::CUDA) {
    at::autocast::set_autocast_gpu_dtype(at::kBFloat16);
    at::autocast::set_enabled(on);
  } else {
    at::autocast::set_autocast_cpu_dtype(at::kBFloat16);
    at::autocast::set_cpu_enabled(on);
  }
#endif
}

}  // namespace

// Set for float32 too: libtorch's own default for convolutions is TF32, whose ten bits of mantissa
// would make the processor and the GPU train differently.
void set_precision(Precision precision) {
  at::Context& context = at::globalContext();
  context.setAllowTF32CuBLAS(precision == Precision::tf32);
  context.setAllowTF32CuDNN(precision == Precision::tf32);
  // Shapes are the same in each step, so that measuring once pays.
  context.setBenchmarkCuDNN(true);
}

// Casts of weights are not kept: each weight is cast once a step, and a recorded step must cast it every
// time.
Bf16Products::Bf16Products(const c10::Device& device, bool on) : device_(device.type()), on_(on) {
  // Nothing is switched where it is off: a training in float32 must not depend on this class.
  if (!on_) return;
  cached_ = at::autocast::is_autocast_cache_enabled();
  at::autocast::set_autocast_cache_enabled(false);
  switch_autocast(device_, true);
}

Bf16Products::~Bf16Products() {
  if (!on_) return;
  switch_autocast(device_, false);
  at::autocast::set_autocast_cache_enabled(cached_);
}

}  // namespace rwave::learn
