#pragma once
// Batch norm over the rows of all processes that train together.

#include "learn/distributed/group.h"
#include "learn/models/network.h"

namespace rwave::learn {

// From now on the network's batch norms take, in training, mean and variance of the whole group's rows, and
// pass back the gradients of that. Their parameters and running statistics stay where they are. All ranks
// must run the network at the same time, on one row or more each. While `whole` is true every rank passes the
// whole batch, and nothing is exchanged. Group and flag must outlive the network's trainings.
void synchronise_batch_norms(Network& network, Group& group, const bool& whole);

}  // namespace rwave::learn
