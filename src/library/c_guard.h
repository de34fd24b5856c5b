#pragma once
// What every file of the C interface uses: exceptions become return values and a line of text, and results
// are copied out with their sizes first.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <exception>
#include <memory>
#include <new>
#include <span>
#include <string>
#include <type_traits>
#include <utility>

#include "library/c_open_handles.h"
#include "rwave/error.h"

namespace rwave::c {

// Keeps the line that rwave_last_error() gives: this thread's own, so that a program that asks after a
// failure is told of that one, whatever others do meanwhile. Of a longer text the begin; nothing is
// allocated, as the failure may be that there is no memory.
void set_last_error(const char* text) noexcept;

// Runs `work`; `failed` where it throws. No exception may cross into C: the caller has no tables to unwind
// by, and the process would end. The handles that `work` asked for are this thread's until it ends.
template <typename Result, typename Work>
Result guarded(Result failed, Work&& work) {
  const HandlesInUse in_use;
  try {
    return work();
  } catch (const std::bad_alloc&) {
    set_last_error("not enough memory");
  } catch (const std::exception& fault) {
    set_last_error(fault.what());
  } catch (...) {
    set_last_error("a fault of unknown kind");
  }
  return failed;
}

// What a pointer to a handle points at. Throws Error where it is null, which C programs forget to look at, or
// none that is open, or where another thread is at work on it.
template <typename T>
T& handle(T* pointer) {
  if (pointer == nullptr) throw Error("a null pointer where a handle is expected");
  HandlesInUse::add(pointer);
  return *pointer;
}

// What a pointer to anything else points at: a struct, a string. Throws Error where it is null.
template <typename T>
T& given(T* pointer) {
  if (pointer == nullptr) throw Error("a null pointer where a value is expected");
  return *pointer;
}

// A new handle, for the caller from now on.
template <typename T>
T* given_out(T&& value) {
  auto made = std::make_unique<T>(std::forward<T>(value));
  open_handle(made.get());
  return made.release();
}

// Takes a handle back; null passes. One that is not open, or at work in another thread, is left alone, which
// costs its memory and no more.
template <typename T>
void free_handle(T* pointer) noexcept {
  guarded(0, [&] {
    if (pointer == nullptr) return 0;
    close_handle(pointer);
    delete pointer;
    return 0;
  });
}

// `count` values that a caller gave, or room for them. Throws Error where there must be some and the pointer
// is null, and where no memory holds as many (a -1 that became a size). Nothing is read here: whether there
// are as many as announced only the caller knows.
template <typename T>
std::span<T> values(T* pointer, std::size_t count) {
  if (pointer == nullptr && count > 0) throw Error("a null pointer where values were announced");
  // Room may be announced as "all": no more is written than there is.
  if (std::is_const_v<T> && count > PTRDIFF_MAX / sizeof(T))
    throw Error(std::to_string(count) + " values were announced, more than memory holds");
  return {pointer, count};
}

// Up to `most` of what waits is moved to `out`, as `form` makes it; how many.
// What has no room waits on, in order, so that a small buffer loses nothing.
template <typename Waiting, typename Out, typename Form>
std::int64_t move_out(std::deque<Waiting>& waiting, Out* out, std::size_t most, Form&& form) {
  // The room is checked only where something is to be written: asking with NULL and 0 is no fault.
  const std::size_t count = std::min(most, waiting.size());
  const std::span<Out> room = values(out, count);
  for (Out& each : room) {
    each = form(waiting.front());
    waiting.pop_front();
  }
  return static_cast<std::int64_t>(count);
}

// Up to `most` of `held` are copied to `out`, as `form` makes them; how many there are.
// How many there are is told whatever `most` is: a first call with no room asks for the size, a second
// fetches.
template <typename Held, typename Out, typename Form>
std::int64_t copy_out(const Held& held, Out* out, std::size_t most, Form&& form) {
  const std::size_t count = std::min<std::size_t>(most, held.size());
  const std::span<Out> room = values(out, count);
  for (std::size_t i = 0; i < count; ++i) room[i] = form(held[i]);
  return static_cast<std::int64_t>(held.size());
}

}  // namespace rwave::c
