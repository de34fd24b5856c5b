#pragma once
// RR intervals of a patient's last beats, and the timing features of the next one.

#include <array>
#include <cstddef>
#include <span>
#include <vector>

#include "math/sorted_window.h"

namespace rwave {

// The timing features of the recipe template-rr. Intervals in seconds, each limited to 0.2 .. 3 s, the next
// one to 1.4 s, so that a beat need not be waited for longer.
//
// RR is the interval before the beat, next the one after it, `last N` up to N intervals before RR,
// irregularity the absolute ln of the ratio of two successive intervals of those before the beat. In this
// order:
//    0  ln(RR / mean of last 32)            1  ln(next / mean of last 32)
//    2  ln(RR / median of last 8)           3  ln(next / RR)
//    4  ln(mean of last 32 / 0.8 s)         5  mean irregularity of last 8
//    6  ln(RR / third quartile of 32)       7  ln(RR / longest of last 32)
//    8  ln(RR / longest of last 8)          9  median irregularity of last 32
//   10  ln(RR / interval before it)        11  ln((RR + next) / 2 / mean of last 32)
//   12  ln(RR / ninth decile of 64)        13  ln(next / third quartile of 32)
//   14  share of last 32 that lie within 8 % of their median
//   15  ln(interval before RR / third quartile of 32)
//   16  ln(the one before that / third quartile of 32)
//   17  ln(RR / mean of last 8)
//   18  ln(RR / median of 1000)            19  ln(RR / ninth decile of 1000)
//   20  ln(RR / third quartile of 1000)
// A run of ectopic beats outlasts the shorter memories; the last three still know the rhythm before it. The
// mean, quartile, longest and decile differ where a heart beats ectopically most of the time: there the
// pauses tell of the beats that are not. Logarithms are limited to -1.5 .. 1.5, and 0 where an interval does
// not exist. Where none came before RR, RR itself stands for them, and for a record's first beat 0.8 s.
class RrHistory {
 public:
  static constexpr int features = 21;
  // Seconds: an interval beyond these is a beat found twice or missed.
  static constexpr double shortest_interval = 0.2, longest_interval = 3;
  // Seconds that a live label waits for the next beat.
  static constexpr double longest_next = 1.4;

  // Intervals kept, those that are looked at one by one, and of these the last.
  static constexpr std::size_t longest = 1000, looked_at = 64, long_history = 32, short_history = 8;

  // Of the intervals kept, by length.
  struct Ever {
    double median = 0, ninth_decile = 0, third_quartile = 0;
  };
  // The place among `count` sorted intervals, at least one, that is that share of the way up.
  static std::size_t rank_at(double share, std::size_t count) {
    return static_cast<std::size_t>(share * static_cast<double>(count - 1));
  }

  // What the features take from the last `looked_at` intervals, in the words of the list above. Of no
  // intervals: nothing of it is asked.
  struct Recent {
    // Of the last 32 and of the last 8 intervals.
    double mean = 0, third_quartile = 0, longest = 0, regular_share = 1;
    double mean_of_8 = 0, median_of_8 = 0, longest_of_8 = 0;
    // Of all that are looked at.
    double ninth_decile = 0;
    // Of the last 8 and of the last 32; 0 of a single interval.
    double irregularity = 0, median_irregularity = 0;
    // The last one and the one before it; 0: there is none.
    double last = 0, before_last = 0;
    // Whether there is any.
    bool any = false;
  };

  // Room for the intervals that are looked at one by one.
  using Room = std::array<double, looked_at>;

  // Of the last `looked_at` intervals, oldest first: for who keeps them otherwise. Values are ordered in
  // `room`, where `known` must not lie.
  static Recent recent_of(std::span<const double> known, Room& room);
  // What features_of(rr, next) and on_time(rr) say of such.
  static std::array<float, features> features_of(const Recent& recent, const Ever& ever, double rr,
                                                 double next);
  static bool on_time(const Recent& recent, double rr);

  // The parts of a Recent, for who works it out in another way: the mean, |ln| of the ratio of an interval to
  // the one before it (1.5 at most), and the share of the intervals within 8 % of their median.
  static double mean_of(std::span<const double> intervals);
  static double step_of(double interval, double before);
  static double regular_share(std::span<const double> intervals, double middle);

  // The features of a beat `rr` after the one before it and `next` before the one after it; rr = 0 where
  // there is none before it.
  std::array<float, features> features_of(double rr, double next) const;

  // Whether a beat `rr` seconds after the one before it is not premature: more than 0.9 of the mean of the
  // last 32 intervals.
  bool on_time(double rr) const { return on_time(recent_, rr); }

  // The beat's own interval becomes part of the rhythm of those after it.
  void add(double rr);

 private:
  void update_recent();

  // Oldest first, the last `longest` of them or more, and their steps: side by side, so that the last few can
  // be looked at without a copy.
  std::vector<double> intervals_, steps_;
  // By length: all, the last 64, 32 and 8 of them, and the last 31 steps.
  SortedWindow<double> all_, looked_at_, long_, short_, long_steps_;
  Recent recent_;
};

}  // namespace rwave
