// Atrial fibrillation from the irregularity of the intervals and, where there is a signal, from P waves.
#include <algorithm>
#include <cmath>
#include <deque>
#include <span>
#include <utility>
#include <vector>

#include "rhythm/irregularity.h"
#include "rhythm/p_waves.h"
#include "rhythm/statement.h"

namespace rwave {
namespace {

constexpr std::size_t look_ahead = 64;  // intervals: half of the longest window
constexpr std::size_t look_step = 4;    // intervals between two evaluations
constexpr std::size_t most_kept = 128;  // intervals: the longest window
constexpr std::size_t share_reach = ventricular_share_reach;
// Log odds below which an episode ends, chosen as those at which it begins.
constexpr double begin_odds = fibrillation_begin_odds, end_odds = 0.2;
// With P waves: two logistic models of the log odds by intervals and of the coherence of what precedes QRS
// complexes, by experiments/atrial_fibrillation/p_waves.py on mitdb. The first knows the long windows and the
// coherence over 25 beats, and says where episodes of minutes lie; the second the 16 intervals and 12 beats
// around, and says where short ones lie (its constant is less by 1: wrong more rarely). Either will do.
constexpr double by_long_constant = 2.950, by_long_odds = 0.605, by_long_coherence = -9.336;
constexpr double by_short_constant = 1.131, by_short_odds = 0.634, by_short_coherence = -6.957;
// What missing P waves add to the odds by intervals at most: noise may hide them throughout a recording.
constexpr double most_without_p = 2;
constexpr double begin_odds_with_p = 1, end_odds_with_p = -1.5;
// Below both, no coherence makes it fibrillation: the signal of a regular rhythm is not read.
constexpr double regular_long_odds = -5, regular_short_odds = -1.5;
constexpr double odds_limit = 8;
constexpr std::size_t coherence_reach = 6;  // intervals to each side that a coherence is of
constexpr std::size_t smoothing_reach =
    12;  // intervals to each side whose coherences the first model averages
// The second model needs P waves among the beats around, as else noise hides them: that many of the 64 to
// each side that coherent. And it needs a rate that a paroxysm has; slower irregular intervals are blocked
// beats.
constexpr std::size_t p_wave_reach = 64, fewest_p_waves = 12;
constexpr double p_wave_coherence_least = 0.6, slowest_interval = 1;  // s
// Share of the intervals around that begin or end at an S beat from which fibrillation must hold without
// these: premature beats make sinus rhythm irregular. Fewer may be beats of fibrillation labelled S.
constexpr double many_premature = 0.25;
constexpr double shortest_rr = shortest_fibrillation_interval, longest_rr = longest_fibrillation_interval;
// After this long without an interval the rhythm is looked at as if the recording began again.
constexpr double forget_after = 60;  // s

struct Interval {
  double rr = 0;
  std::int64_t first = 0, end = 0;  // its beats
  std::size_t beat = 0;             // number of the beat at its end
  std::vector<float> before{};      // what precedes the QRS complex at its end, once it was asked for
  double coherence = 0;
  bool asked = false, coherence_known = false;
  bool paced = false;                    // its end
  bool ends_at_s = false, at_s = false;  // its end; either of its beats
};

// Log odds, with those at which an episode begins and ends by the evidence that there is.
struct Evidence {
  double odds = 0, begin = begin_odds, end = end_odds;
  bool by_p_waves = false;  // the second model alone would begin an episode
};

// Log odds by intervals alone: by all windows, and by the 16 around.
struct OddsByIntervals {
  double by_long = 0, by_short = 0;
};

class Fibrillation : public Statement {
 public:
  Fibrillation(double rate, const EpisodeOptions& options)
      : rate_(rate),
        min_seconds_(options.min_af),
        min_short_seconds_(std::min(options.min_short_af, options.min_af)),
        before_qrs_(options.before_qrs) {}

  void add(const RhythmBeat& beat, EpisodeEvents& events) override {
    const bool ventricular = beat.label == 'V', supraventricular = beat.label == 'S';
    if (beats_ > 0 && static_cast<double>(beat.sample - last_) > forget_after * rate_) restart(events);
    ventricular_.push_back(ventricular);
    if (ventricular_.size() > most_kept + 4 * share_reach + look_ahead) {
      ventricular_.pop_front();
      ++ventricular_first_;
    }
    // Intervals at a V beat say when that beat came, not how irregular the rhythm is.
    if (beat.rr > shortest_rr && beat.rr < longest_rr && !ventricular && !last_ventricular_)
      add_interval({.rr = beat.rr,
                    .first = last_,
                    .end = beat.sample,
                    .beat = beats_,
                    .paced = beat.label == '/',
                    .ends_at_s = supraventricular,
                    .at_s = supraventricular || last_supraventricular_},
                   events);
    ++beats_;
    last_ = beat.sample;
    last_ventricular_ = ventricular;
    last_supraventricular_ = supraventricular;
  }

