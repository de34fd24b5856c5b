// Brady- and tachycardia: the mean rate over eight intervals beyond a limit, for a while.
#include <algorithm>
#include <array>
#include <numeric>

#include "rhythm/statement.h"

namespace rwave {
namespace {

class RateEpisodes : public Statement {
 public:
  // Below `limit` beats per minute where `slow`, above it otherwise.
  RateEpisodes(RhythmKind kind, double limit, bool slow, double min_seconds)
      : kind_(kind), limit_(limit), slow_(slow), min_seconds_(min_seconds) {}

  void add(const RhythmBeat& beat, EpisodeEvents& events) override {
    if (beat.rr <= 0) {
      end_episode(last_ + 1, events);
      count_ = 0;
    } else {
      intervals_[count_++ % intervals_.size()] = beat.rr;
      if (count_ >= intervals_.size()) look(beat, events);
    }
    last_ = beat.sample;
  }

  void finish(std::int64_t frames, EpisodeEvents& events) override {
    end_episode(std::min(last_ + 1, frames), events);
  }

 private:
  // A rate at the limit must not begin and end an episode at every other beat.
  static constexpr double hysteresis = 2;  // beats per minute

  void look(const RhythmBeat& beat, EpisodeEvents& events) {
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
    if (!announced_ && episode_.seconds() >= min_seconds_) {
      announced_ = true;
      events.push_back({episode_.at(beat.sample), false});
    }
  }

  void end_episode(std::int64_t end, EpisodeEvents& events) {
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

}  // namespace

std::unique_ptr<Statement> make_bradycardia(double /*rate*/, const EpisodeOptions& options) {
  return std::make_unique<RateEpisodes>(RhythmKind::Bradycardia, options.bradycardia, true,
                                        options.min_rate_span);
}

std::unique_ptr<Statement> make_tachycardia(double /*rate*/, const EpisodeOptions& options) {
  return std::make_unique<RateEpisodes>(RhythmKind::Tachycardia, options.tachycardia, false,
                                        options.min_rate_span);
}

}  // namespace rwave
