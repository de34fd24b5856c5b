#include "embed/forces.h"

#include <algorithm>

#include "base/parallel.h"

namespace rwave::embed {
namespace {

constexpr std::int64_t repulsion_rows = 256;

struct Sums {
  double phi = 0, x = 0, y = 0;
};

// Single terms in float32, their sum in double, by segments that the compiler turns into vectors.
Sums at_point(const Plane& plane, std::int64_t i) {
  constexpr std::int64_t segment = 256;
  const float x = plane.x[static_cast<std::size_t>(i)], y = plane.y[static_cast<std::size_t>(i)];
  Sums sums;
  for (std::int64_t first = 0; first < plane.size(); first += segment) {
    const std::int64_t count = std::min(segment, plane.size() - first);
    const float* xs = plane.x.data() + first;
    const float* ys = plane.y.data() + first;
    float phi = 0, sx = 0, sy = 0;
#pragma omp simd reduction(+ : phi, sx, sy)
    for (std::int64_t j = 0; j < count; ++j) {
      const float dx = x - xs[j], dy = y - ys[j];
      const float q = 1 / (1 + dx * dx + dy * dy);
      phi += q;
      sx += q * q * dx;
      sy += q * q * dy;
    }
    sums.phi += phi;
    sums.x += sx;
    sums.y += sy;
  }
  return sums;
}

}  // namespace

Field exact_field(const Plane& plane, int threads) {
  const auto n = static_cast<std::size_t>(plane.size());
  Field field{std::vector<float>(n), std::vector<float>(n), std::vector<float>(n)};
  // Each point's sum is one thread's, so that the picture does not depend on their number.
  const std::int64_t pieces = (plane.size() + repulsion_rows - 1) / repulsion_rows;
  parallel_for(static_cast<std::size_t>(pieces), threads, [&](std::size_t piece) {
    const auto begin = static_cast<std::int64_t>(piece) * repulsion_rows;
    for (std::int64_t i = begin; i < std::min(plane.size(), begin + repulsion_rows); ++i) {
      const Sums sums = at_point(plane, i);
      field.phi[static_cast<std::size_t>(i)] = static_cast<float>(sums.phi);
      field.gradient_x[static_cast<std::size_t>(i)] = static_cast<float>(-2 * sums.x);
      field.gradient_y[static_cast<std::size_t>(i)] = static_cast<float>(-2 * sums.y);
    }
  });
  return field;
}

// In double: 20,000 terms of the size of one would lose a digit in float.
double normalisation(const Field& field) {
  double sum = 0;
  for (const float phi : field.phi) sum += phi;
  return sum - static_cast<double>(field.phi.size());
}

}  // namespace rwave::embed
