#pragma once
// FFT convolution: on a square grid by Fourier transforms, without wrap-around.

#include <complex>
#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

namespace rwave::embed {

// Convolves values on the cells [0, used) x [0, used) of a size x size grid with a kernel that is symmetric
// in both directions and about the diagonal. 2 * used <= size, so that no cell feels another one around the
// edge. The transforms are planned by FFTW_ESTIMATE: FFTW's measured plans are a fifth faster, but depend on
// what the clock said, and another plan rounds otherwise, which t-SNE makes another picture of.
class GridConvolution {
 public:
  // `size` as good_size gives it.
  GridConvolution(std::int64_t size, int threads);
  GridConvolution(const GridConvolution&) = delete;
  GridConvolution& operator=(const GridConvolution&) = delete;
  ~GridConvolution();

  // The least size that is not below `least` and quick to transform.
  static std::int64_t good_size(std::int64_t least);

  std::int64_t size() const { return size_; }

  // Takes kernel(r, c) for distances of 0 <= r, c <= size / 2 cells. Its transform is divided by `response`
  // of both frequencies (0 .. size / 2): what spreading to the grid and reading off it have smoothed.
  void set_kernel(const std::function<float(std::int64_t, std::int64_t)>& kernel,
                  const std::vector<double>& response);

  // Row r of the grid: size floats, of which the first `used` of the first `used` rows count.
  float* row(std::int64_t r) { return grid_ + r * size_; }

  // Zero in all the cells that count.
  void clear(std::int64_t used);

  // Replaces the cells that count by their convolution with the kernel.
  void convolve(std::int64_t used);

 private:
  // FFTW's, of which its header alone knows the type.
  struct Plans;

  // Transforms, multiplies and transforms back some columns of the spectrum.
  void columns(std::int64_t first, std::int64_t used);

  std::int64_t size_;
  // Complex values per row of the spectrum: size / 2 + 1, up to a whole block of columns.
  std::int64_t stride_;
  int threads_;
  // FFTW's own memory, aligned for its vectors: size x size, and its spectrum.
  float* grid_ = nullptr;
  std::complex<float>* spectrum_ = nullptr;
  // Its transform, which is real: size x stride.
  std::vector<float> kernel_;
  // Made once: FFTW's planner is slow and no two threads may use it.
  std::unique_ptr<Plans> plans_;
};

}  // namespace rwave::embed
