#include "study/heartbeat.h"

#include <chrono>

namespace rwave::study {

// The trial and the study's name are copied into the thread: the training goes on changing its own
// trial meanwhile.
Heartbeat::Heartbeat(const StorageUrl& url, const Study& study, const Trial& trial)
    : thread_([this, url, name = study.name(), trial] { run(url, name, trial); }) {}

Heartbeat::~Heartbeat() {
  {
    const std::lock_guard lock(mutex_);
    end_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

// A wait on a condition and not a sleep, so that a trial that ends does not wait up to 15 s for its
// heartbeat.
bool Heartbeat::ended_within(double seconds) {
  std::unique_lock lock(mutex_);
  return changed_.wait_for(lock, std::chrono::duration<double>(seconds), [this] { return end_; });
}

// A connection a beat: one that lies idle for 15 s is soonest cut by whatever lies between two machines.
void Heartbeat::run(const StorageUrl& url, const std::string& study, const Trial& trial) {
  while (!ended_within(heartbeat_seconds)) {
    try {
      Database database(url, {0, nullptr});
      Study::load(database, study).beat(trial);
    } catch (const std::exception&) {
      // The next beat may find it again; what matters is reported where results are stored. Memory that ended
      // too: what leaves a thread ends the process.
    }
  }
}

}  // namespace rwave::study
