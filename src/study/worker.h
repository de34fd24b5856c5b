#pragma once
// Which process a trial runs in, so that a worker that was killed is known to be dead where another starts on
// the same machine, without waiting for its heart to be missed.

#include <string>

namespace rwave::study {

// The user attribute that holds it.
inline constexpr const char* worker_attribute = "worker";

// "HOST BOOT NAMESPACE PID START": the last two name a process only within the first three.
std::string this_worker();

// Whether that was a process of this machine, boot and process namespace that is no longer there. False where
// nothing can be said.
bool is_dead(const std::string& worker);

}  // namespace rwave::study
