#include "embed/fft_convolution.h"

#include <fftw3.h>

#include <algorithm>
#include <new>

#include "base/parallel.h"

namespace rwave::embed {
namespace {

// Columns transformed together: a cache line of complex values.
constexpr int block = 8;

fftwf_complex* raw(std::complex<float>* values) {
  return reinterpret_cast<fftwf_complex*>(values);  // which FFTW's manual allows
}

// FFTW's plans are freed by a function of its own.
struct Plan {
  fftwf_plan plan;
  ~Plan() { fftwf_destroy_plan(plan); }
};

}  // namespace

struct GridConvolution::Plans {
  Plan rows_forward, rows_back, columns_forward, columns_back;
};

std::int64_t GridConvolution::good_size(std::int64_t least) {
  // Multiples of 16 with small factors: the transforms are fast, and rows begin on cache lines.
  for (std::int64_t size = (std::max<std::int64_t>(least, 1) + 15) / 16 * 16;; size += 16) {
    std::int64_t rest = size;
    for (const int factor : {2, 3, 5}) {
      while (rest % factor == 0) rest /= factor;
    }
    if (rest == 1) return size;
  }
}

GridConvolution::GridConvolution(std::int64_t size, int threads)
    : size_(size), stride_((size / 2 + 1 + block - 1) / block * block), threads_(threads) {
  grid_ = fftwf_alloc_real(static_cast<std::size_t>(size_ * size_));
  spectrum_ =
      reinterpret_cast<std::complex<float>*>(fftwf_alloc_complex(static_cast<std::size_t>(size_ * stride_)));
  if (grid_ == nullptr || spectrum_ == nullptr) throw std::bad_alloc();
  std::fill(grid_, grid_ + size_ * size_, 0.0F);
  std::fill(spectrum_, spectrum_ + size_ * stride_, 0.0F);
  const int n = static_cast<int>(size_), stride = static_cast<int>(stride_);
  fftwf_complex* s = raw(spectrum_);
  // Planned on the memory that they will run on: FFTW chooses by its alignment.
  plans_.reset(new Plans{
      {fftwf_plan_dft_r2c_1d(n, grid_, s, FFTW_ESTIMATE)},
      {fftwf_plan_dft_c2r_1d(n, s, grid_, FFTW_ESTIMATE)},
      {fftwf_plan_many_dft(1, &n, block, s, &n, stride, 1, s, &n, stride, 1, FFTW_FORWARD, FFTW_ESTIMATE)},
      {fftwf_plan_many_dft(1, &n, block, s, &n, stride, 1, s, &n, stride, 1, FFTW_BACKWARD, FFTW_ESTIMATE)}});
}

GridConvolution::~GridConvolution() {
  plans_.reset();
  fftwf_free(grid_);
  fftwf_free(spectrum_);
}

void GridConvolution::set_kernel(const std::function<float(std::int64_t, std::int64_t)>& kernel,
                                 const std::vector<double>& response) {
  // The kernel is symmetric, and the grid wraps around: the distance is the shorter way.
  const auto near = [this](std::int64_t cell) { return std::min(cell, size_ - cell); };
  for (std::int64_t r = 0; r <= size_ / 2; ++r) {
    float* values = row(r);
    for (std::int64_t c = 0; c <= size_ / 2; ++c) values[c] = kernel(r, c);
    for (std::int64_t c = size_ / 2 + 1; c < size_; ++c) values[c] = values[near(c)];
    if (r > 0) std::copy(values, values + size_, row(size_ - r));
  }
  for (std::int64_t r = 0; r < size_; ++r)
    fftwf_execute_dft_r2c(plans_->rows_forward.plan, row(r), raw(spectrum_ + r * stride_));
  for (std::int64_t c = 0; c < stride_; c += block)
    fftwf_execute_dft(plans_->columns_forward.plan, raw(spectrum_ + c), raw(spectrum_ + c));
  // FFTW scales neither way.
  const double cells = static_cast<double>(size_) * static_cast<double>(size_);
  kernel_.assign(static_cast<std::size_t>(size_ * stride_), 0);
  for (std::int64_t r = 0; r < size_; ++r) {
    const double scale = 1 / (response[static_cast<std::size_t>(near(r))] * cells);
    for (std::int64_t c = 0; c <= size_ / 2; ++c) {
      kernel_[static_cast<std::size_t>(r * stride_ + c)] = static_cast<float>(
          spectrum_[r * stride_ + c].real() * scale / response[static_cast<std::size_t>(c)]);
    }
  }
}

// The rest is cleared by columns(), where it is in the cache.
void GridConvolution::clear(std::int64_t used) {
  for (std::int64_t r = 0; r < used; ++r) std::fill(row(r), row(r) + size_, 0.0F);
}

// There and back again for one block of columns, while it is in the cache.
void GridConvolution::columns(std::int64_t first, std::int64_t used) {
  std::complex<float>* top = spectrum_ + first;
  // What the last step left below the used rows would be convolved too.
  for (std::int64_t r = used; r < size_; ++r) std::fill(top + r * stride_, top + r * stride_ + block, 0.0F);
  fftwf_execute_dft(plans_->columns_forward.plan, raw(top), raw(top));
  for (std::int64_t r = 0; r < size_; ++r) {
    const float* factor = &kernel_[static_cast<std::size_t>(r * stride_ + first)];
    for (int c = 0; c < block; ++c) top[r * stride_ + c] *= factor[c];
  }
  fftwf_execute_dft(plans_->columns_back.plan, raw(top), raw(top));
}

void GridConvolution::convolve(std::int64_t used) {
  const auto rows = static_cast<std::size_t>((used + block - 1) / block);
  const auto for_rows = [&](const std::function<void(std::int64_t)>& work) {
    parallel_for(rows, threads_, [&](std::size_t piece) {
      const auto first = static_cast<std::int64_t>(piece) * block;
      for (std::int64_t r = first; r < std::min(used, first + block); ++r) work(r);
    });
  };
  for_rows([this](std::int64_t r) {
    fftwf_execute_dft_r2c(plans_->rows_forward.plan, row(r), raw(spectrum_ + r * stride_));
  });
  parallel_for(static_cast<std::size_t>(stride_ / block), threads_,
               [&](std::size_t piece) { columns(static_cast<std::int64_t>(piece) * block, used); });
  for_rows([this](std::int64_t r) {
    fftwf_execute_dft_c2r(plans_->rows_back.plan, raw(spectrum_ + r * stride_), row(r));
  });
}

}  // namespace rwave::embed
