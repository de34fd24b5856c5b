#pragma once
// Heartbeat: the sign of life that a worker gives while it runs a trial, and the worker's identity.

#include <condition_variable>
#include <mutex>
#include <string>
#include <thread>

#include "study/study.h"

namespace rwave::study {

// Between two beats, and after how long without one a worker counts as lost (Optuna: two beats).
inline constexpr double heartbeat_seconds = 15;
inline constexpr double grace_seconds = 60;

// Beats every heartbeat_seconds over a connection of its own until destroyed, in a thread of its own, as a
// step of a training may take long. A database that does not answer misses beats, no more.
class Heartbeat {
 public:
  Heartbeat(const StorageUrl& url, const Study& study, const Trial& trial);
  ~Heartbeat();
  Heartbeat(const Heartbeat&) = delete;
  Heartbeat& operator=(const Heartbeat&) = delete;

 private:
  // The thread's work: beats until the end.
  void run(const StorageUrl& url, const std::string& study, const Trial& trial);
  // Waits, but no longer than until the destructor is called.
  bool ended_within(double seconds);

  std::mutex mutex_;
  std::condition_variable changed_;
  // Set by the destructor, under the mutex: the thread ends at its next look.
  bool end_ = false;
  std::thread thread_;
};

// Which process a trial runs in, so that a worker that was killed is known to be dead where another starts on
// the same machine, without waiting for its heartbeat to be missed.

// The user attribute that holds it.
inline constexpr const char* worker_attribute = "worker";

// "HOST BOOT NAMESPACE PID START": the last two name a process only within the first three.
std::string this_worker();

// Whether that was a process of this machine, boot and process namespace that is no longer there. False where
// nothing can be said.
bool is_dead(const std::string& worker);

}  // namespace rwave::study
