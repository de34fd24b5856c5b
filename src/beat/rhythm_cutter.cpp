#include "beat/rhythm_cutter.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <deque>
#include <limits>

#include "beat/lead_buffer.h"
#include "beat/rr_history.h"
#include "signal/filter.h"

namespace rwave {
namespace {

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

class RhythmCutter : public BeatCutter {
 public:
  explicit RhythmCutter(double rate)
      : rate_(rate),
        filtered_(rate > 2.2 * cutoff),
        buffer_(static_cast<std::int64_t>((RrHistory::longest_next + latest_peak + 2) * rate)) {
    if (filtered_) low_pass_.setup(rate, cutoff);
  }

  void add_beat(std::int64_t sample) override { waiting_.push_back(sample); }
  void settle(std::int64_t sample) override { settled_ = std::max(settled_, sample); }
  void push(std::span<const float> samples) override {
    for (const float sample : samples) {
      const float value = filtered_ ? static_cast<float>(low_pass_.filter(sample)) : sample;
      buffer_.push(std::isnan(sample) ? sample : value);
      if (!waiting_.empty() && buffer_.end() >= check_at_) cut_complete();
    }
  }
  void finish() override {
    finished_ = true;
    cut_complete();
  }
  void take(CutRows& out) override {
    cut_complete();
    out.beats.insert(out.beats.end(), ready_.beats.begin(), ready_.beats.end());
    out.whole.insert(out.whole.end(), ready_.whole.begin(), ready_.whole.end());
    out.values.insert(out.values.end(), ready_.values.begin(), ready_.values.end());
    ready_ = {};
  }

 private:
  void cut_complete() {
    while (!waiting_.empty()) {
      const std::int64_t beat = waiting_.front();
      const auto window_end =
          beat + static_cast<std::int64_t>(std::ceil((rhythm_width / rhythm_rate - before) * rate_)) + 2;
      const auto wait_end = beat + static_cast<std::int64_t>(RrHistory::longest_next * rate_);
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
  bool filtered_;  // a rate so low that nothing lies above the cut-off needs no filter
  LowPass low_pass_;
  LeadBuffer buffer_;
  std::deque<std::int64_t> waiting_;
  std::int64_t last_beat_ = -1;
  std::int64_t settled_ = 0;
  std::int64_t check_at_ = 0;  // the front beat cannot be complete with fewer samples
  bool finished_ = false;
  RrHistory intervals_;
  ShapeHistory shapes_;
  std::vector<float> scratch_;
  CutRows ready_;
};

}  // namespace

std::unique_ptr<BeatCutter> make_rhythm_cutter(double rate) {
  return std::make_unique<RhythmCutter>(rate);
}

}  // namespace rwave
