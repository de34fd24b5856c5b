#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstring>

#include "record/amplitude_unit.h"
#include "record/slices.h"
#include "rwave/error.h"
#include "rwave/samples.h"

namespace rwave {
namespace {

constexpr double finest_gain = 1e6;     // ADC units a mV: 1 nV, below any amplifier's noise
constexpr double greatest_adc = 2.0e9;  // within 32 bits, and apart from missing_sample
constexpr int most_matrix_leads = 1024;

// The matrix read value by value. Unaligned addresses are allowed, as arrays of other languages may have
// them.
class Values {
 public:
  explicit Values(const SampleMatrix& matrix) : matrix_(matrix) {
    const std::ptrdiff_t size = matrix.type == SampleMatrix::Type::float32 ? sizeof(float) : sizeof(double);
    // A stride of 0 means a dense matrix, a frame behind the other.
    if (matrix_.lead_stride == 0) matrix_.lead_stride = size;
    if (matrix_.frame_stride == 0) matrix_.frame_stride = size * matrix.leads;
  }

  double at(std::int64_t frame, int lead) const {
    const auto* place = static_cast<const std::byte*>(matrix_.samples) + frame * matrix_.frame_stride +
                        lead * matrix_.lead_stride;
    if (matrix_.type == SampleMatrix::Type::float64) return value<double>(place);
    return static_cast<double>(value<float>(place));
  }

  std::int64_t frames() const { return matrix_.frames; }
  int leads() const { return matrix_.leads; }

 private:
  template <typename T>
  static T value(const std::byte* place) {
    // memcpy, as a dereferenced pointer to an unaligned value is undefined, and crashes on some
    // processors.
    T read;
    std::memcpy(&read, place, sizeof read);
    return read;
  }

  SampleMatrix matrix_;
};

class SampleRecording : public Recording {
 public:
  SampleRecording(const SampleMatrix& samples, double rate, std::vector<std::string> names)
      : values_(samples) {
    info_.name = info_.source = "samples";
    info_.format = "samples in memory";
    info_.rate = rate;
    info_.frames = samples.frames;
    for (int lead = 0; lead < samples.leads; ++lead) {
      SignalInfo signal;
      signal.name =
          names.empty() ? fmt::format("ECG{}", lead + 1) : std::move(names[static_cast<std::size_t>(lead)]);
      signal.gain = gain_of(lead);
      info_.signals.push_back(std::move(signal));
    }
  }

  void read(std::int64_t first, std::int64_t frames, std::span<const SignalSlice> slices) override {
    check_slices(info_, first, frames, slices);
    for (const SignalSlice& slice : slices) {
      const double gain = info_.signals.at(static_cast<std::size_t>(slice.signal)).gain;
      for (std::int64_t i = 0; i < frames; ++i) {
        const double value = values_.at(first + i, slice.signal);
        slice.out[static_cast<std::size_t>(i)] =
            std::isfinite(value) ? static_cast<std::int32_t>(std::lround(value * gain)) : missing_sample;
      }
    }
  }

  // The caller's samples are not changed: that they are in mV is the caller's word.
  void doubt_millivolts() {
    RecordingInfo doubted = info_;
    doubt_stated_units(*this, doubted);
    for (std::size_t lead = 0; lead < info_.signals.size(); ++lead)
      if (const std::string& unit = doubted.signals[lead].units; unit != info_.signals[lead].units)
        info_.warnings.push_back(fmt::format(
            "{}: samples are to be in mV, and by their size these are no ECG's: they may be in {}, "
            "or counts of a converter, to be divided by its gain",
            info_.signals[lead].name, unit));
  }

 private:
  // A power of ten, so that decimal fractions of a mV are read back as they were.
  double gain_of(int lead) const {
    double greatest = 0;
    for (std::int64_t frame = 0; frame < values_.frames(); ++frame) {
      const double value = std::abs(values_.at(frame, lead));
      if (std::isfinite(value)) greatest = std::max(greatest, value);
    }
    double gain = finest_gain;
    while (greatest * gain > greatest_adc) gain /= 10;
    return gain;
  }

  Values values_;
};

}  // namespace

std::unique_ptr<Recording> sample_recording(const SampleMatrix& samples, double rate,
                                            std::vector<std::string> names) {
  if (!(rate > 0 && std::isfinite(rate)))
    throw Error(fmt::format("a rate of {:g} Hz; expected the samples' rate, more than 0", rate));
  if (samples.leads < 1 || samples.leads > most_matrix_leads)
    throw Error(fmt::format("{} leads; expected 1 to {}", samples.leads, most_matrix_leads));
  if (samples.frames < 1 || samples.samples == nullptr) throw Error("no samples: expected one frame or more");
  if (!names.empty() && names.size() != static_cast<std::size_t>(samples.leads))
    throw Error(fmt::format("{} names for {} leads", names.size(), samples.leads));
  auto recording = std::make_unique<SampleRecording>(samples, rate, std::move(names));
  recording->doubt_millivolts();
  return recording;
}

}  // namespace rwave
