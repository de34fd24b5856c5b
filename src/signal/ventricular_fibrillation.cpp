#include "signal/ventricular_fibrillation.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <deque>
#include <utility>

#include "rwave/error.h"
#include "signal/fibrillation/fibrillation_odds.h"
#include "signal/fibrillation/fibrillation_track.h"

namespace rwave {
namespace {

// Log-odds, of each change of state: three windows' worth at the least.
constexpr float change_cost = 8;
// Of a recording that begins in fibrillation.
constexpr float begin_cost = 3;
constexpr float fitted_shift = 1.4F;  // towards sensitivity

// Two states, second by second. State 1 is fibrillation.
// A Viterbi search over two states, where a threshold on each second would flicker: single windows
// of a tachycardia look like fibrillation, and the cost of a change asks for several that agree.
// With a lag it is used on streams, with the decisions of the lag held open.
class StateSearch {
 public:
  explicit StateSearch(std::size_t lag) : lag_(lag) {}

  // `odds` of the next second. Returns the state of the second that is decided, -1 while there is none.
  int push(float odds) {
    const std::array before = scores_;
    std::array<int, 2> from{};
    for (std::size_t state = 0; state < 2; ++state) {
      const std::size_t other = 1 - state;
      const bool changes = before[other] - change_cost > before[state];
      from[state] = static_cast<int>(changes ? other : state);
      // The odds count half for one state and half against the other, so that scores stay near zero
      // whatever they say.
      scores_[state] =
          (changes ? before[other] - change_cost : before[state]) + (state == 1 ? odds / 2 : -odds / 2);
    }
    // Only differences matter; without this float would lose precision in a recording of days.
    const float best = std::max(scores_[0], scores_[1]);
    for (float& score : scores_) score -= best;
    from_.push_back(from);
    return from_.size() > lag_ ? decide() : -1;
  }

  // After the last second: the next one that waits; -1 = none.
  int next() { return from_.empty() ? -1 : decide(); }

 private:
  int decide() {
    int state = scores_[1] > scores_[0] ? 1 : 0;
    for (std::size_t i = from_.size(); i > 1; --i) state = from_[i - 1][static_cast<std::size_t>(state)];
    from_.pop_front();
    return state;
  }

  std::size_t lag_;
  std::array<float, 2> scores_{0, -begin_cost};
  // Of each undecided second, the state before either of its own.
  std::deque<std::array<int, 2>> from_;
};

}  // namespace

struct FibrillationFinder::State {
  State(double rate, int leads, const FibrillationWeights& fitted, double lag)
      : weights(fitted),
        tracks(static_cast<std::size_t>(leads), FibrillationTrack(rate)),
        search(static_cast<std::size_t>(std::max(0.0, std::ceil(lag)))) {}

  void push(const float* frame) {
    bool ready = false;
    for (FibrillationTrack& track : tracks) ready = track.push(*frame++);
    ++samples;
    if (ready) add_window();
  }

  void add_window() {
    float sum = 0;
    int heard = 0;
    // The mean of the leads that were recorded: a lead that is off says nothing, neither for nor
    // against.
    for (FibrillationTrack& track : tracks) {
      if (!track.recorded()) continue;
      const auto window = track.window();
      // A window passed over at first sight, by its sharp slopes or as flat, is as far from
      // fibrillation as can be said.
      sum += window ? fibrillation_log_odds(weights, *window) : -fibrillation_limit;
      ++heard;
    }
    take(search.push(heard > 0 ? sum / static_cast<float>(heard) + fitted_shift : 0));
  }

  // The decided second is the middle one of its window; the first and the last reach to the ends.
  void take(int state) {
    if (state < 0) return;
    const FibrillationTrack& track = tracks.front();
    const std::int64_t middle = decided++ * track.hop() + track.length() / 2;
    const std::int64_t first = middle - track.hop() / 2;
    if (state == 1 && open_since < 0) open_since = decided == 1 ? 0 : first;
    if (state == 0 && open_since >= 0) {
      spans.push_back({open_since, first});
      open_since = -1;
    }
  }

  const FibrillationWeights& weights;
  std::vector<FibrillationTrack> tracks;
  StateSearch search;
  std::vector<SampleSpan> spans;
  std::int64_t open_since = -1;
  std::int64_t decided = 0;  // seconds
  std::int64_t samples = 0;
  bool finished = false;
};

FibrillationFinder::FibrillationFinder(double rate, int leads, double lag)
    : FibrillationFinder(rate, leads, fitted_fibrillation, lag) {}

FibrillationFinder::FibrillationFinder(double rate, int leads, const FibrillationWeights& weights,
                                       double lag) {
  if (!(rate >= Detector::lowest_rate && rate <= Detector::highest_rate))
    throw Error(fmt::format("ventricular fibrillation is found at {} to {} Hz, not at {} Hz",
                            Detector::lowest_rate, Detector::highest_rate, rate));
  if (leads < 1 || leads > Detector::most_leads)
    throw Error(fmt::format("ventricular fibrillation is found in 1 or {} leads, not in {}",
                            Detector::most_leads, leads));
  state_ = std::make_unique<State>(rate, leads, weights, lag);
}
FibrillationFinder::FibrillationFinder(FibrillationFinder&&) noexcept = default;
FibrillationFinder& FibrillationFinder::operator=(FibrillationFinder&&) noexcept = default;
FibrillationFinder::~FibrillationFinder() = default;

void FibrillationFinder::push(std::span<const float> frames) {
  const std::size_t leads = state_->tracks.size();
  if (state_->finished) throw Error("the finder of fibrillation was given samples after the end");
  if (frames.size() % leads != 0)
    throw Error(fmt::format("{} samples are no whole number of frames of {} leads", frames.size(), leads));
  for (std::size_t i = 0; i < frames.size(); i += leads) state_->push(frames.data() + i);
}

void FibrillationFinder::finish() {
  State& state = *state_;
  if (std::exchange(state.finished, true)) return;
  for (int decided = state.search.next(); decided >= 0; decided = state.search.next()) state.take(decided);
  if (state.open_since >= 0) state.spans.push_back({state.open_since, state.samples});
  state.open_since = -1;
}

std::vector<SampleSpan> FibrillationFinder::take_spans() {
  return std::exchange(state_->spans, {});
}

std::int64_t FibrillationFinder::open_since() const {
  return state_->open_since;
}

}  // namespace rwave
