#pragma once
// The last minute of a live stream as a page that opens it is told: samples, beats, episodes, time.

#include <chrono>
#include <cstdint>
#include <deque>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <span>
#include <vector>

#include "classify/live_rhythm.h"

namespace rwave::serve {

// Memory is constant. Samples are kept as they came, all leads, also those that are not labelled.
class LiveHistory {
 public:
  // Seconds of signal and beats that are kept, for a page that draws the stream.
  static constexpr double seconds_kept = 60;

  // `rate` in Hz; `leads` side by side in what is pushed.
  LiveHistory(double rate, std::size_t leads);

  // Whole frames, mV.
  void push(std::span<const float> frames);
  // What was found; in order of time each. The begin of ventricular fibrillation takes back the beats after
  // it.
  void add(const LabelledBeat& beat);
  void add(const EpisodeEvent& event);

  std::int64_t frames() const { return frames_; }
  // Of the whole stream.
  std::int64_t beats() const { return beats_; }

  // When sample 0 was measured, UTC ("2026-01-02T03:04:05.250Z"): no sample was measured after it came, so
  // what comes ahead of the clock, as a monitor's backlog, moves this back. Nothing where more than a minute
  // came ahead: then a file is sent, and no time of day is true of it.
  std::optional<std::string> begun() const;

  // Frames kept from `first` on; `first` is set to the one that is really the first.
  std::vector<float> signal(std::int64_t& first) const;

  // Adds to a state: "started" (UTC, when the first sample came), "begun", "counts" by label, "beats_kept",
  // "episodes" that ended, the last `episodes_kept` of them, and "open": those that go on.
  void describe(nlohmann::ordered_json& state) const;

 private:
  static constexpr std::size_t episodes_kept = 100;

  double rate_;
  std::size_t leads_;
  // The last `capacity_` frames, frame f at place f modulo that.
  std::vector<float> ring_;
  std::int64_t capacity_, frames_ = 0, beats_ = 0;
  std::chrono::system_clock::time_point started_;
  // By a clock that nobody sets; and how far samples came ahead of it at most, s.
  std::chrono::steady_clock::time_point started_steady_;
  double ahead_ = 0;
  // The clock is none any more (begun).
  bool outran_ = false;
  std::map<char, std::int64_t> counts_;
  std::deque<LabelledBeat> recent_;
  std::deque<Episode> ended_;
  // At most one of a kind goes on at a time.
  std::map<RhythmKind, Episode> open_;
};

// {sample, label, probability} and {episode, text, ended}, as events and states have them.
nlohmann::ordered_json live_beat_json(const LabelledBeat& beat);
nlohmann::ordered_json live_episode_json(const Episode& episode, bool ended, double rate);

}  // namespace rwave::serve