  // An episode ends at its last interval, wherever the recording ends.
  void finish(std::int64_t /*frames*/, EpisodeEvents& events) override { restart(events); }

 private:
  void add_interval(const Interval& interval, EpisodeEvents& events) {
    intervals_.push_back(interval);
    // Intervals leave only after they were looked at, so that the first window is whole.
    if (intervals_.size() > most_kept) {
      intervals_.pop_front();
      ++dropped_;
    }
    // Windows reach 64 intervals ahead, so a stream states fibrillation a minute late. Half of the
    // longest window is what that takes.
    while (intervals_.size() == most_kept && next_ + look_ahead <= dropped_ + most_kept) look(next_, events);
  }

  // The end of what hangs together: the last intervals are looked at with the windows there are.
  void restart(EpisodeEvents& events) {
    if (intervals_.size() >= fewest_fibrillation_intervals)
      while (next_ < dropped_ + intervals_.size()) look(next_, events);
    end_episode(events);
    intervals_.clear();
    dropped_ = next_ = 0;
  }

  void look(std::size_t centre, EpisodeEvents& events) {
    next_ = centre + look_step;
    rr_.clear();
    for (const Interval& interval : intervals_) rr_.push_back(interval.rr);
    const std::size_t at = centre - dropped_;
    const Evidence evidence = evidence_at(at);
    if (evidence.odds < (episode_.open() ? evidence.end : evidence.begin)) {
      end_episode(events);
      return;
    }
    for (std::size_t i = at; i < std::min(at + look_step, intervals_.size()); ++i)
      extend(intervals_[i], evidence.by_p_waves, events);
  }

  OddsByIntervals odds_by(std::span<const double> rr, std::size_t at, double ventricular) const {
    return {fibrillation_log_odds(rr, at, ventricular),
            before_qrs_ ? short_fibrillation_log_odds(rr, at, ventricular) : 0};
  }

  OddsByIntervals odds_by_intervals(std::size_t at) {
    const double ventricular = ventricular_share(intervals_[at].beat);
    const OddsByIntervals all = odds_by(rr_, at, ventricular);
    rest_.clear();
    std::size_t centre = 0;
    for (std::size_t i = 0; i < intervals_.size(); ++i) {
      if (i == at) centre = rest_.size();
      if (!intervals_[i].at_s) rest_.push_back(intervals_[i].rr);
    }
    if (rest_.size() < fewest_fibrillation_intervals ||
        static_cast<double>(rr_.size() - rest_.size()) < many_premature * static_cast<double>(rr_.size()))
      return all;
    const OddsByIntervals rest = odds_by(rest_, std::min(centre, rest_.size() - 1), ventricular);
    return {std::min(all.by_long, rest.by_long), std::min(all.by_short, rest.by_short)};
  }

  Evidence evidence_at(std::size_t at) {
    const OddsByIntervals by_intervals = odds_by_intervals(at);
    const Evidence found{by_intervals.by_long};
    if (!before_qrs_) return found;
    const double quick = by_intervals.by_short;
    if (found.odds < regular_long_odds && quick < regular_short_odds) return found;
    const double here = coherence(at);
    if (std::isnan(here)) return found;
    double sum = 0;
    int number = 0;
    for (std::size_t i = at > smoothing_reach ? at - smoothing_reach : 0;
         i < std::min(at + smoothing_reach + 1, intervals_.size()); ++i) {
      const double one = coherence(i);
      if (std::isnan(one)) continue;
      sum += one;
      ++number;
    }
    const double by_long =
        std::min(found.odds + most_without_p,
                 by_long_constant + by_long_odds * std::clamp(found.odds, -odds_limit, odds_limit) +
                     by_long_coherence * sum / number);
    double by_short = by_short_constant + by_short_odds * std::clamp(quick, -odds_limit, odds_limit) +
                      by_short_coherence * here;
    if (by_short >= end_odds_with_p &&
        (short_median_interval(rr_, at) >= slowest_interval || !p_waves_around(at)))
      by_short = -odds_limit;
    const double odds = std::max(by_long, by_short);
    // Blocked and dropped beats have irregular intervals, and P waves that small leads do not show. Asked
    // with a signal alone: without one a device states fibrillation by the odds.
    if (odds >= end_odds_with_p && conducted_two_valued(at)) return {-odds_limit};
    return {odds, begin_odds_with_p, end_odds_with_p, by_short >= begin_odds_with_p};
  }

