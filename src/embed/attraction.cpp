#include "embed/forces.h"

#include <algorithm>

#include "base/parallel.h"

// Half of t-SNE's time is spent in one loop that gathers positions. It is compiled for several instruction
// sets, of which the program takes the machine's best at its start; the file-wide flags of rwave_simd were
// refused for so little.
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) && !defined(__SANITIZE_ADDRESS__)
#define RWAVE_CLONES __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define RWAVE_CLONES
#endif

namespace rwave::embed {
namespace {

constexpr std::int64_t attraction_rows = 512;

// A row of the sparse matrix as plain pointers, which the clones below take.
struct Row {
  const std::int32_t* column;
  const float* value;
  std::int64_t count;
};

RWAVE_CLONES
void pull_of(const Row& row, const float* xs, const float* ys, std::int64_t i, float* pull_x, float* pull_y) {
  const float x = xs[i], y = ys[i];
  float sum_x = 0, sum_y = 0;
#pragma omp simd reduction(+ : sum_x, sum_y)
  for (std::int64_t e = 0; e < row.count; ++e) {
    const float dx = x - xs[row.column[e]], dy = y - ys[row.column[e]];
    const float force = row.value[e] / (1 + dx * dx + dy * dy);
    sum_x += force * dx;
    sum_y += force * dy;
  }
  pull_x[i] = sum_x;
  pull_y[i] = sum_y;
}

}  // namespace

void attraction(const SparseMatrix& joint, const Plane& plane, int threads, Plane& pull) {
  const std::int64_t n = plane.size();
  pull.x.resize(plane.x.size());
  pull.y.resize(plane.y.size());
  const std::int64_t pieces = (n + attraction_rows - 1) / attraction_rows;
  parallel_for(static_cast<std::size_t>(pieces), threads, [&](std::size_t piece) {
    const auto begin = static_cast<std::int64_t>(piece) * attraction_rows;
    for (std::int64_t i = begin; i < std::min(n, begin + attraction_rows); ++i) {
      const auto first = joint.first[static_cast<std::size_t>(i)];
      pull_of({joint.column.data() + first, joint.value.data() + first,
               joint.first[static_cast<std::size_t>(i) + 1] - first},
              plane.x.data(), plane.y.data(), i, pull.x.data(), pull.y.data());
    }
  });
}

}  // namespace rwave::embed
