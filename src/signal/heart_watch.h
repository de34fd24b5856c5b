#pragma once
// Where a lead shows no heart: mains hum, noise, a rail, a test tone instead of an ECG.

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "rwave/detector.h"
#include "rwave/recording.h"
#include "signal/lead_reader.h"

namespace rwave {

// Looks at leads as they are read, and afterwards, when the beats are known, says where one of them shows no
// heart. By itself a lead shows none
// - where it stands still: of 2 s 0.4 or more are runs of 0.3 s and more of the greatest or least value
//   that the lead has anywhere, a rail, or of 1 s and more of another value. A value at which it stands
//   every 3 s on the mean, for less than 3 s, is a baseline without noise; where both rails are so, it
//   swings;
// - between rails that filters have rounded and overshot: the same share of runs within 0.2 % of the lead's
//   range, in its outer 15 %, 10 s at most behind and before one at the other side: a baseline lies at one,
//   and drift is slower;
// - as one tone: of two times 5 s (of one, in less than 10 s) all but a thousandth of the power is one
//   sine of 0.5 Hz and more (of mains hum, 40 to 70 Hz, all but five thousandths). Flutter and ventricular
//   tachycardia look like one, but none is that pure.
// Next to another lead it shows none where that lead's complexes stand out at the beats, twice as high in the
// QRS band as what lies between, and nothing comes with the beats in this one: over 65 beats none of four
// places between one and the next is more than 1.4 times as high as another (geometric means), and somewhere
// in the span than 1.1 times, with the beats no higher than the middle between them; of 7 to 64 beats one
// mean over all of them says it. Beats at 150 a minute and more count as standing out: in tachycardias
// nothing lies between complexes.
//
// Memory: 50 bytes per lead and second, up to 80 more where it stands still; heartless() takes 32 per lead
// and beat for as long as it runs.
class HeartWatch {
 public:
  // `rate` of each lead in Hz.
  HeartWatch(double rate, std::size_t leads);

  // The next samples in mV, frame after frame; NaN = not recorded.
  void push(std::span<const float> frames);

  // How far a lead stands out of what lies 60 ms before and after, within 60 ms of this sample: its
  // logarithm, in sixteenths of an octave; 0 where it was not recorded.
  int height_at(std::size_t lead, std::int64_t sample) const { return leads_[lead].height_at(sample); }

  // By lead, in samples. `peaks`: R peaks of all leads together, in order.
  std::vector<std::vector<SampleSpan>> heartless(std::span<const std::int64_t> peaks) const;

 private:
  // Samples [first, end) of one value.
  struct Run {
    std::int64_t first, end;
    float value;
  };
  // Whether a window is mains hum and nothing else: as with a tone, each sample follows from those around it.
  class Hum {
   public:
    explicit Hum(std::size_t step) : step_(step) {}
    void add(std::span<const float> samples);
    // Of the samples since the last call.
    bool end_window(double rate);

   private:
    std::size_t step_;
    // The last two steps of samples; within add(), those added behind them.
    std::vector<float> line_;
    // The window's first sample.
    float level_ = 0;
    double count_ = 0, sum_ = 0, square_ = 0, sum_around_ = 0, square_around_ = 0, product_ = 0;
  };
  class Lead {
   public:
    explicit Lead(double rate);
    void push(std::span<const float> samples);
    std::vector<SampleSpan> by_itself() const;
    // In the QRS band, in sixteenths of an octave: the greatest within 60 ms.
    int height_at(std::int64_t sample) const;
    std::int64_t samples() const { return samples_; }
    double rate() const { return rate_; }

   private:
    void look_for_runs(std::span<const float> samples);
    void add_cells(std::span<const float> samples);
    void end_run();
    void end_cell();
    void look_for_flat(float mean);
    void end_tone_window();
    std::vector<Run> stands() const;
    std::vector<SampleSpan> at_rail() const;
    std::vector<SampleSpan> at_rounded_rails() const;
    std::vector<SampleSpan> held(std::span<const Run> runs) const;
    std::vector<SampleSpan> tones() const;

    double rate_;
    Hum hum_;
    std::int64_t factor_, shortest_run_;
    std::int64_t samples_ = 0, run_from_ = 0;
    float last_, least_, greatest_;
    // Of 0.3 s and more.
    std::vector<Run> runs_;
    // Of cells of nearly one mean, near an extreme when they came; the last may go on.
    std::vector<Run> flat_;
    Run flat_now_{};
    // A cell is the mean of 20 ms; the newest seven, and those of the tone's window.
    float sum_ = 0;
    std::int64_t summed_ = 0;
    std::vector<float> means_;
    // By cell, how far it stands out of those 60 ms before and after: ln, one byte. By window of 5 s: a tone.
    std::vector<std::uint8_t> heights_, tones_;
  };

  std::vector<Lead> leads_;
  std::vector<float> line_;  // one lead of what is pushed
};

// What the watch says of `leads`, with `per_frame` samples in a frame, in frames; leads that show a heart
// throughout are left out. `peaks` in samples.
std::vector<HeartlessLead> heartless_leads(const HeartWatch& watch, std::span<const std::int64_t> peaks,
                                           const std::vector<int>& leads, int per_frame);
// The same for a recording whose beats are known: reads `leads`, which must have one rate.
std::vector<HeartlessLead> heartless_leads(Recording& recording, const std::vector<int>& leads,
                                           std::span<const std::int64_t> peaks);

// A line for each lead: where, and what follows.
std::vector<std::string> heartless_warnings(const RecordingInfo& info,
                                            std::span<const HeartlessLead> heartless);

}  // namespace rwave
