// Pauses and asystole: long intervals with nothing like a beat in them.
#include <algorithm>
#include <array>
#include <cmath>
#include <utility>
#include <vector>

#include "math/median.h"
#include "rhythm/statement.h"

namespace rwave {
namespace {

// Without a signal a longer interval is a recorder's gap more often than a pause: of the 6,122 intervals of
// 2 s and more in nsr2db's normal hearts most begin at 4.4 s, where the analysis that marked the beats began
// again after noise.
constexpr double longest_unseen = 4;  // s
// How near to a multiple of the intervals around it an interval must be to look like missed beats.
constexpr double multiple_tolerance = 0.15;

class Pauses : public Statement {
 public:
  Pauses(double rate, EpisodeOptions options) : rate_(rate), options_(std::move(options)) {}

  void add(const RhythmBeat& beat, EpisodeEvents& events) override {
    if (open_) end_asystole(beat.rr > 0 ? beat.sample : last_ + 1, events);
    if (beat.rr >= options_.pause) add_pause(beat, events);
    if (beat.rr > 0) intervals_[count_++ % intervals_.size()] = beat.rr;
    last_ = beat.sample;
    any_ = true;
  }

  // An asystole is stated while it lasts: it may have no beat at its end.
  void advance(std::int64_t sample, EpisodeEvents& events) override {
    if (!any_ || open_ || asked_ == last_ || !options_.quiet) return;
    if (static_cast<double>(sample - last_) / rate_ < options_.asystole) return;
    asked_ = last_;
    if (!options_.quiet({last_, sample})) return;
    open_ = true;
    events.push_back({{RhythmKind::Asystole, last_, sample, 0, 0, 0}, false});
  }

  void finish(std::int64_t frames, EpisodeEvents& events) override {
    advance(frames, events);
    if (open_) end_asystole(frames, events);
  }

 private:
  void add_pause(const RhythmBeat& beat, EpisodeEvents& events) {
    const SampleSpan span{last_, beat.sample};
    if (options_.quiet ? !options_.quiet(span) : !plausible(beat.rr)) return;
    Episode pause{RhythmKind::Pause, span.first, span.end, 0, 0, 0};
    events.push_back({pause, true});
    if (!options_.quiet || beat.rr < options_.asystole || closed_ == last_) return;
    pause.kind = RhythmKind::Asystole;
    events.push_back({pause, true});
  }

  // A pause ends an asystole that advance() stated; add_pause must not state it again.
  void end_asystole(std::int64_t end, EpisodeEvents& events) {
    open_ = false;
    closed_ = last_;
    events.push_back({{RhythmKind::Asystole, last_, end, 0, 0, 0}, true});
  }

  // Without a signal a missed beat looks like a pause of twice the interval. So a multiple of the
  // intervals before is not stated: with 99.9 % of beats found, false pauses would still outnumber
  // true ones.
  bool plausible(double rr) const {
    if (rr >= longest_unseen) return false;
    std::vector<double> recent(intervals_.begin(), intervals_.begin() + static_cast<std::ptrdiff_t>(std::min(
                                                                            count_, intervals_.size())));
    const double around = median(recent);
    if (around <= 0) return true;
    const double times = rr / around;
    const double whole = std::round(times);
    return whole < 2 || std::abs(times - whole) > multiple_tolerance;
  }

  double rate_;
  EpisodeOptions options_;
  std::array<double, 8> intervals_{};  // s, the last ones
  std::size_t count_ = 0;
  std::int64_t last_ = 0;
  std::int64_t asked_ = -1, closed_ = -1;  // beats after which an asystole was looked for, was ended
  bool any_ = false;
  bool open_ = false;
};

}  // namespace

std::unique_ptr<Statement> make_pauses(double rate, const EpisodeOptions& options) {
  return std::make_unique<Pauses>(rate, options);
}

}  // namespace rwave
