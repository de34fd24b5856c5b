#pragma once
// The handles of the C interface that are open, and which thread is at work on each.

#include <array>
#include <cstddef>

namespace rwave::c {

// A handle that was given out. Known by its address: one that was freed is told from a live one until the
// address is given out again. Throws bad_alloc.
void open_handle(const void* handle);
// It is to be freed. Throws Error where it is not open, or a call of another thread is at work on it.
void close_handle(const void* handle);

// What a call holds: the handles that it was given, taken by this thread until the call ends. A second thread
// gets an error then, not a lock: it would wait for minutes of labelling, and two threads that push into one
// stream are a fault of the program's.
class HandlesInUse {
 public:
  HandlesInUse() noexcept;
  HandlesInUse(const HandlesInUse&) = delete;
  HandlesInUse& operator=(const HandlesInUse&) = delete;
  ~HandlesInUse();

  // Takes the handle for the innermost call of this thread; one thread may take a handle several times (an
  // annotator compared with itself). Throws Error where the handle is not open or another thread's.
  static void add(const void* handle);

 private:
  // Handles that a function is given, at most: rwave_adapt() takes two.
  static constexpr std::size_t most = 4;

  std::array<const void*, most> held_{};
  std::size_t count_ = 0;
  // The call within which this one was made, as by a memory allocator of the program; null without one.
  HandlesInUse* outer_;
};

}  // namespace rwave::c
