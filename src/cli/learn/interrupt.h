#pragma once
// Ctrl-C and SIGTERM while a network trains: the training ends after its step and can be gone on with.

#include <atomic>

namespace rwave::cli {

// What a shell reports where Ctrl-C ended a program.
inline constexpr int exit_interrupted = 130;

// From now on the first such signal sets the flag returned, and the second one ends the program at once.
const std::atomic<bool>& stop_on_interrupt();

}  // namespace rwave::cli
