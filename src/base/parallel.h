#pragma once
// A parallel loop: independent pieces of work over the cores.

#include <cstddef>
#include <functional>

namespace rwave {

// The cores this process may use.
int available_threads();

// Calls work(0) .. work(count - 1), each once, on up to `threads` threads (0 = one per core), in any order.
// The fault of the lowest index that failed is thrown again after all threads have stopped; what was not
// begun by then is not begun.
void parallel_for(std::size_t count, int threads, const std::function<void(std::size_t)>& work);

}  // namespace rwave
