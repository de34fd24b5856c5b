// Atrial fibrillation from the irregularity of the intervals.
#include <algorithm>
#include <deque>
#include <vector>

#include "rhythm/irregularity.h"
#include "rhythm/statement.h"

namespace rwave {
namespace {

constexpr std::size_t look_ahead = 64;   // intervals: half of the longest window
constexpr std::size_t step = 4;          // intervals between two evaluations
constexpr std::size_t most = 128;        // intervals kept
constexpr std::size_t share_reach = 40;  // beats to each side whose V beats are counted
// Log odds at which an episode begins, and below which it ends: chosen on the patients of mitdb, ltafdb and
// afdb whose half the weights were not fitted on.
constexpr double begin_odds = 0.6, end_odds = 0.2;
constexpr double shortest_rr = 0.2, longest_rr = 3;  // s: beyond these an interval is a fault or a pause
// After this long without an interval the rhythm is looked at as if the recording began again.
constexpr double forget_after = 60;  // s

struct Interval {
  double rr = 0;
  std::int64_t first = 0, end = 0;  // its beats
  std::size_t beat = 0;             // number of the beat at its end
};

class Fibrillation : public Statement {
 public:
  Fibrillation(double rate, double min_seconds) : rate_(rate), min_seconds_(min_seconds) {}

  void add(const RhythmBeat& beat, EpisodeEvents& events) override {
    const bool ventricular = beat.label == 'V';
    if (beats_ > 0 && static_cast<double>(beat.sample - last_) > forget_after * rate_) restart(events);
    ventricular_.push_back(ventricular);
    if (ventricular_.size() > most + 4 * share_reach + look_ahead) {
      ventricular_.pop_front();
      ++ventricular_first_;
    }
    // Intervals at a V beat say when that beat came, not how irregular the rhythm is.
    if (beat.rr > shortest_rr && beat.rr < longest_rr && !ventricular && !last_ventricular_)
      add_interval({beat.rr, last_, beat.sample, beats_}, events);
    ++beats_;
    last_ = beat.sample;
    last_ventricular_ = ventricular;
  }

  // An episode ends at its last interval, wherever the recording ends.
  void finish(std::int64_t /*frames*/, EpisodeEvents& events) override { restart(events); }

 private:
  void add_interval(const Interval& interval, EpisodeEvents& events) {
    intervals_.push_back(interval);
    // Intervals leave only after they were looked at, so that the first window is whole.
    if (intervals_.size() > most) {
      intervals_.pop_front();
      ++dropped_;
    }
    // Windows reach 64 intervals ahead, so a stream states fibrillation a minute late. Half of the
    // longest window is what that takes.
    while (intervals_.size() == most && next_ + look_ahead <= dropped_ + most) look(next_, events);
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
    next_ = centre + step;
    rr_.clear();
    for (const Interval& interval : intervals_) rr_.push_back(interval.rr);
    const std::size_t at = centre - dropped_;
    const double odds = fibrillation_log_odds(rr_, at, ventricular_share(intervals_[at].beat));
    if (odds < (episode_.open() ? end_odds : begin_odds)) {
      end_episode(events);
      return;
    }
    for (std::size_t i = at; i < std::min(at + step, intervals_.size()); ++i) extend(intervals_[i], events);
  }

  void extend(const Interval& interval, EpisodeEvents& events) {
    if (!episode_.open()) {
      episode_.begin(RhythmKind::AtrialFibrillation, interval.first);
      first_ = interval.first;
      announced_ = false;
    }
    episode_.add(interval.rr);
    end_ = interval.end;
    if (!announced_ && static_cast<double>(end_ - first_) >= min_seconds_ * rate_) {
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
  double min_seconds_;
  std::deque<Interval> intervals_;  // the last ones, number dropped_ first
  std::deque<bool> ventricular_;    // of the last beats, number ventricular_first_ first
  std::vector<double> rr_;
  std::size_t dropped_ = 0, next_ = 0;  // interval numbers
  std::size_t beats_ = 0, ventricular_first_ = 0;
  std::int64_t last_ = 0;
  bool last_ventricular_ = false;
  OngoingEpisode episode_;
  std::int64_t first_ = 0, end_ = 0;
  bool announced_ = false;
};

}  // namespace

std::unique_ptr<Statement> make_fibrillation(double rate, const EpisodeOptions& options) {
  return std::make_unique<Fibrillation>(rate, options.min_af);
}

}  // namespace rwave
