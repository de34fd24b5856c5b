#pragma once
// Beats cut from one lead as it comes in: samples and R peaks in, rows for a network out. Training and
// classification share it, so that a network meets the rows it was trained on.

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

namespace rwave {

// The rows that became complete, in order of time.
struct CutRows {
  // R peaks, samples of the lead.
  std::vector<std::int64_t> beats;
  // By beat: 0 = too much of it was not recorded, and it has no row.
  std::vector<std::uint8_t> valid;
  // A row for each valid beat, row after row.
  std::vector<float> values;
};

// One recipe at work on one lead. Memory is bounded by a recipe's longest window.
class BeatCutter {
 public:
  virtual ~BeatCutter() = default;

  // The next R peak, a sample of the lead, later than the one before. Peaks may be given before their samples
  // come, and at most `latest_peak` seconds after them.
  virtual void add_beat(std::int64_t sample) = 0;

  // The watermark: no R peak before `sample` is still to come, so what waits for a later beat no longer waits
  // for one there.
  virtual void set_watermark(std::int64_t sample) = 0;

  // The lead's next samples, in mV or any other unit; NaN = not recorded.
  virtual void push(std::span<const float> samples) = 0;

  // The lead ends here: what can be cut of the last beats is.
  virtual void finish() = 0;

  // Appends what became complete since the last call.
  virtual void take(CutRows& out) = 0;

  // s; the detector's greatest delay is 5.1 s.
  static constexpr double latest_peak = 6;
};

}  // namespace rwave
