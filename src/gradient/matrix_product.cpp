#include "gradient/matrix_product.h"

#include <algorithm>

#include "gradient/kernels/gradient_kernels.h"
#include "gradient/memory.h"

namespace rwave::gradient {
namespace {

// Below this many multiply-adds a thread is not worth waking.
constexpr std::int64_t least_work = 1 << 18;

// One per thread, kept: a product allocates nothing.
float* scratch() {
  static thread_local Memory memory;
  return memory.at_least(packed_depth * packed_cols);
}

Product columns_of(const Product& whole, std::int64_t first, std::int64_t last) {
  Product part = whole;
  part.b += first * whole.b_col;
  part.out += first;
  if (part.start) part.start += first;
  part.cols = last - first;
  return part;
}

Product rows_of(const Product& whole, std::int64_t first, std::int64_t last) {
  Product part = whole;
  part.a += first * whole.a_row;
  part.out += first * whole.out_row;
  if (part.start) part.start += first * whole.start_row;
  part.rows = last - first;
  return part;
}

}  // namespace

void multiply(const Product& p, int threads) {
  const Kernels& k = kernels();
  const std::int64_t panels = (p.cols + k.panel - 1) / k.panel;
  // By columns, every thread packs its own; by rows all of them pack the same, which many rows make up for.
  const bool by_columns = panels >= threads && p.rows < 4 * p.cols;
  const std::int64_t units = by_columns ? panels : p.rows;
  const std::int64_t work = p.rows * p.cols * p.depth;
  // No more threads than the work is worth, nor than there are panels or rows.
  const auto parts = static_cast<int>(
      std::clamp<std::int64_t>(work / least_work, 1, std::min<std::int64_t>(threads, units)));
  if (parts <= 1) return k.multiply(p, scratch());
#pragma omp parallel for num_threads(parts) schedule(static)
  for (int part = 0; part < parts; ++part) {
    const std::int64_t first = units * part / parts, last = units * (part + 1) / parts;
    k.multiply(by_columns ? columns_of(p, first * k.panel, std::min(last * k.panel, p.cols))
                          : rows_of(p, first, last),
               scratch());
  }
}

}  // namespace rwave::gradient
