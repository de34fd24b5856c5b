#include "rwave/detector.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <deque>
#include <utility>

#include "rwave/error.h"
#include "signal/detect/beat_path.h"
#include "signal/detect/candidate_finder.h"
#include "signal/detect/evidence.h"
#include "signal/detect/quality.h"

namespace rwave {
namespace {

// Below 100 Hz a narrow complex has three samples, above 2000 Hz the working rate's mean would cost
// more than the rest. Filters and weights were fitted within these bounds.
double checked_rate(double rate) {
  if (!(rate >= Detector::lowest_rate && rate <= Detector::highest_rate)) {
    throw Error(fmt::format("R peaks are found at {} to {} Hz, not at {} Hz: resample the signal first",
                            Detector::lowest_rate, Detector::highest_rate, rate));
  }
  return rate;
}

int checked_leads(int leads) {
  if (leads < 1 || leads > Detector::most_leads) {
    throw Error(
        fmt::format("R peaks are found in 1 or {} leads at once, not in {}", Detector::most_leads, leads));
  }
  return leads;
}

}  // namespace

struct Detector::State {
  static constexpr std::size_t most_undecided = 256;

  State(double rate, int count, Use use)
      : leads(static_cast<std::size_t>(checked_leads(count))),
        horizon(use == Use::stream ? live_horizon : recording_horizon),
        weights(use == Use::stream ? live_evidence : recording_evidence),
        finder(checked_rate(rate), count, horizon),
        path(horizon.decide, horizon.sensitivity),
        quality(finder.clock(), leads),
        undecided_for(finder.clock().samples(horizon.decide)) {}

  // `count` frames, side by side.
  void push(const float* frames, std::size_t count) {
    while (count > 0) {
      const std::size_t number = std::min(count, CandidateFinder::most_frames);
      // Nothing further happens until a sample of the working rate is complete, so a recording at
      // 1000 Hz costs hardly more than one at 200 Hz.
      for (std::size_t complete = finder.take(frames, number); complete > 0;) complete -= step(complete);
      frames += number * leads;
      count -= number;
    }
  }

  // Working samples of which the last alone may bring something, `most` at most, become known; how many.
  std::size_t step(std::size_t most) {
    const std::size_t taken = finder.step(std::min(most, until_settled()));
    if (finder.leads().front().block_ended()) {
      quality.end_block(finder.leads(), finder.leads().front().envelope_end());
    }
    const std::size_t known = peaks.size();
    while (const auto candidate = finder.next()) {
      const float odds = evidence(weights, std::span(candidate->leads).first(leads));
      undecided.push_back({candidate->peak, odds});
      // Hours without a beat must not fill the memory; far fewer wait for the path at any time.
      if (undecided.size() > most_undecided) undecided.pop_front();
      path.add(static_cast<double>(candidate->index) / finder.clock().rate, odds, candidate->peak, peaks);
    }
    // Time passes without candidates too: in a pause the path must come to the decision that there
    // is no beat.
    path.advance(static_cast<double>(finder.position()) / finder.clock().rate, peaks);
    for (std::size_t i = known; i < peaks.size(); ++i) {
      while (!undecided.empty() && undecided.front().peak != peaks[i]) undecided.pop_front();
      if (!undecided.empty()) {
        quality.add_beat(peaks[i], undecided.front().evidence);
        undecided.pop_front();
      }
      // Two beats 0.2 s apart may meet in one peak, where one wave is by far the greatest: both are kept, in
      // order.
      peaks[i] = std::max(peaks[i], last_peak + 1);
      last_peak = peaks[i];
    }
    // A block is judged by the beats found in it, so its mark waits until these are decided.
    quality.settle(finder.position() - undecided_for, unanalyzable);
    return taken;
  }

  // Working samples until a block can be judged: by the beats that are known then, not by later ones too.
  std::size_t until_settled() const {
    const std::int64_t end = quality.next_end();
    if (end < 0) return CandidateFinder::most_frames;
    return static_cast<std::size_t>(std::max<std::int64_t>(1, end + undecided_for - finder.position()));
  }

  // A candidate whose fate the path has not decided.
  struct Undecided {
    std::int64_t peak;
    float evidence;
  };

  std::size_t leads;
  Horizon horizon;
  const EvidenceWeights& weights;
  CandidateFinder finder;
  BeatPath path;
  QualityMarks quality;
  // Working samples that the path leaves open.
  std::int64_t undecided_for;
  std::deque<Undecided> undecided;
  std::vector<std::int64_t> peaks;
  std::vector<SampleSpan> unanalyzable;
  std::array<float, most_leads> last{};  // the newest frame
  std::int64_t samples = 0;
  std::int64_t last_peak = -1;
  bool finished = false;
};

Detector::Detector(double rate, int leads, Use use) : state_(std::make_unique<State>(rate, leads, use)) {}
Detector::Detector(Detector&&) noexcept = default;
Detector& Detector::operator=(Detector&&) noexcept = default;
Detector::~Detector() = default;

void Detector::push(std::span<const float> frames) {
  State& state = *state_;
  if (state.finished) throw Error("the detector was given samples after the end of its recording");
  if (frames.size() % state.leads != 0) {
    throw Error(
        fmt::format("{} samples are no whole number of frames of {} leads", frames.size(), state.leads));
  }
  if (frames.empty()) return;
  state.push(frames.data(), frames.size() / state.leads);
  std::copy(frames.end() - static_cast<std::ptrdiff_t>(state.leads), frames.end(), state.last.begin());
  state.samples += static_cast<std::int64_t>(frames.size() / state.leads);
}

void Detector::finish() {
  State& state = *state_;
  if (state.finished) return;
  state.finished = true;
  // The last value goes on until everything that waits is decided; candidates found in it are dropped.
  const auto more =
      static_cast<std::int64_t>((longest_wait + state.horizon.total() + 1) * state.finder.clock().rate) *
      state.finder.clock().factor;
  std::vector<float> frames;
  for (std::int64_t i = 0; i < more; ++i)
    frames.insert(frames.end(), state.last.begin(),
                  state.last.begin() + static_cast<std::ptrdiff_t>(state.leads));
  state.push(frames.data(), static_cast<std::size_t>(more));
  state.quality.finish(state.unanalyzable);
  for (SampleSpan& span : state.unanalyzable) span.end = std::min(span.end, state.samples);
  std::erase_if(state.unanalyzable, [](const SampleSpan& span) { return span.first >= span.end; });
  std::erase_if(state.peaks, [&](std::int64_t peak) { return peak >= state.samples; });
}

std::vector<std::int64_t> Detector::take_peaks() {
  return std::exchange(state_->peaks, {});
}

std::vector<SampleSpan> Detector::take_unanalyzable() {
  return std::exchange(state_->unanalyzable, {});
}

std::int64_t Detector::unanalyzable_since() const {
  return state_->quality.open_since();
}

}  // namespace rwave
