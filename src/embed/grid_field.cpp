#include "embed/grid_field.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "base/parallel.h"

namespace rwave::embed {
namespace {

// The kernel's own width is 1. Of 21,892 beats, cells of 0.3, 0.4 and 0.5 end at a divergence of 1.013, 1.027
// and more than 1.1: each point feels its cells, and noise of a thousandth keeps the picture from settling.
constexpr double widest_cell = 0.3;
// Along the side of all points: what is small wants smaller cells.
constexpr std::int64_t least_cells = 56;
constexpr std::int64_t most_size =
    4096;                           // beyond it cells become wider: one far point must not eat the memory
constexpr std::int64_t margin = 6;  // cells around the points that splines reach into
constexpr std::int64_t points_a_piece = 2048;

// Of the splines: cells that a point is spread over, in each direction.
constexpr int order = 6;

using Weights = std::array<float, order>;

struct Spline {
  Weights value, slope;  // slope: a cell
};

// The B-spline of that order at the cells around a point that lies t of the way from the third to the fourth;
// by the recursion of de Boor from order to order (Essmann 1995, equations 4.1 and 4.2).
Spline spline(float t) {
  Spline spline{};
  Weights& w = spline.value;
  w[0] = 1 - t;
  w[1] = t;
  for (int k = 3; k <= order; ++k) {
    if (k == order) {
      for (int c = 0; c < order; ++c) spline.slope[c] = (c > 0 ? w[c - 1] : 0) - (c < order - 1 ? w[c] : 0);
    }
    const float share = 1 / static_cast<float>(k - 1);
    w[k - 1] = t * w[k - 2] * share;
    for (int c = k - 2; c > 0; --c) {
      w[c] =
          share * ((t + static_cast<float>(k - 1 - c)) * w[c - 1] + (static_cast<float>(c + 1) - t) * w[c]);
    }
    w[0] = (1 - t) * w[0] * share;
  }
  return spline;
}

// What the spline leaves of each frequency of a grid, there and back again.
std::vector<double> spline_response(std::int64_t size) {
  std::vector<double> response;
  for (std::int64_t k = 0; k <= size / 2; ++k) {
    const double angle = 2 * std::numbers::pi * static_cast<double>(k) / static_cast<double>(size);
    const double once = (66 + 52 * std::cos(angle) + 2 * std::cos(2 * angle)) / 120;
    response.push_back(once * once);
  }
  return response;
}

// The picture grows while it settles, and the grid with it.
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
  const double side =
      std::max({static_cast<double>(x.high) - x.low, static_cast<double>(y.high) - y.low, 1e-30});
  double cell = std::min(widest_cell, side / static_cast<double>(least_cells));
  cell = std::max(cell, side / static_cast<double>(most_size / 2 - margin - 1));
  used_ = static_cast<std::int64_t>(side / cell) + 1 + margin;
  // Twice the used cells: the transform wraps around, and with as much again of empty grid no point
  // feels another one across the edge.
  const std::int64_t size = GridConvolution::good_size(2 * used_);
  const bool fits = grid_ && grid_->size() == size;
  if (!fits) grid_ = std::make_unique<GridConvolution>(size, threads_);
  // The kernel depends on the cell's width alone: it is set again only where that changed.
  if (!fits || cell != cell_) {
    cell_ = cell;
    const auto kernel = [cell](double rr) { return 1 / (1 + rr * cell * cell); };
    const auto half = static_cast<double>(size) / 2;
    offset_ = kernel(half * half);
    grid_->set_kernel(
        [&](std::int64_t r, std::int64_t c) {
          const double rr = static_cast<double>(r * r + c * c) * cell * cell;
          return static_cast<float>((half * half * cell * cell - rr) * offset_ / (1 + rr));
        },
        spline_response(size));
  }
  // Kept for reading the field off the same cells.
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
    const Weights up = spline(place.up).value, right = spline(place.right).value;
    for (int r = 0; r < order; ++r) {
      float* cells = grid_->row(place.row + r) + place.col;
      for (int c = 0; c < order; ++c) cells[c] += up[r] * right[c];
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
      const Spline up = spline(place.up), right = spline(place.right);
      float phi = 0, gradient_x = 0, gradient_y = 0;
      for (int r = 0; r < order; ++r) {
        const float* cells = grid_->row(place.row + r) + place.col;
        float along = 0, sloped = 0;
        for (int c = 0; c < order; ++c) {
          along += right.value[c] * cells[c];
          sloped += right.slope[c] * cells[c];
        }
        phi += up.value[r] * along;
        gradient_x += up.value[r] * sloped;
        gradient_y += up.slope[r] * along;
      }
      field.phi[i] = phi + whole;
      field.gradient_x[i] = gradient_x * a_unit;
      field.gradient_y[i] = gradient_y * a_unit;
    }
  });
}

const Field& GridField::at(const Plane& plane) {
  lay_grid(plane);
  spread();
  grid_->convolve(used_);
  for (auto* values : {&field_.phi, &field_.gradient_x, &field_.gradient_y}) values->resize(places_.size());
  read(field_);
  return field_;
}

}  // namespace rwave::embed
