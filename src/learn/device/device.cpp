#include "learn/device/device.h"

#include <ATen/Context.h>
#include <ATen/Parallel.h>
#include <malloc.h>

#include <mutex>

#ifdef RWAVE_CUDA
#include <c10/cuda/CUDAFunctions.h>
#include <c10/cuda/CUDAStream.h>
#endif

#include "base/parallel.h"
#include "rwave/error.h"

namespace rwave::learn {

int prepare_torch(int threads) {
  // Large blocks from the heap, not from mmap, and none given back: see the header.
  ::mallopt(M_MMAP_MAX, 0);
  ::mallopt(M_TRIM_THRESHOLD, -1);
  // Denormal numbers, as weights decay to near the end of a training, take many times as long as
  // others on many processors.
  at::globalContext().setFlushDenormal(true);
  at::set_num_threads(threads > 0 ? threads : available_threads());
  return at::get_num_threads();
}

void check_device(DeviceKind device) {
  if (device != DeviceKind::cuda) return;
#ifdef RWAVE_CUDA
  if (c10::cuda::device_count() > 0) return;
  throw Error(
      "--device cuda: this machine has no GPU that CUDA can use: see what nvidia-smi says, or leave out "
      "--device to train on the processor");
#else
  throw Error(
      "--device cuda: this rwave was built with a libtorch that has no CUDA: build it with "
      "-DRWAVE_TORCH_ROOT=DIR, an unpacked libtorch that has (docs/gpu.md), or leave out --device");
#endif
}

c10::Device open_device(DeviceKind device, [[maybe_unused]] int rank) {
  // Asked again: a program may open a device without having checked it.
  check_device(device);
#ifdef RWAVE_CUDA
  if (device == DeviceKind::cuda) {
    const auto index = static_cast<c10::DeviceIndex>(rank % c10::cuda::device_count());
    c10::cuda::set_device(index);
    // The default stream cannot be captured into a graph.
    c10::cuda::setCurrentCUDAStream(c10::cuda::getStreamFromPool(false, index));
    return {c10::DeviceType::CUDA, index};
  }
#endif
  return {c10::DeviceType::CPU};
}

void seed_device(const c10::Device& device, std::uint64_t seed, std::int64_t step, int part) {
  // Multiples of odd constants keep neighbouring steps' and parts' seeds far apart.
  constexpr std::uint64_t golden = 0x9e3779b97f4a7c15U, odd = 0xbf58476d1ce4e5b9U;
  at::Generator generator = at::globalContext().defaultGenerator(device);
  const std::scoped_lock lock(generator.mutex());
  generator.set_current_seed(seed + golden * static_cast<std::uint64_t>(step) +
                             odd * static_cast<std::uint64_t>(part));
}

}  // namespace rwave::learn
