#pragma once
// For a stream: whether a beat is a wave of flutter or a tremor that went on before it through the beats.

#include <array>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <span>
#include <vector>

namespace rwave {

// As passing_waves(), by what came before alone: what follows a pause is not known yet. A wave within .8 s of
// the last high beat stays a beat, as too little of the pause has been seen, and one 16 s behind it. Memory:
// 16 s of the leads.
class PassingWaveFilter {
 public:
  static constexpr std::size_t most_leads = 2;

  // `rate` in Hz; `leads`, 1 or 2, side by side in what is pushed.
  PassingWaveFilter(double rate, std::size_t leads);

  // Whole frames; NaN = not recorded.
  void push(std::span<const float> frames);

  // Whether the beat at this sample is a wave of a pause. Beats come in order, and so late that 0.1 s behind
  // them have been pushed.
  bool is_wave(std::int64_t sample);

 private:
  struct Beat {
    std::int64_t sample;
    std::array<float, most_leads> height;
  };

  // Samples [first, end) of a lead; empty where they are not all held.
  std::vector<float> part(std::size_t lead, double first, double end) const;
  float height(std::size_t lead, std::int64_t sample) const;
  bool is_low(const Beat& beat) const;
  bool goes_on(std::size_t lead, std::int64_t sample) const;

  double rate_;
  std::size_t leads_;
  std::vector<float> ring_;
  std::int64_t frames_ = 0;
  // The last ones that are not low; of low ones alone, as after 16 s without others, all.
  std::deque<Beat> beats_;
};

}  // namespace rwave
