#pragma once
// The gradients of large Linear layers' weights among processes of one machine.

#include <cstdint>
#include <vector>

#include "learn/distributed/near.h"
#include "learn/flat.h"
#include "learn/fused/stage.h"

namespace rwave::learn {

// Such a gradient is a product of slopes and inputs, summed over rows: far more numbers than go into it (the
// seed network: 4.7 million of 87 rows of 5632). So the processes do not add up their gradients, but lay
// their rows side by side in memory that all map, and each computes a part of the outputs, of all rows: as
// much work as the whole of its own rows. The place of the gradients is the same memory in all of them, so
// that nothing is copied afterwards, and all optimise the same bits.
class SharedProducts : public WeightGradients {
 public:
  // Takes the pieces that are `rows_times_slopes` and large enough, and puts memory that all ranks share
  // where their gradients lie in `flat`. All must outlive it. Throws Error where it cannot be mapped.
  SharedProducts(Near& near, FlatParameters& flat, int rank, int ranks);
  ~SharedProducts() override;
  SharedProducts(const SharedProducts&) = delete;
  SharedProducts& operator=(const SharedProducts&) = delete;

  // Before a step of `total` rows over all ranks, of which this rank's begin at `first`.
  void begin_step(std::int64_t first, std::int64_t total);

  bool takes(const torch::Tensor& weight) const override;
  void take(const torch::Tensor& weight, const torch::Tensor& x, const torch::Tensor& slopes) override;

  // Computes this rank's outputs, after all ranks have given their rows. Whole where all ranks have.
  void multiply(int threads);

  // How the rest of the flat gradients is exchanged: what is not taken, and what of the pages at the ends of
  // a gradient belongs to its neighbours too, so that it is not shared.
  std::vector<Near::Part> rest() const;

 private:
  struct Layer {
    torch::Tensor weight;
    std::int64_t first = 0, count = 0;                // in the flat gradients
    std::int64_t shared_first = 0, shared_count = 0;  // whole pages of it
    std::int64_t inputs = 0, outputs = 0;
    float* gradient = nullptr;
    float *x = nullptr, *slopes = nullptr;  // (total, inputs), (total, outputs)
  };
  std::size_t bytes_of_rows(const Layer& layer) const;

  Near& near_;
  int rank_, ranks_;
  std::int64_t values_;  // of the flat gradients
  std::vector<Layer> layers_;
  std::int64_t first_ = 0, total_ = 0;
  std::int64_t capacity_ = 0;  // rows
};

}  // namespace rwave::learn
