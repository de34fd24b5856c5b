// Runs of beats of one label: ventricular tachycardia, idioventricular rhythm, supraventricular runs, pacing.
#include <algorithm>

#include "rhythm/statement.h"

namespace rwave {
namespace {

// Three or more beats of one label in a row.
class Runs : public Statement {
 public:
  // `kind` from `fast_rate` beats per minute on, `slow_kind` below.
  Runs(char label, RhythmKind kind, RhythmKind slow_kind, double fast_rate)
      : label_(label), kind_(kind), slow_kind_(slow_kind), fast_rate_(fast_rate) {}

  void add(const RhythmBeat& beat, EpisodeEvents& events) override {
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

  void finish(std::int64_t frames, EpisodeEvents& events) override {
    if (run_.open()) end_run(std::min(last_ + 1, frames), events);
  }

 private:
  static constexpr std::int64_t shortest = 3;  // beats

  // The interval before the first beat is its prematurity, not the run's rate, and is not counted.
  void name_by_rate() { run_.rename(run_.mean_rate() < fast_rate_ ? slow_kind_ : kind_); }

  void end_run(std::int64_t end, EpisodeEvents& events) {
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

}  // namespace

std::unique_ptr<Statement> make_ventricular_runs(double /*rate*/, const EpisodeOptions& options) {
  return std::make_unique<Runs>('V', RhythmKind::VentricularTachycardia, RhythmKind::IdioventricularRhythm,
                                options.vt_rate);
}

std::unique_ptr<Statement> make_supraventricular_runs(double /*rate*/, const EpisodeOptions& /*options*/) {
  return std::make_unique<Runs>('S', RhythmKind::SupraventricularRun, RhythmKind::SupraventricularRun, 0);
}

std::unique_ptr<Statement> make_paced(double /*rate*/, const EpisodeOptions& /*options*/) {
  return std::make_unique<Runs>('/', RhythmKind::Paced, RhythmKind::Paced, 0);
}

}  // namespace rwave
