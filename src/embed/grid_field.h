#pragma once
// The repulsive field by a grid: points are spread over the cells around them, the cells convolved with the
// kernel by Fourier transforms, the potential and its slope read off at the points. Time n + g log g for g
// cells.
//
// As FIt-SNE (Linderman 2019) does, with three differences. B-splines of order 6 instead of Lagrange
// polynomials, with their smoothing divided out of the kernel's transform, as particle-mesh sums of molecular
// dynamics do (Essmann 1995): they are smooth where one cell ends and the next begins. The slope of the
// potential gives the forces, so one transform there and one back serve where FIt-SNE takes four of each. And
// the kernel's transform is kept while the grid's size stays.

#include <cstdint>
#include <memory>

#include "embed/fft_convolution.h"
#include "embed/forces.h"

namespace rwave::embed {

class GridField {
 public:
  explicit GridField(int threads) : threads_(threads) {}

  // The field at the points. The same whatever the number of threads.
  const Field& at(const Plane& plane);

 private:
  // Where a point lies: its first cell in both directions, and how far it is from it, in cells.
  struct Place {
    std::int32_t row, col;
    float up, right;
  };

  // Chooses cells for the picture's present size, and finds each point's place.
  void lay_grid(const Plane& plane);
  // Adds each point to the 6 x 6 cells around it, by B-splines.
  void spread();
  // Potential and slope at each point, off the convolved cells.
  void read(Field& field) const;

  int threads_;
  // Side of a cell, at most 0.3 of the kernel's own width: with wider ones points feel their cells.
  double cell_ = 0;
  // Taken off the kernel, so that float32 keeps what differs.
  double offset_ = 0;
  // Cells of a side that hold points; the rest of the grid is there against wrap-around.
  std::int64_t used_ = 0;
  // Each point's place on the grid that is laid now.
  std::vector<Place> places_;
  std::unique_ptr<GridConvolution> grid_;
  // What at() gave last; kept, so that an iteration allocates nothing.
  Field field_;
};

}  // namespace rwave::embed
