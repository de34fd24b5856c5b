#pragma once
// Points to be embedded, and a list of which points are near which.

#include <cstdint>
#include <span>
#include <vector>

namespace rwave::embed {

// n points of `width` values, point after point. The values are the caller's.
struct Points {
  const float* values = nullptr;
  std::int64_t n = 0;
  std::int64_t width = 0;

  std::span<const float> operator[](std::int64_t i) const {
    return {values + i * width, static_cast<std::size_t>(width)};
  }
};

// A sparse n x n matrix by rows: row i has the entries [first[i], first[i + 1]) of `column` and `value`, in
// ascending order of column.
struct SparseMatrix {
  std::vector<std::int64_t> first;  // n + 1
  std::vector<std::int32_t> column;
  std::vector<float> value;

  std::int64_t rows() const { return static_cast<std::int64_t>(first.size()) - 1; }
};

// Positions in the plane: n of each.
struct Plane {
  std::vector<float> x, y;

  std::int64_t size() const { return static_cast<std::int64_t>(x.size()); }
};

}  // namespace rwave::embed
