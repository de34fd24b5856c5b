#include "embed/affinities.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/parallel.h"
#include "gradient/matrix_product.h"
#include "rwave/error.h"

namespace rwave::embed {
namespace {

// Points on a side of a block of distances: 4 MB.
constexpr std::int64_t block_rows = 1024;

// The k nearest of the candidates offered. Those that may still count are collected, and cut to the k nearest
// when twice as many are there: fewer steps a candidate than a heap takes.
class Nearest {
 public:
  explicit Nearest(int k) : k_(static_cast<std::size_t>(k)) { kept_.reserve(2 * k_); }

  float farthest() const { return farthest_; }

  void offer(float squared, std::int32_t index) {
    kept_.emplace_back(squared, index);
    if (kept_.size() == 2 * k_) cut();
  }

  void write(std::int32_t* index, float* squared) {
    std::ranges::sort(kept_);
    for (std::size_t i = 0; i < k_; ++i) {
      *squared++ = kept_[i].first;
      *index++ = kept_[i].second;
    }
  }

 private:
  void cut() {
    std::nth_element(kept_.begin(), kept_.begin() + static_cast<std::ptrdiff_t>(k_) - 1, kept_.end());
    kept_.resize(k_);
    farthest_ = kept_.back().first;
  }

  std::size_t k_;
  float farthest_ = std::numeric_limits<float>::infinity();
  std::vector<std::pair<float, std::int32_t>> kept_;
};

// Centred, because the difference of two large squares is a poor small distance.
std::vector<float> centred(const Points& points) {
  std::vector<double> mean(static_cast<std::size_t>(points.width), 0);
  for (std::int64_t i = 0; i < points.n; ++i) {
    const auto point = points[i];
    for (std::size_t d = 0; d < mean.size(); ++d) mean[d] += point[d];
  }
  for (double& value : mean) value /= static_cast<double>(points.n);
  std::vector<float> values(points.values, points.values + points.n * points.width);
  for (std::size_t i = 0; i < values.size(); ++i)
    values[i] = static_cast<float>(values[i] - mean[i % mean.size()]);
  return values;
}

// In double: the difference of such sums is a distance.
std::vector<float> squared_lengths(const Points& points) {
  std::vector<float> lengths;
  for (std::int64_t i = 0; i < points.n; ++i) {
    double sum = 0;
    for (const float value : points[i]) sum += static_cast<double>(value) * value;
    lengths.push_back(static_cast<float>(sum));
  }
  return lengths;
}

// The squared distances between the points [rows, rows_end) and [cols, cols_end), offered to both.
class BlockPair {
 public:
  BlockPair(const Points& points, const std::vector<float>& lengths, std::vector<Nearest>& nearest,
            int threads)
      : points_(points),
        lengths_(lengths),
        nearest_(nearest),
        threads_(threads),
        products_(block_rows * block_rows) {}

  void offer(std::int64_t rows, std::int64_t cols) {
    rows_ = rows;
    cols_ = cols;
    height_ = std::min(block_rows, points_.n - rows);
    width_ = std::min(block_rows, points_.n - cols);
    // a b^T of two blocks: nearly all of the time, at the speed of matrix products.
    gradient::Product product;
    product.a = points_[rows].data();
    product.a_row = product.b_col = product.depth = points_.width;
    product.b = points_[cols].data();
    product.b_depth = 1;
    product.rows = height_;
    product.cols = width_;
    product.out = products_.data();
    product.out_row = block_rows;
    gradient::multiply(product, threads_);
    in_strips(height_, [this](std::int64_t from, std::int64_t to) { to_rows(from, to); });
    // By columns in a second pass: two threads must not offer to the same point.
    if (rows != cols) in_strips(width_, [this](std::int64_t from, std::int64_t to) { to_cols(from, to); });
  }

 private:
  template <class Work>
  void in_strips(std::int64_t count, const Work& work) const {
    parallel_for(static_cast<std::size_t>(threads_), threads_, [&](std::size_t strip) {
      const auto s = static_cast<std::int64_t>(strip);
      work(count * s / threads_, count * (s + 1) / threads_);
    });
  }

  float squared(std::int64_t r, std::int64_t c) const {
    return lengths_[static_cast<std::size_t>(rows_ + r)] + lengths_[static_cast<std::size_t>(cols_ + c)] -
           2 * products_[static_cast<std::size_t>(r * block_rows + c)];
  }

  void to_rows(std::int64_t from, std::int64_t to) {
    for (std::int64_t r = from; r < to; ++r) {
      Nearest& nearest = nearest_[static_cast<std::size_t>(rows_ + r)];
      for (std::int64_t c = 0; c < width_; ++c) {
        const float d = squared(r, c);
        // A point is not its own neighbour; rounding may give it a distance below zero.
        if (d <= nearest.farthest() && rows_ + r != cols_ + c)
          nearest.offer(std::max(d, 0.0F), static_cast<std::int32_t>(cols_ + c));
      }
    }
  }

  void to_cols(std::int64_t from, std::int64_t to) {
    for (std::int64_t r = 0; r < height_; ++r) {
      for (std::int64_t c = from; c < to; ++c) {
        Nearest& nearest = nearest_[static_cast<std::size_t>(cols_ + c)];
        const float d = squared(r, c);
        if (d <= nearest.farthest()) nearest.offer(std::max(d, 0.0F), static_cast<std::int32_t>(rows_ + r));
      }
    }
  }

  const Points& points_;
  const std::vector<float>& lengths_;
  std::vector<Nearest>& nearest_;
  int threads_;
  std::vector<float> products_;
  std::int64_t rows_ = 0, cols_ = 0, height_ = 0, width_ = 0;
};

}  // namespace

// Exact and not by a tree or a random projection: with hundreds of coordinates a tree looks at
// nearly all points anyway, and a matrix product of all pairs runs at the machine's full speed.
Neighbours nearest_neighbours(const Points& points, int k, int threads) {
  if (k < 1 || k >= points.n)
    throw Error(fmt::format("{} nearest neighbours of {} points: there must be more points", k, points.n));
  const std::vector<float> values = centred(points);
  const Points from_mean{values.data(), points.n, points.width};
  const std::vector<float> lengths = squared_lengths(from_mean);
  std::vector<Nearest> nearest(static_cast<std::size_t>(points.n), Nearest(k));
  BlockPair pair(from_mean, lengths, nearest, threads);
  for (std::int64_t rows = 0; rows < points.n; rows += block_rows) {
    // Each pair of blocks once: a distance is offered to both of its points.
    for (std::int64_t cols = rows; cols < points.n; cols += block_rows) pair.offer(rows, cols);
  }
  Neighbours found{k, {}, {}};
  found.index.resize(nearest.size() * static_cast<std::size_t>(k));
  found.squared.resize(found.index.size());
  for (std::size_t i = 0; i < nearest.size(); ++i)
    nearest[i].write(&found.index[i * static_cast<std::size_t>(k)],
                     &found.squared[i * static_cast<std::size_t>(k)]);
  return found;
}

}  // namespace rwave::embed
