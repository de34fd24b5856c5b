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
  Workers(const Workers&) = delete;
  Workers& operator=(const Workers&) = delete;
  ~Workers();

  int count() const { return static_cast<int>(threads_.size()) + 1; }

  // Calls work(0) .. work(parties - 1), each in its own thread, and returns when all are done. No allocation.
  void run(int parties);

 private:
  void serve(int index);

  std::function<void(int)> work_;
  std::mutex guard_;
  std::condition_variable begin_, end_;
  // Counts run() calls, so that each thread serves each of them once.
  unsigned round_ = 0;
  int parties_ = 0;
  int busy_ = 0;
  bool leaving_ = false;
  std::vector<std::jthread> threads_;
};

}  // namespace rwave::infer
