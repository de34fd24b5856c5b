#include "signal/resample.h"

#include <fmt/format.h>
#include <soxr.h>

#include <algorithm>
#include <cmath>

#include "rwave/error.h"

namespace rwave {
namespace {

constexpr double lowest_rate = 1, highest_rate = 100000;
// Samples handed to soxr at once, so that its buffers and ours stay small whatever the caller gives.
constexpr std::size_t piece = 4096;

double checked(double rate) {
  if (!(rate >= lowest_rate && rate <= highest_rate)) {
    throw Error(fmt::format("a rate of {} Hz cannot be converted: it must lie between {} and {} Hz", rate,
                            lowest_rate, highest_rate));
  }
  return rate;
}

soxr_t create(double from, double to) {
  soxr_error_t fault = nullptr;
  // High quality of soxr: errors at the level of 20 bits, which is below the noise of any ECG
  // amplifier. Its filter has linear phase, so that waves keep their shape.
  const soxr_quality_spec_t quality = soxr_quality_spec(SOXR_HQ, 0);
  soxr_t handle = soxr_create(checked(from), checked(to), 1, &fault, nullptr, &quality, nullptr);
  if (fault != nullptr)
    throw Error(fmt::format("resampling from {} to {} Hz: {}", from, to, soxr_strerror(fault)));
  return handle;
}

}  // namespace

void Resampler::SoxrDeleter::operator()(void* handle) const {
  soxr_delete(static_cast<soxr_t>(handle));
}

Resampler::Resampler(double from_rate, double to_rate)
    : handle_(create(from_rate, to_rate)), ratio_(to_rate / from_rate) {}
Resampler::Resampler(Resampler&&) noexcept = default;
Resampler& Resampler::operator=(Resampler&&) noexcept = default;
Resampler::~Resampler() = default;

void Resampler::push(std::span<const float> in, std::vector<float>& out) {
  while (!in.empty()) {
    const auto part = in.first(std::min(in.size(), piece));
    in = in.subspan(part.size());
    clean_.assign(part.begin(), part.end());
    for (float& sample : clean_) {
      // The filter is long: one NaN would spoil some hundred samples on both sides. Callers that
      // know of gaps mark them again behind.
      if (!std::isfinite(sample)) sample = last_;
      last_ = sample;
    }
    taken_ += static_cast<std::int64_t>(clean_.size());
    process(clean_.data(), clean_.size(), out);
  }
}

void Resampler::finish(std::vector<float>& out) {
  const auto whole = static_cast<std::int64_t>(std::llround(static_cast<double>(taken_) * ratio_));
  process(nullptr, 0, out);
  // soxr rounds the length its own way; a sample more or less at the end is made to fit.
  for (; given_ > whole && !out.empty(); --given_) out.pop_back();
  for (; given_ < whole; ++given_) out.push_back(out.empty() ? last_ : out.back());
}

// in = nullptr: the input has ended, and everything is taken out.
void Resampler::process(const float* in, std::size_t count, std::vector<float>& out) {
  const auto handle = static_cast<soxr_t>(handle_.get());
  for (;;) {
    const std::size_t before = out.size();
    out.resize(before + piece);
    std::size_t used = 0, got = 0;
    const soxr_error_t fault = soxr_process(handle, in, count, &used, out.data() + before, piece, &got);
    out.resize(before + got);
    given_ += static_cast<std::int64_t>(got);
    if (fault != nullptr) throw Error(fmt::format("resampling failed: {}", soxr_strerror(fault)));
    if (in != nullptr) {
      in += used;
      count -= used;
    }
    if (count == 0 && got < piece) return;
  }
}

}  // namespace rwave
