#pragma once
// Points to be embedded, sparse matrices over them, and their places in the plane.

#include <cstdint>
#include <span>
#include <vector>

namespace rwave::embed {

// n points of `width` values, float32, point after point. The values are the caller's and must outlive this.
struct Points {
  // Rows of a beat set or outputs of a layer, as they lie in memory.
  const float* values = nullptr;
  // Points, and values of each.
  std::int64_t n = 0;
  std::int64_t width = 0;

  // The values of one point.
  std::span<const float> operator[](std::int64_t i) const {
    return {values + i * width, static_cast<std::size_t>(width)};
  }
};

// A sparse n x n matrix by rows: row i has the entries [first[i], first[i + 1]) of `column` and `value`, in
// ascending order of column.
struct SparseMatrix {
  // n + 1 entries: where each row begins, and where the last ends.
  std::vector<std::int64_t> first;
  std::vector<std::int32_t> column;
  std::vector<float> value;

  // n of the n x n matrix.
  std::int64_t rows() const { return static_cast<std::int64_t>(first.size()) - 1; }
};

// Positions in the plane: n of each coordinate, apart, as the loops over pairs are vectors of one coordinate.
struct Plane {
  std::vector<float> x, y;

  std::int64_t size() const { return static_cast<std::int64_t>(x.size()); }
};

}  // namespace rwave::embed
