// Bigeminy and trigeminy: ectopic beats after every one, every two other beats.
#include <algorithm>

#include "rhythm/statement.h"

namespace rwave {
namespace {

class Pattern : public Statement {
 public:
  Pattern(char label, int period, RhythmKind kind) : label_(label), period_(period), kind_(kind) {}

  void add(const RhythmBeat& beat, EpisodeEvents& events) override {
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
      run_.begin(kind_, beat.sample);
      place_ = 0;
      ectopics_ = 1;
    }
  }

  void finish(std::int64_t frames, EpisodeEvents& events) override {
    if (run_.open()) end_run(std::min(last_ + 1, frames), events);
  }

 private:
  static constexpr int fewest = 3;  // ectopic beats

  void end_run(std::int64_t end, EpisodeEvents& events) {
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

}  // namespace

std::unique_ptr<Statement> make_ventricular_bigeminy(double /*rate*/, const EpisodeOptions& /*options*/) {
  return std::make_unique<Pattern>('V', 2, RhythmKind::VentricularBigeminy);
}

std::unique_ptr<Statement> make_ventricular_trigeminy(double /*rate*/, const EpisodeOptions& /*options*/) {
  return std::make_unique<Pattern>('V', 3, RhythmKind::VentricularTrigeminy);
}

std::unique_ptr<Statement> make_atrial_bigeminy(double /*rate*/, const EpisodeOptions& /*options*/) {
  return std::make_unique<Pattern>('S', 2, RhythmKind::AtrialBigeminy);
}

}  // namespace rwave
