#pragma once
// The rules of the rhythm statements that need few numbers: runs, patterns, rates. Events go to anything with
// push_back, so that a device without a heap states them by the same rules (embedded/).

#include <algorithm>
#include <array>
#include <cstdint>
#include <numeric>

#include "rhythm/statement.h"

namespace rwave {

// Three or more beats of one label in a row.
class RunsRule {
 public:
  // `kind` from `fast_rate` beats per minute on, `slow_kind` below.
  RunsRule(char label, RhythmKind kind, RhythmKind slow_kind, double fast_rate)
      : label_(label), kind_(kind), slow_kind_(slow_kind), fast_rate_(fast_rate) {}

  template <class Events>
  void add(const RhythmBeat& beat, Events& events) {
    if (run_.open() && (beat.label != label_ || beat.rr <= 0)) {
      // Up to the next beat, where that is known to be the next: the run lasts until another rhythm begins.
      end_run(beat.rr > 0 ? beat.sample : last_ + 1, events);
    }
    last_ = beat.sample;
    if (beat.label != label_) return;
    if (!run_.open()) {
      run_.begin(kind_, beat.sample);
      return;
    }
    run_.add(beat.rr);
    if (run_.beats() == shortest) {
      name_by_rate();
      events.push_back({run_.at(beat.sample + 1), false});
    }
  }

  template <class Events>
  void finish(std::int64_t frames, Events& events) {
    if (run_.open()) end_run(std::min(last_ + 1, frames), events);
  }

 private:
  static constexpr std::int64_t shortest = 3;  // beats

  // The interval before the first beat is its prematurity, not the run's rate, and is not counted.
  void name_by_rate() { run_.rename(run_.mean_rate() < fast_rate_ ? slow_kind_ : kind_); }

  template <class Events>
  void end_run(std::int64_t end, Events& events) {
    if (run_.beats() >= shortest) {
      name_by_rate();
      events.push_back({run_.at(end), true});
    }
    run_.close();
  }

  char label_;
  RhythmKind kind_, slow_kind_;
  double fast_rate_;
  OngoingEpisode run_;
  std::int64_t last_ = 0;  // beat
};

class PatternRule {
 public:
  PatternRule(char label, int period, RhythmKind kind) : label_(label), period_(period), kind_(kind) {}

  template <class Events>
  void add(const RhythmBeat& beat, Events& events) {
    const bool ectopic = beat.label == label_;
    // The place within the period that this beat would have; an ectopic beat belongs at place 0.
    const int place = (place_ + 1) % period_;
    const bool fits = run_.open() && beat.rr > 0 && ectopic == (place == 0);
    if (run_.open() && !fits) end_run(beat.rr > 0 ? beat.sample : last_ + 1, events);
    last_ = beat.sample;
    if (fits) {
      place_ = place;
      run_.add(beat.rr);
      if (ectopic && ++ectopics_ == fewest) events.push_back({run_.at(beat.sample + 1), false});
    } else if (ectopic) {
      // The beat that breaks one pattern may begin the next.
      run_.begin(kind_, beat.sample);
      place_ = 0;
      ectopics_ = 1;
    }
  }

  template <class Events>
  void finish(std::int64_t frames, Events& events) {
    if (run_.open()) end_run(std::min(last_ + 1, frames), events);
  }

 private:
  static constexpr int fewest = 3;  // ectopic beats

  template <class Events>
  void end_run(std::int64_t end, Events& events) {
    if (ectopics_ >= fewest) events.push_back({run_.at(end), true});
    run_.close();
  }

  char label_;
  int period_;
  RhythmKind kind_;
  OngoingEpisode run_;
  int place_ = 0;
  int ectopics_ = 0;
  std::int64_t last_ = 0;
};

// Eight intervals, as a rate of single intervals would call every ectopic beat a tachycardia and every pause
// after it a bradycardia.
class RateEpisodesRule {
 public:
  // Below `limit` beats per minute where `slow`, above it otherwise.
  RateEpisodesRule(RhythmKind kind, double limit, bool slow, double min_seconds)
      : kind_(kind), limit_(limit), slow_(slow), min_seconds_(min_seconds) {}

  template <class Events>
  void add(const RhythmBeat& beat, Events& events) {
    // A gap ends the episode: nobody knows what the rate was while nothing could be seen.
    if (beat.rr <= 0) {
      end_episode(last_ + 1, events);
      count_ = 0;
    } else {
      intervals_[count_++ % intervals_.size()] = beat.rr;
      if (count_ >= intervals_.size()) look(beat, events);
    }
    last_ = beat.sample;
  }

  template <class Events>
  void finish(std::int64_t frames, Events& events) {
    end_episode(std::min(last_ + 1, frames), events);
  }

 private:
  // A rate at the limit must not begin and end an episode at every other beat.
  static constexpr double hysteresis = 2;  // beats per minute

  template <class Events>
  void look(const RhythmBeat& beat, Events& events) {
    const double sum = std::accumulate(intervals_.begin(), intervals_.end(), 0.0);
    const double mean = 60 * static_cast<double>(intervals_.size()) / sum;
    const double keep = episode_.open() ? hysteresis : 0;
    const bool beyond = slow_ ? mean < limit_ + keep : mean > limit_ - keep;
    if (!beyond) {
      end_episode(last_, events);
      return;
    }
    if (!episode_.open()) {
      episode_.begin(kind_, last_);
      announced_ = false;
    }
    episode_.add(beat.rr);
    // Told only once it has lasted: an alarm for each short rise of the rate is an alarm that is soon
    // ignored.
    if (!announced_ && episode_.seconds() >= min_seconds_) {
      announced_ = true;
      events.push_back({episode_.at(beat.sample), false});
    }
  }

  template <class Events>
  void end_episode(std::int64_t end, Events& events) {
    if (episode_.open() && announced_) events.push_back({episode_.at(end), true});
    episode_.close();
  }

  RhythmKind kind_;
  double limit_;
  bool slow_;
  double min_seconds_;
  std::array<double, 8> intervals_{};  // s
  std::size_t count_ = 0;
  OngoingEpisode episode_;
  bool announced_ = false;
  std::int64_t last_ = 0;
};

}  // namespace rwave