  // A pacemaker's escape interval is the same again and again, whatever the atria do: in fibrillation under
  // VVI pacing it is one band and the conducted beats another.
  bool conducted_two_valued(std::size_t at) const {
    std::vector<double> conducted;
    std::size_t centre = 0;
    for (std::size_t i = 0; i < intervals_.size(); ++i) {
      if (i == at) centre = conducted.size();
      if (!intervals_[i].paced) conducted.push_back(intervals_[i].rr);
    }
    return two_valued(conducted, centre);
  }

  // Of what precedes the QRS complexes around; NaN where too few are known. Premature P waves are unlike
  // those of the rhythm: S beats are left out, unless most are.
  double coherence(std::size_t at) {
    Interval& interval = intervals_[at];
    if (interval.coherence_known) return interval.coherence;
    const std::size_t first = at > coherence_reach ? at - coherence_reach : 0;
    const std::size_t end = std::min(at + coherence_reach, intervals_.size());
    segments_.clear();
    std::size_t premature = 0;
    for (std::size_t i = first; i < end; ++i) premature += intervals_[i].ends_at_s ? 1 : 0;
    const bool most = 2 * premature > end - first;
    for (std::size_t i = first; i < end; ++i) {
      Interval& one = intervals_[i];
      if (one.ends_at_s && !most) continue;
      if (!std::exchange(one.asked, true)) one.before = before_qrs_(one.end);
      if (!one.before.empty()) segments_.push_back(&one.before);
    }
    interval.coherence = p_wave_coherence(segments_);
    interval.coherence_known = at + coherence_reach <= intervals_.size();  // else more intervals may come
    return interval.coherence;
  }

  bool p_waves_around(std::size_t at) {
    std::size_t count = 0;
    for (std::size_t i = at > p_wave_reach ? at - p_wave_reach : 0;
         i < std::min(at + p_wave_reach, intervals_.size()) && count < fewest_p_waves; ++i)
      if (coherence(i) > p_wave_coherence_least) ++count;
    return count >= fewest_p_waves;
  }

  void extend(const Interval& interval, bool by_p_waves, EpisodeEvents& events) {
    if (!episode_.open()) {
      episode_.begin(RhythmKind::AtrialFibrillation, interval.first);
      first_ = interval.first;
      announced_ = shown_by_p_waves_ = false;
    }
    episode_.add(interval.rr);
    end_ = interval.end;
    shown_by_p_waves_ = shown_by_p_waves_ || by_p_waves;
    const double least = shown_by_p_waves_ ? min_short_seconds_ : min_seconds_;
    if (!announced_ && static_cast<double>(end_ - first_) >= least * rate_) {
      announced_ = true;
      events.push_back({episode_.at(end_), false});
    }
  }

  void end_episode(EpisodeEvents& events) {
    if (episode_.open() && announced_) events.push_back({episode_.at(end_), true});
    episode_.close();
  }

  double ventricular_share(std::size_t beat) const {
    // Where most beats are V, the beat may have left the memory: then the oldest beats kept speak for it.
    beat = std::max(beat, ventricular_first_ + share_reach);
    const std::size_t first = std::max(beat > share_reach ? beat - share_reach : 0, ventricular_first_);
    const std::size_t end = std::min(beat + share_reach, ventricular_first_ + ventricular_.size());
    std::size_t count = 0;
    for (std::size_t i = first; i < end; ++i) count += ventricular_[i - ventricular_first_] ? 1 : 0;
    return end > first ? static_cast<double>(count) / static_cast<double>(end - first) : 0;
  }

  double rate_;
  double min_seconds_, min_short_seconds_;
  std::function<std::vector<float>(std::int64_t)> before_qrs_;
  std::vector<const std::vector<float>*> segments_;
  std::deque<Interval> intervals_;      // the last ones, number dropped_ first
  std::deque<bool> ventricular_;        // of the last beats, number ventricular_first_ first
  std::vector<double> rr_, rest_;       // of intervals_; without S beats
  std::size_t dropped_ = 0, next_ = 0;  // interval numbers
  std::size_t beats_ = 0, ventricular_first_ = 0;
  std::int64_t last_ = 0;
  bool last_ventricular_ = false, last_supraventricular_ = false;
  OngoingEpisode episode_;
  std::int64_t first_ = 0, end_ = 0;
  bool announced_ = false, shown_by_p_waves_ = false;
};

}  // namespace

std::unique_ptr<Statement> make_fibrillation(double rate, const EpisodeOptions& options) {
  return std::make_unique<Fibrillation>(rate, options);
}

}  // namespace rwave
