#pragma once
// The world (torchrun's word): which processes train together, as their launcher says to each of them.
// Nothing here needs libtorch.

#include <functional>
#include <optional>
#include <string>

namespace rwave::learn {

// One process's place among those that train together.
struct World {
  // This process's number, from 0, and how many there are.
  int rank = 0, ranks = 1;
  // Host of rank 0, where all meet.
  std::string host;
  int port = 0;
  // The launcher listens there already (torchrun), not rank 0.
  bool hosted = false;
  // Which start of the same processes it is, so that what an earlier one left is not met.
  std::string attempt;
};

// Looks a variable of the environment up; nothing where it is not set or empty.
using Lookup = std::function<std::optional<std::string>(const char* name)>;
// The Lookup that asks the process's own environment; tests have others.
std::optional<std::string> environment(const char* name);

// The place that the environment gives:
//   RANK, WORLD_SIZE, MASTER_ADDR, MASTER_PORT      torchrun's names, set by it or by hand
//   SLURM_PROCID, SLURM_STEP_NUM_TASKS, ...         in a step of a Slurm job (srun); rank 0 is taken to be on
//                                                   the step's first node, on a port derived from job and
//                                                   step, unless MASTER_ADDR and MASTER_PORT say otherwise
// Nothing where neither is set or there is only one process, as in a shell that Slurm started. The variables
// decide, not an option: whoever starts several processes with them wants them to work together, and several
// whole trainings that write into one folder would be the alternative. UsageError for variables that are
// incomplete or make no sense.
std::optional<World> world_from(const Lookup& lookup);

// The first host of Slurm's list: "n[07-09,12],m1" gives "n07". Empty for an empty list.
std::string first_host(const std::string& list);

}  // namespace rwave::learn
