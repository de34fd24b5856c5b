#pragma once
// The device that a training computes on, the processor or a GPU, and libtorch made ready for it. Of
// libtorch's headers only a small one, as the command line asks for the device before it reads any rows.

#include <c10/core/Device.h>

#include <cstdint>

#include "learn/options/words.h"

namespace rwave::learn {

// Sets libtorch up for this process: threads for all its work (0 = all cores; OpenMP's and, with
// libopenblas0-openmp, the BLAS library's are the same ones), denormals count as zero, and freed memory is
// kept: a step frees and takes the same hundred megabytes, and giving them back to the system in between
// costs a tenth of its time in page faults. To be called once, first. Returns the number of threads.
int prepare_torch(int threads);

// Error where `device` is not available; it says whether this build or this machine lacks it.
void check_device(DeviceKind device);

// The device of that name, for process `rank` of those that train together: on a machine of n GPUs the one of
// number rank modulo n. From then on this thread's work on a GPU goes to a stream of its own, in order:
// CUDA's default stream cannot be recorded (learn/device/step_graph.h). Throws as check_device() does.
c10::Device open_device(DeviceKind device, int rank);

// Makes the device's default generator a function of the training's seed, the step and the part of the step:
// what dropout and augmentation draw in a step then needs no generator's state in a checkpoint, and a
// recorded step draws what a step carried out would.
void seed_device(const c10::Device& device, std::uint64_t seed, std::int64_t step, int part = 0);

}  // namespace rwave::learn
