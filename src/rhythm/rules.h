#pragma once
// The rules of the rhythm statements that need few numbers: runs, patterns, rates. Events go to anything with
// push_back, so that a device without a heap states them by the same rules (embedded/).

#include <algorithm>
#include <array>
#include <cstdint>
#include <numeric>

#include "rhythm/statement.h"

namespace rwave {

// Three or more beats of one label in a row. Announced at the third beat, before its end is known, since a
// run of ventricular beats is what a listener to a live stream waits for; the kind may still change by the
// rate until the run has ended, and the closing event has the last word.
class RunsRule {
 public:
  // `kind` from `fast_rate` beats per minute on, `slow_kind` below: ventricular tachycardia and
  // idioventricular rhythm. Where both are the same, slower beats have no name: a run begins with two
  // intervals, and lasts while its last four are, that fast on the mean. 0: any rate (paced beats). `least`
  // is the mean probability of the labels from which on a run is stated, `least_of_broad` the same where half
  // of the beats before it bear them.
  RunsRule(char label, RhythmKind kind, RhythmKind slow_kind, double fast_rate, double least = 0,
           double least_of_broad = 0)
      : label_(label),
        kind_(kind),
        slow_kind_(slow_kind),
        fast_rate_(fast_rate),
        least_(least),
        least_of_broad_(least_of_broad) {}

  // Beats in order of time, those of other labels too: they are what ends a run. An interval of 0 ends one
  // as well, as nobody knows what lay in the span before the beat.
  template <class Events>
  void add(const RhythmBeat& beat, Events& events) {
    if (run_.open() && (beat.label != label_ || beat.rr <= 0)) {
      // Up to the next beat, where that is known to be the next: the run lasts until another rhythm begins.
      end_run(beat.rr > 0 ? beat.sample : last_ + 1, events);
    }
    const bool fits = beat.label == label_;
    if (fits) {
      if (run_.open())
        go_on(beat, events);
      else
        begin_run(beat.sample);
      sum_ += beat.probability > 0 ? beat.probability : 1;  // who states no probability is sure
      if (!announced_ && stated()) {
        announced_ = true;
        name_by_rate();
        events.push_back({run_.at(beat.sample + 1), false});
      }
    }
    broad_ += (fits ? 1U : 0U) - static_cast<unsigned>(recent_ >> 63U);
    recent_ = recent_ << 1U | (fits ? 1U : 0U);
    last_ = beat.sample;
  }

  // The recording ends before `frames`: a run that is going on ends behind its last beat.
  template <class Events>
  void finish(std::int64_t frames, Events& events) {
    if (run_.open()) end_run(std::min(last_ + 1, frames), events);
  }

 private:
  // Beats: two in a row are a couplet, which is no rhythm.
  static constexpr std::int64_t shortest = 3;
  static constexpr unsigned recent_beats = 64;

  void begin_run(std::int64_t sample) {
    run_.begin(kind_, sample);
    // What came before the run tells a broad rhythm; a tachycardia itself must not.
    least_here_ = 2 * broad_ >= recent_beats ? least_of_broad_ : least_;
    sum_ = 0;
    announced_ = false;
  }

  // A beat more. What becomes too slow for its only name ends before it.
  template <class Events>
  void go_on(const RhythmBeat& beat, Events& events) {
    OngoingEpisode longer = run_;
    longer.add(beat.rr);
    if (kind_ != slow_kind_ || longer.beats() < shortest || longer.recent_rate() >= fast_rate_) {
      run_ = longer;
      return;
    }
    const bool told = announced_;
    end_run(beat.sample, events);
    // The last interval may be the first fast one.
    begin_run(told ? beat.sample : last_);
    if (!told) run_.add(beat.rr);
  }

  bool stated() const {
    return run_.beats() >= shortest && sum_ > least_here_ * static_cast<double>(run_.beats());
  }

  // The interval before the first beat is its prematurity, not the run's rate, and is not counted.
  void name_by_rate() { run_.rename(run_.mean_rate() < fast_rate_ ? slow_kind_ : kind_); }

  // Closes the run; what was never announced, one beat or two, is dropped without a word.
  template <class Events>
  void end_run(std::int64_t end, Events& events) {
    // What was begun ends, whatever the beats after it looked like.
    if (announced_) {
      name_by_rate();
      events.push_back({run_.at(end), true});
    }
    run_.close();
  }

