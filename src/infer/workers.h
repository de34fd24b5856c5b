#pragma once
// Threads that wait for work: parallel_for starts threads for each call, which costs more than a small batch
// does and allocates.

#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace rwave::infer {

class Workers {
 public:
  // `work(i)` is what run() makes every one of `count` parties do, i = 0 .. count - 1; the caller is party 0.
  // It must not throw.
  Workers(int count, std::function<void(int)> work);
  // Neither copied nor moved: the threads hold its address.
  Workers(const Workers&) = delete;
  Workers& operator=(const Workers&) = delete;
  ~Workers();

  // Parties: the threads and the caller.
  int count() const { return static_cast<int>(threads_.size()) + 1; }

  // Calls work(0) .. work(parties - 1), each in its own thread, and returns when all are done. No allocation.
  void run(int parties);

 private:
  // What thread `index` does until the object goes: waits for the next round, works where the round needs
  // it.
  void serve(int index);

  // Fixed at the beginning, so that a round passes no function and allocates nothing.
  std::function<void(int)> work_;
  // Of the round's state, which follows; `work_` is never changed.
  std::mutex guard_;
  std::condition_variable begin_, end_;
  // Counts run() calls, so that each thread serves each of them once.
  unsigned round_ = 0;
  // Of the present round, and those of them that are not done.
  int parties_ = 0;
  int busy_ = 0;
  bool leaving_ = false;
  // Last, so that they have ended before the rest goes.
  std::vector<std::jthread> threads_;
};

}  // namespace rwave::infer
