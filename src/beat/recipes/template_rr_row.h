#pragma once
// A row of the recipe template-rr, from a beat's segment of the lead and its place in time.

#include <array>
#include <deque>
#include <vector>

#include "beat/recipes/rr_history.h"
#include "math/sorted_window.h"

namespace rwave {

// Samples of a row per second: the lead is low-pass filtered at 40 Hz.
inline constexpr double template_rr_rate = 100;
// Samples of a row, from 0.35 s before the R peak to 0.54 s after it.
inline constexpr int template_rr_width = 90;
// Seconds of a row before the R peak.
inline constexpr double template_rr_before = 0.35;
// The beat's departure from the template, and its timing.
inline constexpr int template_rr_channels = 2;

// Samples by which a beat may be moved in time to meet the template: 50 ms, as far as detectors disagree.
inline constexpr int template_rr_slack = 5;

// A filtered lead around an R peak; and as far more on both sides as it may be moved, less its own median, 0
// where not recorded.
using TemplateRrWindow = std::array<float, template_rr_width>;
using TemplateRrSegment = std::array<float, template_rr_width + 2 * template_rr_slack>;

// What a row is made of. Intervals in seconds; rr = 0 where there is no beat before this one.
struct TemplateRrBeat {
  TemplateRrSegment segment{};
  // False: too much was not recorded, the segment says nothing.
  bool valid = false;
  // s, from the beat before; 0: there is none.
  double rr = 0;
  // s, to the beat after.
  double next = RrHistory::longest_next;
};

// One patient's beats, in order of time.
//
// Each beat is first moved, by up to 50 ms, to where its QRS complex resembles the template's most: R peaks
// are marked on different waves of a complex, and where one is marked is not how a beat looks.
//
// The template is the median beat of those that are not premature (RrHistory::on_time): where every second
// beat comes early, or most of them do, the others still tell what the patient's own beat looks like. Until
// five of them are known all beats count.
//
// A row has two channels of 90 values.
//   Channel 0, at R - 0.35 s, R - 0.34 s, ...: the beat less the patient's template, which is the median of
//   the last 15 beats on time, over the patient's amplitude, which is the median of the last 32 such beats'
//   peak-to-peak values within R - 0.15 s .. R + 0.19 s; limited to -8 .. 8.
//   Channel 1: 21 timings (rr_history.h) times 5, which brings them to about the same spread; then how the
//   beat departs from the template, times the factors of the source:
//     21 correlation of the QRS complexes (R - 0.1 s .. R + 0.14 s)
//     22 mean |difference| of the two over the amplitude
//     23 correlation of what comes before them, where a P wave is (R - 0.25 s .. R - 0.07 s)
//     24 mean |difference| of the two over the amplitude
//     25 median of that correlation over the beats of the template, of which fibrillation and noise leave
//        little
//     26 height of the template there, over the amplitude
//   and 63 zeros. Turning the lead upside down changes the sign of channel 0 and nothing in channel 1.
//
// Neither the beat itself nor the template is in the row: networks that saw them knew their training patients
// by them and were worse on others; so were those that were given its width, height and steepness.
class TemplateRrRows {
 public:
  static constexpr int shape_features = 6;
  // Beats of the template. Its median is taken of all their windows at each of 90 samples for every beat, so
  // their number is what the recipe costs.
  static constexpr std::size_t shape_beats = 15;
  // Of a window, where the P wave lies.
  static constexpr std::size_t p_wave_samples = 18;

  // Appends the beat's row where its segment is valid; the beat joins the history in any case.
  void append(const TemplateRrBeat& beat, std::vector<float>& values);

 private:
  // The last beats of a kind, which make a template.
  struct Kind {
    // Eight samples can be read at once to its end.
    using Window = std::array<float, (template_rr_width + 7) / 8 * 8>;
    static constexpr std::size_t places = 16;

    // Of the last beats; a new one takes the place of the oldest.
    std::array<Window, shape_beats> windows{};
    // Their P waves' places, sample by sample: value i of window w at places * i + w.
    std::array<float, places * p_wave_samples> p_waves{};
    // Windows that there are, and the place of the next one.
    std::size_t count = 0, next = 0;
    // In order of time and by height.
    std::deque<float> heights;
    SortedWindow<float> ranked_heights;

    void add(const TemplateRrWindow& window);
  };

  // Beats on time, or all while fewer than five of those are known.
  const Kind& template_kind() const;
  float amplitude() const;
  // The median beat of the last 15.
  void update_template();
  // Channel 1's entries 21 to 26.
  std::array<float, shape_features> shape_of(const TemplateRrWindow& window, float amplitude);

  RrHistory intervals_;
  Kind all_, on_time_;
  TemplateRrWindow template_{};
  std::vector<float> scratch_;
};

}  // namespace rwave
