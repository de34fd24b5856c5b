#include "library/c_open_handles.h"

#include <mutex>
#include <thread>
#include <unordered_map>

#include "rwave/error.h"

namespace rwave::c {
namespace {

// How often a handle is taken, and by which thread.
struct Use {
  int times = 0;
  std::thread::id by{};
};

struct OpenHandles {
  std::mutex mutex;
  std::unordered_map<const void*, Use> open;
};

// Never destroyed: a program may free its handles in its own destructors, after this one's would have run.
OpenHandles& open_handles() {
  static OpenHandles& all = *new OpenHandles;
  return all;
}

// Throws Error where the handle cannot be this thread's.
Use& use_of(OpenHandles& all, const void* handle) {
  const auto found = all.open.find(handle);
  if (found == all.open.end()) throw Error("a handle that is not open: freed, or never given out");
  if (found->second.times > 0 && found->second.by != std::this_thread::get_id())
    throw Error("another thread is at work on this handle: one thread at a time may use it");
  return found->second;
}

thread_local HandlesInUse* this_call = nullptr;

}  // namespace

void open_handle(const void* handle) {
  OpenHandles& all = open_handles();
  const std::lock_guard lock(all.mutex);
  all.open.emplace(handle, Use{});
}

void close_handle(const void* handle) {
  OpenHandles& all = open_handles();
  const std::lock_guard lock(all.mutex);
  use_of(all, handle);
  all.open.erase(handle);
}

HandlesInUse::HandlesInUse() noexcept : outer_(this_call) {
  this_call = this;
}

HandlesInUse::~HandlesInUse() {
  this_call = outer_;
  if (count_ == 0) return;
  OpenHandles& all = open_handles();
  const std::lock_guard lock(all.mutex);
  for (std::size_t i = 0; i < count_; ++i) --all.open.find(held_[i])->second.times;
}

void HandlesInUse::add(const void* handle) {
  HandlesInUse& call = *this_call;
  // Asked for again within the call, it is held already.
  for (std::size_t i = 0; i < call.count_; ++i)
    if (call.held_[i] == handle) return;
  if (call.count_ == most) throw Error("more handles than a function takes");
  OpenHandles& all = open_handles();
  const std::lock_guard lock(all.mutex);
  Use& use = use_of(all, handle);
  use.by = std::this_thread::get_id();
  ++use.times;
  call.held_[call.count_++] = handle;
}

}  // namespace rwave::c
