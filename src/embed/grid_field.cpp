#include "embed/grid_field.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "base/parallel.h"

namespace rwave::embed {
namespace {

constexpr double widest_cell = 0.5;    // the kernel's own width is 1
constexpr std::int64_t least_cells = 56;   // along the side of all points: what is small wants smaller cells
constexpr std::int64_t most_size = 4096;   // beyond it cells become wider: one far point must not eat the memory
constexpr std::int64_t margin = 4;         // cells beside the points that splines reach into
constexpr std::int64_t points_a_piece = 2048;

using Weights = std::array<float, 4>;

// The cubic B-spline at the four cells around a place t of the way from the second to the third.
Weights spline(float t) {
  const float s = 1 - t;
  return {s * s * s / 6, (t * t * (3 * t - 6) + 4) / 6, (s * s * (3 * s - 6) + 4) / 6, t * t * t / 6};
}

// Its derivative, a cell.
Weights spline_slope(float t) {
  const float s = 1 - t;
  return {-s * s / 2, t * (3 * t - 4) / 2, -s * (3 * s - 4) / 2, t * t / 2};
}

// What a cubic B-spline leaves of each frequency of a grid, there and back again.
std::vector<double> spline_response(std::int64_t size) {
  std::vector<double> response;
  for (std::int64_t k = 0; k <= size / 2; ++k) {
    const double once = (2 + std::cos(2 * std::numbers::pi * static_cast<double>(k) / static_cast<double>(size))) / 3;
    response.push_back(once * once);
  }
  return response;
}

struct Bounds {
  float low, high;
};

Bounds bounds_of(const std::vector<float>& values) {
  const auto [low, high] = std::ranges::minmax_element(values);
  return {*low, *high};
}

}  // namespace

void GridField::lay_grid(const Plane& plane) {
  const Bounds x = bounds_of(plane.x), y = bounds_of(plane.y);
  const double side = std::max({static_cast<double>(x.high) - x.low, static_cast<double>(y.high) - y.low, 1e-30});
  double cell = std::min(widest_cell, side / static_cast<double>(least_cells));
  cell = std::max(cell, side / static_cast<double>(most_size / 2 - margin - 1));
  used_ = static_cast<std::int64_t>(side / cell) + 1 + margin;
  const std::int64_t size = GridConvolution::good_size(2 * used_);
  const bool fits = grid_ && grid_->size() == size;
  if (!fits) grid_ = std::make_unique<GridConvolution>(size, threads_);
  if (!fits || cell != cell_) {
    cell_ = cell;
    const auto kernel = [cell](double rr) { return 1 / (1 + rr * cell * cell); };
    const auto half = static_cast<double>(size) / 2;
    offset_ = kernel(half * half);
    grid_->set_kernel([&](std::int64_t r, std::int64_t c) {
      const double rr = static_cast<double>(r * r + c * c) * cell * cell;
      return static_cast<float>((half * half * cell * cell - rr) * offset_ / (1 + rr));
    }, spline_response(size));
  }
  places_.clear();
  for (std::size_t i = 0; i < plane.x.size(); ++i) {
    const double right = (static_cast<double>(plane.x[i]) - x.low) / cell_;
    const double up = (static_cast<double>(plane.y[i]) - y.low) / cell_;
    const auto col = static_cast<std::int32_t>(right), row = static_cast<std::int32_t>(up);
    places_.push_back({row, col, static_cast<float>(up - row), static_cast<float>(right - col)});
  }
}

void GridField::spread() {
  grid_->clear(used_);
  for (const Place& place : places_) {
    const Weights up = spline(place.up), right = spline(place.right);
    for (int r = 0; r < 4; ++r) {
      float* cells = grid_->row(place.row + r) + place.col;
      for (int c = 0; c < 4; ++c) cells[c] += up[r] * right[c];
    }
  }
}

void GridField::read(Field& field) const {
  const auto n = static_cast<std::int64_t>(places_.size());
  const auto whole = static_cast<float>(offset_ * static_cast<double>(n));
  const auto a_unit = static_cast<float>(1 / cell_);
  const std::int64_t pieces = (n + points_a_piece - 1) / points_a_piece;
  parallel_for(static_cast<std::size_t>(pieces), threads_, [&](std::size_t piece) {
    const std::size_t begin = piece * points_a_piece;
    for (std::size_t i = begin; i < std::min(places_.size(), begin + points_a_piece); ++i) {
      const Place& place = places_[i];
      const Weights up = spline(place.up), right = spline(place.right);
      const Weights up_slope = spline_slope(place.up), right_slope = spline_slope(place.right);
      float phi = 0, slope_x = 0, slope_y = 0;
      for (int r = 0; r < 4; ++r) {
        const float* cells = grid_->row(place.row + r) + place.col;
        float along = 0, sloped = 0;
        for (int c = 0; c < 4; ++c) {
          along += right[c] * cells[c];
          sloped += right_slope[c] * cells[c];
        }
        phi += up[r] * along;
        slope_x += up[r] * sloped;
        slope_y += up_slope[r] * along;
      }
      field.phi[i] = phi + whole;
      field.slope_x[i] = slope_x * a_unit;
      field.slope_y[i] = slope_y * a_unit;
    }
  });
}

const Field& GridField::at(const Plane& plane) {
  lay_grid(plane);
  spread();
  grid_->convolve(used_);
  for (auto* values : {&field_.phi, &field_.slope_x, &field_.slope_y}) values->resize(places_.size());
  read(field_);
  return field_;
}

}  // namespace rwave::embed
