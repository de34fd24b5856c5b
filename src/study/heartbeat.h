#pragma once
// The sign of life that a worker gives while it is at a trial.

#include <condition_variable>
#include <mutex>
#include <thread>

#include "study/study.h"

namespace rwave::study {

inline constexpr double heartbeat_seconds = 15;
inline constexpr double grace_seconds = 60;  // after which a worker counts as lost; Optuna's is two beats

// Beats every heartbeat_seconds over a connection of its own until destroyed, in a thread of its own, as a
// step of a training may take long. A database that does not answer misses beats, no more.
class Heartbeat {
 public:
  Heartbeat(const StorageUrl& url, const Study& study, const Trial& trial);
  ~Heartbeat();
  Heartbeat(const Heartbeat&) = delete;
  Heartbeat& operator=(const Heartbeat&) = delete;

 private:
  void run(const StorageUrl& url, const std::string& study, const Trial& trial);
  bool ended_within(double seconds);

  std::mutex mutex_;
  std::condition_variable changed_;
  bool end_ = false;
  std::thread thread_;
};

}  // namespace rwave::study
