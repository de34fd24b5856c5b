#include "record/held_recording.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "record/amplitude_unit.h"
#include "record/slices.h"
#include "rwave/error.h"

namespace rwave {
namespace {

class HeldRecording : public Recording {
 public:
  HeldRecording(RecordingInfo info, std::vector<std::vector<std::int32_t>> samples,
                std::vector<Annotation> annotations, bool settle)
      : samples_(std::move(samples)), annotations_(std::move(annotations)) {
    info_ = std::move(info);
    if (samples_.size() != info_.signals.size())
      throw Error(info_.source, fmt::format("{} signals are stated, samples are there of {}",
                                            info_.signals.size(), samples_.size()));
    for (std::size_t s = 0; s < samples_.size(); ++s) {
      const auto expected = info_.frames * info_.signals[s].samples_per_frame;
      if (static_cast<std::int64_t>(samples_[s].size()) != expected)
        throw Error(info_.source, fmt::format("signal {}: {} samples, {} were expected",
                                              info_.signals[s].name, samples_[s].size(), expected));
    }
    if (settle) settle_units(*this, info_);
  }

  void read(std::int64_t first, std::int64_t frames, std::span<const SignalSlice> slices) override {
    check_slices(info_, first, frames, slices);
    for (const SignalSlice& slice : slices) {
      const auto s = static_cast<std::size_t>(slice.signal);
      const std::int64_t per_frame = info_.signals[s].samples_per_frame;
      std::copy_n(samples_[s].begin() + first * per_frame, frames * per_frame, slice.out.begin());
    }
  }

  std::vector<Annotation> annotations() override { return annotations_; }

 private:
  std::vector<std::vector<std::int32_t>> samples_;
  std::vector<Annotation> annotations_;
};

constexpr double greatest_adc_value = 2147483646;  // the lowest 32-bit value stands for a missing sample

// Whether every value is an integer of 31 bits when multiplied; double's rounding of decimals is allowed for.
bool exact_at(const std::vector<double>& values, double gain) {
  return std::ranges::all_of(values, [&](double value) {
    if (std::isnan(value)) return true;
    const double scaled = value * gain;
    return std::abs(scaled) <= greatest_adc_value &&
           std::abs(scaled - std::round(scaled)) <= 1e-12 * std::abs(scaled) + 1e-9;
  });
}

}  // namespace

std::unique_ptr<Recording> hold(RecordingInfo info, std::vector<std::vector<std::int32_t>> samples,
                                std::vector<Annotation> annotations, bool settle) {
  return std::make_unique<HeldRecording>(std::move(info), std::move(samples), std::move(annotations), settle);
}

// Samples are integers throughout the program. A power of ten as the gain gives decimal fractions
// back exactly, as they stood in the file, which a scale to the full 31 bits would not.
std::vector<std::int32_t> quantise(const std::vector<double>& values, SignalInfo& signal) {
  double greatest = 0;
  for (const double value : values) {
    // NaN is a missing sample by custom; an infinite value is a fault of whoever wrote the file.
    if (std::isinf(value)) throw Error("signal " + signal.name + " holds an infinite value");
    if (!std::isnan(value)) greatest = std::max(greatest, std::abs(value));
  }
  double gain = 1;
  for (int places = 0; places < 9 && gain * 10 * greatest <= greatest_adc_value && !exact_at(values, gain);
       ++places)
    gain *= 10;
  // Values beyond 31 bits themselves: their step becomes coarser than 1.
  while (gain * greatest > greatest_adc_value) gain /= 10;
  signal.gain = gain;
  signal.baseline = 0;
  std::vector<std::int32_t> samples(values.size());
  std::ranges::transform(values, samples.begin(), [&](double value) {
    return std::isnan(value) ? missing_sample : static_cast<std::int32_t>(std::llround(value * gain));
  });
  return samples;
}

}  // namespace rwave
