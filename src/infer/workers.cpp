#include "infer/workers.h"

namespace rwave::infer {

Workers::Workers(int count, std::function<void(int)> work) : work_(std::move(work)) {
  // The calling thread is party 0: with one thread there is no hand-over at all.
  for (int i = 1; i < count; ++i) threads_.emplace_back([this, i] { serve(i); });
}

Workers::~Workers() {
  {
    const std::lock_guard lock(guard_);
    leaving_ = true;
  }
  begin_.notify_all();
}

void Workers::run(int parties) {
  if (parties > 1) {
    {
      const std::lock_guard lock(guard_);
      ++round_;
      parties_ = parties;
      busy_ = parties - 1;
    }
    begin_.notify_all();
  }
  work_(0);
  if (parties > 1) {
    std::unique_lock lock(guard_);
    end_.wait(lock, [this] { return busy_ == 0; });
  }
}

void Workers::serve(int index) {
  unsigned served = 0;
  std::unique_lock lock(guard_);
  for (;;) {
    // Rounds are numbered, so that a thread that wakes late does not serve one twice.
    begin_.wait(lock, [&] { return leaving_ || round_ != served; });
    if (leaving_) return;
    served = round_;
    if (index >= parties_) continue;
    lock.unlock();
    work_(index);
    lock.lock();
    if (--busy_ == 0) end_.notify_one();
  }
}

}  // namespace rwave::infer
