#pragma once
// Backends of the exchange among processes, libtorch's process groups: Gloo for values in main memory, NCCL
// for those on a GPU. Apart from group.h, as it takes libtorch's headers of distributed training.

#include <torch/version.h>
#include <torch/csrc/distributed/c10d/ProcessGroup.hpp>
#include <torch/csrc/distributed/c10d/Store.hpp>

#include <chrono>
#include <exception>
#include <string>

#include "learn/distributed/world.h"

#if TORCH_VERSION_MAJOR >= 2
#include <torch/csrc/distributed/c10d/Backend.hpp>
#endif

namespace rwave::learn {

// libtorch 2.0 split what carries the messages off from the group of processes.
#if TORCH_VERSION_MAJOR >= 2
using Backend = c10d::Backend;
#else
// Its name before libtorch 2.0.
using Backend = c10d::ProcessGroup;
#endif

// Connections among all ranks, made through `table`, of which each rank must make the same ones. What takes
// longer than `timeout` fails. `threads`: how many exchanges can be under way at a time (Gloo). Throws Error
// where this program was built without what the device takes.
c10::intrusive_ptr<Backend> make_backend(const World& world, const c10::intrusive_ptr<c10d::Store>& table,
                                         bool gpu, std::chrono::milliseconds timeout, int threads);

// What a fault says, without the frames of its stack that libtorch's carry after their words.
std::string reason_of(const std::exception& fault);

}  // namespace rwave::learn
