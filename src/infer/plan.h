#pragma once
// A network made ready to run: steps, buffers, packed weights, and where everything lies. Planned once;
// running it allocates nothing.

#include <cstdint>
#include <memory>
#include <vector>

#include "infer/graph.h"
#include "infer/steps/step.h"

namespace rwave::infer {

struct Plan {
  // Steps first .. last - 1, run together: all rows step by step, or beat by beat.
  struct Segment {
    std::size_t first = 0, last = 0;
    bool whole_batch = false;
  };

  // Those that the weights were packed for.
  const Kernels* kernels = nullptr;
  std::vector<Buffer> buffers;
  // In the order in which they run.
  std::vector<std::unique_ptr<Step>> steps;
  std::vector<Segment> segments;
  // Floats a row in.
  std::int64_t row_values = 0;
  // Floats a row out.
  std::int64_t row_scores = 0;
  // That the arena has room for.
  std::int64_t max_rows = 0;
  std::size_t arena_bytes = 0;
  // Of the packed weights.
  std::size_t weight_bytes = 0;
};

// Plans the graph for up to `max_rows` rows at a time: batch norms folded, additions, ReLU and rounding made
// part of the layers before them, weights packed (the graph's are freed one by one), the arena laid out.
// Throws Error where the graph makes no sense or would need an absurd amount of memory.
Plan make_plan(Graph graph, const Kernels& kernels, std::int64_t max_rows);

// Runs up to max_rows rows. `arena` has arena_bytes; one run at a time may use it.
void run_plan(const Plan& plan, std::byte* arena, const float* rows, std::int64_t count, float* scores);

}  // namespace rwave::infer
