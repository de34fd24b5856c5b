#pragma once
// A rhythm statement: a rule that sees beat after beat and says when its episodes begin and end.

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

#include "rwave/rhythm.h"

namespace rwave {

// A beat with the interval before it.
struct RhythmBeat {
  // Its R peak, a frame.
  std::int64_t sample = 0;
  // N S V F Q, or / for a paced beat.
  char label = 'N';
  // s since the beat before; 0: the first beat, or a span that hides beats lies between.
  double rr = 0;
  // Of the label; 0 where it is not known.
  float probability = 0;
};

using EpisodeEvents = std::vector<EpisodeEvent>;

// One statement at work. Memory must not grow with the number of beats.
class Statement {
 public:
  virtual ~Statement() = default;

  // The next beat. Appends what it begins and ends.
  virtual void add(const RhythmBeat& beat, EpisodeEvents& events) = 0;

  // No beat comes before `sample`: time passes without one. Most statements do not mind.
  virtual void advance(std::int64_t sample, EpisodeEvents& events);

  // The recording ends before `frames`: what goes on ends here at the latest.
  virtual void finish(std::int64_t frames, EpisodeEvents& events) = 0;
};

// How a statement is made: samples per second, and the thresholds.
using MakeStatement = std::unique_ptr<Statement> (*)(double rate, const EpisodeOptions& options);

// The rules, each in statements/ (those with little memory together in ruled.cpp); statements.cpp lists them.
// Atrial fibrillation, by RR irregularity.
std::unique_ptr<Statement> make_fibrillation(double rate, const EpisodeOptions& options);
// Runs of V beats, tachycardia or slower, and fast runs of S beats.
std::unique_ptr<Statement> make_ventricular_runs(double rate, const EpisodeOptions& options);
std::unique_ptr<Statement> make_supraventricular_runs(double rate, const EpisodeOptions& options);
// Patterns: every second or third beat ectopic.
std::unique_ptr<Statement> make_ventricular_bigeminy(double rate, const EpisodeOptions& options);
std::unique_ptr<Statement> make_ventricular_trigeminy(double rate, const EpisodeOptions& options);
std::unique_ptr<Statement> make_atrial_bigeminy(double rate, const EpisodeOptions& options);
// Paced rhythm, and what rates alone say.
std::unique_ptr<Statement> make_paced(double rate, const EpisodeOptions& options);
std::unique_ptr<Statement> make_pauses(double rate, const EpisodeOptions& options);
std::unique_ptr<Statement> make_bradycardia(double rate, const EpisodeOptions& options);
std::unique_ptr<Statement> make_tachycardia(double rate, const EpisodeOptions& options);

// All of them, in no order that matters: none sees what another said. A new rule is a file in statements/
// and a line in statements.cpp.
std::vector<MakeStatement> statements();

// Beats per minute from which on a run of S beats is a tachyarrhythmia. Slower ones are escape beats, or
// those of a junctional or atrial focus that took over, which the labels do not tell apart: no rhythm is
// stated.
constexpr double least_svta_rate = 100;

// An episode that goes on: counts its beats and rates.
class OngoingEpisode {
 public:
  // The beat at `sample` is its first.
  void begin(RhythmKind kind, std::int64_t sample);

  // One more beat, `rr` seconds after the one before.
  void add(double rr);

  // As it stands, with this frame as its end; the beat count does not depend on it.
  Episode at(std::int64_t end) const;

  bool open() const { return open_; }
  void close() { open_ = false; }
  std::int64_t beats() const { return episode_.beats; }
  // Time from the first beat to the last, as the sum of their intervals.
  double seconds() const { return seconds_; }
  // A run's kind depends on its mean rate, which each beat may change.
  void rename(RhythmKind kind) { episode_.kind = kind; }
  // Beats per minute over all intervals; 0 before the second beat.
  double mean_rate() const;
  // Over the last four, over all where there are fewer.
  double recent_rate() const;

 private:
  Episode episode_;
  bool open_ = false;
  double seconds_ = 0;
  // Intervals, of which `max_rate` is the fastest mean.
  std::array<double, 4> last_{};
};

}  // namespace rwave