  char label_;
  RhythmKind kind_, slow_kind_;
  double fast_rate_, least_, least_of_broad_;
  double least_here_ = 0, sum_ = 0;  // of the run that goes on: the least mean, and its labels' probabilities
  bool announced_ = false;
  std::uint64_t recent_ = 0;  // a bit for each of the last beats: whether it bears the label
  unsigned broad_ = 0;        // of them that do
  OngoingEpisode run_;
  // Sample of the beat before, where a run ends when what follows is not known.
  std::int64_t last_ = 0;
};

// Every second or every third beat ectopic: bigeminy and trigeminy. A pattern begins at an ectopic beat and
// is announced at its third one, since two may stand so by chance; it is broken by an ectopic beat at a
// wrong place, by another where one was due, and by a span that hides beats. Of a broken pattern an ectopic
// beat begins the next one at once.
class PatternRule {
 public:
  // `label`: which beats are the ectopic ones; every beat of another label is one between them, whatever it
  // is. `period`: 2 or 3 beats from one to the next.
  PatternRule(char label, int period, RhythmKind kind) : label_(label), period_(period), kind_(kind) {}

  // Beats in order of time, each one, as for RunsRule.
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

  // As RunsRule::finish().
  template <class Events>
  void finish(std::int64_t frames, Events& events) {
    if (run_.open()) end_run(std::min(last_ + 1, frames), events);
  }

 private:
  // Ectopic beats of a pattern that is worth telling.
  static constexpr int fewest = 3;

  // What fewer ectopic beats have begun ends silently: nobody was told of its begin.
  template <class Events>
  void end_run(std::int64_t end, Events& events) {
    if (ectopics_ >= fewest) events.push_back({run_.at(end), true});
    run_.close();
  }

  char label_;
  int period_;
  RhythmKind kind_;
  OngoingEpisode run_;
  // Of the beat before, within the period, 0 .. period_ - 1.
  int place_ = 0;
  // Of this pattern so far.
  int ectopics_ = 0;
  // Sample of the beat before.
  std::int64_t last_ = 0;
};

// Bradycardia and tachycardia: the mean rate over the last eight intervals beyond a limit for a while. A
// mean and not each interval: one ectopic beat with its pause would begin an episode or end one. Labels are
// not asked, as the rate is the ventricles', whoever paces them.
class RateEpisodesRule {
 public:
  // Below `limit` beats per minute where `slow`, above it otherwise. An episode shorter than `min_seconds`,
  // from its first beat to its last, is never told; a longer one is announced at the beat at which it
  // becomes so long.
  RateEpisodesRule(RhythmKind kind, double limit, bool slow, double min_seconds)
      : kind_(kind), limit_(limit), slow_(slow), min_seconds_(min_seconds) {}

  // Beats in order of time. After a span that hides beats the eight intervals are counted again: a mean
  // across it would be of intervals that do not follow each other.
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

  // As RunsRule::finish().
  template <class Events>
  void finish(std::int64_t frames, Events& events) {
    end_episode(std::min(last_ + 1, frames), events);
  }

 private:
  // A rate at the limit must not begin and end an episode at every other beat.
  // Beats per minute.
  static constexpr double hysteresis = 2;

  // Begins, continues or ends the episode by the mean. It begins at the beat before this one: this beat's
  // interval is the first that counts to it.
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

  // Tells the end of an episode that was announced; also called where none is open, which does nothing.
  template <class Events>
  void end_episode(std::int64_t end, Events& events) {
    if (episode_.open() && announced_) events.push_back({episode_.at(end), true});
    episode_.close();
  }

  RhythmKind kind_;
  double limit_;
  bool slow_;
  double min_seconds_;
  // The last ones in s, in a ring: their order does not matter to a mean.
  std::array<double, 8> intervals_{};
  // Intervals since the last span that hid beats; the ring is full, and a mean worth something, from 8 on.
  std::size_t count_ = 0;
  OngoingEpisode episode_;
  // Whether the episode's begin was told, so that its end must be too.
  bool announced_ = false;
  // Sample of the beat before.
  std::int64_t last_ = 0;
};

}  // namespace rwave
