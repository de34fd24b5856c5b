#include "beat/rhythm_cutter.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <deque>
#include <limits>

#include "beat/rr_history.h"
#include "beat/waiting_cutter.h"
#include "signal/filter.h"

namespace rwave {
namespace {

// A label may come one second after the window's 1.4 s. The detector takes 1.1 s, so it cannot be waited for
// a beat later than this, s: one between here and 1.4 s is usually known all the same, else it counts as
// at 1.4 s.
constexpr double longest_wait = 1.2;
constexpr double before = 0.35;          // s of the window that lie before the R peak
constexpr double cutoff = 40;            // Hz
constexpr std::size_t shape_beats = 15;  // whose median is the patient's shape
constexpr std::size_t height_beats = 32;
constexpr float least_height = 1e-6F;  // of a flat lead, in whatever unit
constexpr float limit = 8;             // of a value, in amplitudes: an artefact says no more by being higher

using Window = std::array<float, rhythm_width>;

// The middle of the finite values; 0 where there is none. Reorders them.
float median(std::vector<float>& values) {
  if (values.empty()) return 0;
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

// The shape and height of a patient's last beats.
class ShapeHistory {
 public:
  void add(const Window& window) {
    windows_.push_back(window);
    if (windows_.size() > shape_beats) windows_.pop_front();
    const auto [low, high] = std::ranges::minmax(window);
    heights_.push_back(high - low);
    if (heights_.size() > height_beats) heights_.pop_front();
  }

  float height() {
    scratch_.assign(heights_.begin(), heights_.end());
    return std::max(median(scratch_), least_height);
  }

  void shape(Window& out) {
    for (std::size_t k = 0; k < out.size(); ++k) {
      scratch_.clear();
      for (const Window& window : windows_) scratch_.push_back(window[k]);
      out[k] = median(scratch_);
    }
  }

 private:
  std::deque<Window> windows_;
  std::deque<float> heights_;
  std::vector<float> scratch_;
};

class RhythmCutter : public WaitingCutter {
 public:
  explicit RhythmCutter(double rate)
      : WaitingCutter(static_cast<std::int64_t>((RrHistory::longest_next + latest_peak + 2) * rate)),
        rate_(rate) {
    low_pass_.setup(rate, cutoff);
  }

  void push(std::span<const float> samples) override {
    for (const float sample : samples) {
      const auto value = static_cast<float>(low_pass_.filter(sample));
      push_sample(std::isnan(sample) ? sample : value);
    }
  }

 private:
  void cut_complete() override {
    while (!waiting_.empty()) {
      const std::int64_t beat = waiting_.front();
      const auto window_end =
          beat + static_cast<std::int64_t>(std::ceil((rhythm_width / rhythm_rate - before) * rate_)) + 2;
      const auto wait_end = beat + static_cast<std::int64_t>(longest_wait * rate_);
      check_at_ = window_end;
      if (buffer_.end() < window_end && !finished_) return;
      check_at_ = buffer_.end() + 1;
      if (waiting_.size() < 2 && settled_ < wait_end && !finished_) return;
      const double next = waiting_.size() < 2 ? RrHistory::longest_next : seconds(waiting_[1] - beat);
      cut(beat, last_beat_ < 0 ? 0 : seconds(beat - last_beat_), next);
      last_beat_ = beat;
      waiting_.pop_front();
    }
  }

  double seconds(std::int64_t samples) const { return static_cast<double>(samples) / rate_; }

  // The window's values less their median, 0 where not recorded. False where more than half was not.
  bool read_window(std::int64_t beat, Window& window) {
    scratch_.clear();
    for (std::size_t k = 0; k < window.size(); ++k) {
      const double time = static_cast<double>(beat) + (static_cast<double>(k) / rhythm_rate - before) * rate_;
      window[k] = buffer_.between(time);
      if (!std::isnan(window[k])) scratch_.push_back(window[k]);
    }
    if (2 * scratch_.size() < window.size()) return false;
    const float middle = median(scratch_);
    for (float& value : window) value = std::isnan(value) ? 0.F : value - middle;
    return true;
  }

  void cut(std::int64_t beat, double rr, double next) {
    Window window{};
    const bool whole = read_window(beat, window);
    const auto timing = intervals_.features_of(rr, next);
    intervals_.add(rr);
    ready_.beats.push_back(beat);
    ready_.whole.push_back(whole ? 1 : 0);
    if (!whole) return;
    shapes_.add(window);
    const float height = shapes_.height();
    Window usual{};
    shapes_.shape(usual);
    for (std::size_t k = 0; k < window.size(); ++k) window[k] -= usual[k];
    append(window, height);
    for (const float feature : timing) ready_.values.insert(ready_.values.end(), rhythm_width, feature);
  }

  void append(const Window& window, float height) {
    for (const float value : window) ready_.values.push_back(std::clamp(value / height, -limit, limit));
  }

  double rate_;
  LowPass low_pass_;
  std::int64_t last_beat_ = -1;
  RrHistory intervals_;
  ShapeHistory shapes_;
  std::vector<float> scratch_;
};

}  // namespace

std::unique_ptr<BeatCutter> make_rhythm_cutter(double rate) {
  return std::make_unique<RhythmCutter>(rate);
}

}  // namespace rwave
