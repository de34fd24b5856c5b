#pragma once
// Rendezvous: how the processes of one training find each other. A table that rank 0 keeps, through which
// connections are made, and which says afterwards who is still there.

#include <torch/csrc/distributed/c10d/TCPStore.hpp>

#include <chrono>
#include <string>
#include <vector>

#include "learn/distributed/world.h"

namespace rwave::learn {

// For how long a process waits for the others to come.
inline constexpr std::chrono::seconds arrival_limit{30};

// One process's place at it. A lost connection is distinguished from a lost process later through the same
// table.
class Rendezvous {
 public:
  // Comes and waits for all others. Throws Error saying what to do where the port is taken, rank 0 cannot be
  // reached, a rank does not come within arrival_limit, or two processes have one rank.
  explicit Rendezvous(const World& world);

  // A part of the table of that name.
  c10::intrusive_ptr<c10d::Store> part(const std::string& name) const;

  // Processes of the training, this one among them, that share this machine's cores with it.
  int sharing_cores() const { return sharing_cores_; }

  // After a fault: the ranks that no longer answer. All that are left must call it within seconds of each
  // other.
  std::vector<int> lost_ranks() const;

 private:
  // States this process's place and waits for all others'.
  void come();

  World world_;
  c10::intrusive_ptr<c10d::Store> table_;
  int sharing_cores_ = 1;
};

}  // namespace rwave::learn
