#pragma once
// Resampling of a lead to another rate.

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

namespace rwave {

// Converts a stream of samples from one rate to another with soxr's linear-phase filter: flat to within 0.01
// dB up to 91 % of the lower rate's band, aliases below -100 dB. Sample i of the output lies at the time
// i / to_rate of the input: the filter's delay is made up for. Constant memory.
class Resampler {
 public:
  // Rates in Hz, 1 .. 100000. Throws Error where one is out of range.
  Resampler(double from_rate, double to_rate);
  Resampler(Resampler&&) noexcept;
  Resampler& operator=(Resampler&&) noexcept;
  ~Resampler();

  // Appends to `out` what the input so far gives. A sample that is not finite (missing) is taken to be the
  // one before it, 0 at the beginning: within a filter it would spread over all its neighbours.
  void push(std::span<const float> in, std::vector<float>& out);

  // The input ends: appends the rest. All in all the output has round(samples * to_rate / from_rate) samples.
  void finish(std::vector<float>& out);

 private:
  // One block through soxr; appends what comes out.
  void process(const float* in, std::size_t count, std::vector<float>& out);

  // soxr's handle is opaque here, so that its header stays out.
  struct SoxrDeleter {
    void operator()(void* handle) const;
  };
  std::unique_ptr<void, SoxrDeleter> handle_;
  // Output over input rate, and samples in and out so far, by which finish() gives the exact number.
  double ratio_;
  std::int64_t taken_ = 0;
  std::int64_t given_ = 0;
  // The last finite sample; a missing one is replaced by it in `clean_`.
  float last_ = 0;
  // Input without missing samples, as soxr is to see it; kept from call to call.
  std::vector<float> clean_;
};

}  // namespace rwave
