#pragma once
// Where a training computes: the processor or a GPU. Of libtorch's headers only a small one, as the command
// line asks for the device before it reads any rows.

#include <c10/core/Device.h>

#include <cstdint>
#include <string>

namespace rwave::learn {

// Error where `device` ("cpu", "cuda") is not to be had; it says whether this build or this machine lacks it.
void check_device(const std::string& device);

// The device of that name, for process `rank` of those that train together: on a machine of n GPUs the one of
// number rank modulo n. From then on this thread's work on a GPU goes to a stream of its own, in order:
// CUDA's default stream cannot be recorded (learn/cuda/step_graph.h). Throws as check_device() does.
c10::Device open_device(const std::string& device, int rank);

// Makes the device's default generator a function of the training's seed, the step and the part of the step:
// what dropout and augmentation draw in a step then needs no generator's state in a checkpoint, and a
// recorded step draws what a step carried out would.
void seed_device(const c10::Device& device, std::uint64_t seed, std::int64_t step, int part = 0);

}  // namespace rwave::learn
