#include "beat/recipes/template_rr_cutter.h"

#include <algorithm>
#include <cmath>

#include "beat/recipes/waiting_cutter.h"
#include "math/median.h"
#include "signal/filter.h"

namespace rwave {
namespace {

// A label may come one second after the window's 1.4 s. The detector takes 1.1 s, so it cannot be waited for
// a beat later than this, s: one between here and 1.4 s is usually known all the same, else it counts as
// at 1.4 s.
constexpr double longest_wait = 1.2;
constexpr double cutoff =
    40;  // Hz; a high pass at 0.5 Hz beside it gained nothing on DS1 (S F1 .473, V .805)

// `Rows` appends a beat's row, where it has one, to a vector of values.
template <class Rows>
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
      const auto window_end = beat + 2 +
                              static_cast<std::int64_t>(std::ceil(
                                  ((rhythm_width + rhythm_slack) / rhythm_rate - rhythm_before) * rate_));
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

  // False where more than half was not recorded.
  bool read_stretch(std::int64_t beat, RhythmStretch& stretch) {
    scratch_.clear();
    for (std::size_t k = 0; k < stretch.size(); ++k) {
      const double after_r = (static_cast<double>(k) - rhythm_slack) / rhythm_rate - rhythm_before;
      stretch[k] = buffer_.between(static_cast<double>(beat) + after_r * rate_);
      if (!std::isnan(stretch[k])) scratch_.push_back(stretch[k]);
    }
    if (2 * scratch_.size() < stretch.size()) return false;
    const float middle = median(scratch_);
    for (float& value : stretch) value = std::isnan(value) ? 0.F : value - middle;
    return true;
  }

  void cut(std::int64_t beat, double rr, double next) {
    RhythmBeat made{{}, false, rr, next};
    made.whole = read_stretch(beat, made.stretch);
    ready_.beats.push_back(beat);
    ready_.whole.push_back(made.whole ? 1 : 0);
    rows_.append(made, ready_.values);
  }

  double rate_;
  LowPass low_pass_;
  std::int64_t last_beat_ = -1;
  Rows rows_;
  std::vector<float> scratch_;
};

struct StretchRows {
  void append(const RhythmBeat& beat, std::vector<float>& values) {
    if (beat.whole) values.insert(values.end(), beat.stretch.begin(), beat.stretch.end());
  }
};

}  // namespace

std::unique_ptr<BeatCutter> make_rhythm_cutter(double rate) {
  return std::make_unique<RhythmCutter<RhythmRows>>(rate);
}

std::unique_ptr<BeatCutter> make_rhythm_stretch_cutter(double rate) {
  return std::make_unique<RhythmCutter<StretchRows>>(rate);
}

}  // namespace rwave
