#pragma once
// Beats cut from one lead as it comes in: samples and R peaks in, rows for a network out. Training and
// classification share it, so that a network meets the rows it was trained on.

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace rwave {

// The rows that became complete, in order of time.
struct CutRows {
  std::vector<std::int64_t> beats;  // R peaks, samples of the lead
  std::vector<std::uint8_t> whole;  // by beat: 0 = too much of it was not recorded, and it has no row
  std::vector<float> values;        // a row for each whole beat, row after row
};

// One recipe at work on one lead. Memory is bounded by a recipe's longest window.
class BeatCutter {
 public:
  virtual ~BeatCutter() = default;

  // The next R peak, a sample of the lead, later than the one before. Peaks may be told before their samples
  // come, and at most `latest_peak` seconds after them.
  virtual void add_beat(std::int64_t sample) = 0;

  // Every R peak before `sample` has been told: what waits for a later beat no longer waits for one there.
  virtual void settle(std::int64_t sample) = 0;

  // The lead's next samples, in mV or any other unit; NaN = not recorded.
  virtual void push(std::span<const float> samples) = 0;

  // The lead ends here: what can be cut of the last beats is.
  virtual void finish() = 0;

  // Appends what became complete since the last call.
  virtual void take(CutRows& out) = 0;

  static constexpr double latest_peak = 6;  // s; the detector's greatest delay is 5.1 s
};

// What a recipe is called and what its rows are.
struct Recipe {
  std::string_view name;
  std::string_view normalisation;
  int channels = 1;
  int signals = 1;  // the first so many channels hold samples, the others features
  int width = 0;    // samples of a channel
  double rate = 0;  // of a row's samples, Hz
  std::unique_ptr<BeatCutter> (*cutter)(double rate);  // of a lead sampled at `rate`, Hz

  std::size_t row_values() const {
    return static_cast<std::size_t>(channels) * static_cast<std::size_t>(width);
  }
};

// The recipes there are.
std::span<const Recipe> recipes();

// How the recipe of that name scales a row's values, which tells versions of it apart; empty where no recipe
// has the name, as of rows that came with their file.
std::string_view normalisation_of(std::string_view recipe);

// "scaled by 'a', where the recipe R scales by 'b': another version of that recipe" for rows of that recipe
// that were scaled otherwise than it scales now: of the same shape, they mean something else. Empty where
// they are alike, or one of the two does not say.
std::string version_difference(std::string_view recipe, std::string_view normalisation);

// The recipe of that name; UsageError listing the names where there is none.
const Recipe& recipe_named(std::string_view name);

}  // namespace rwave
