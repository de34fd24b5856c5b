#pragma once
// What a network costs to run, read off its exported form.

#include <filesystem>
#include <vector>

#include "cli/compare/group.h"

namespace rwave::cli {

// Fills in multiply_adds and inference_microseconds, measured once a network (one thread, 256 beats at a
// time, processor time, so that other work on the machine disturbs little). Where `rwave export` cannot be
// called both stay NaN, and a message says why.
void measure_costs(std::vector<RunGroup>& groups);

}  // namespace rwave::cli
