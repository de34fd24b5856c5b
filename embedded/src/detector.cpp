#include "detector.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <new>

#include "signal/detect/dot.h"
#include "signal/detect/evidence.h"
#include "signal/detect/joint_envelope.h"
#include "signal/detect/lead_features.h"
#include "signal/detect/peak_search.h"

namespace rwave::embedded {
namespace {

constexpr const Horizon& horizon = live_horizon;
constexpr std::size_t longest_shape = 39;  // 2.6 x 35 ms at 200 Hz to each side

std::int64_t apart_at(const WorkingRate& clock) {
  return clock.samples(candidates_apart);
}

// Candidates that a wait at the beginning may leave to be weighed at once.
std::size_t most_at_once(const WorkingRate& clock) {
  return static_cast<std::size_t>(clock.samples(longest_wait - looked_at) / (apart_at(clock) + 1)) + 3;
}

}  // namespace

std::size_t LiveDetector::scratch_floats(double rate) {
  const WorkingRate clock(rate);
  const std::size_t block = static_cast<std::size_t>(std::lround(BlockLevels::block_seconds * clock.rate));
  return std::max(block, most_at_once(clock) * sizeof(Found) / sizeof(float));
}

DetectorParts::DetectorParts(Arena& arena, const WorkingRate& clock)
    : clock_(clock),
      apart_(apart_at(clock)),
      joint_(arena, 2 * apart_ + 4 + clock.samples(looked_at), -apart_),
      seen_size_(static_cast<std::size_t>(clock.samples(compared_before + looked_at) / (apart_ + 1)) + 4),
      seen_(arena.take<std::uint16_t>(seen_size_)) {}

void LiveDetector::count(Arena& arena, double rate) {
  LeadParts(arena, rate, false);
  DetectorParts(arena, WorkingRate(rate));
}

LiveDetector::LiveDetector(Arena& arena, double rate, const CountRing& counts, float* scratch)
    : DetectorParts(arena, WorkingRate(rate)),
      lead_(arena, rate, counts, scratch),
      path_(horizon.decide, horizon.sensitivity),
      found_(reinterpret_cast<Found*>(scratch)),
      most_found_(most_at_once(clock_)) {
  for (std::int64_t i = 0; i < apart_; ++i) joint_.push(0);
}

std::int64_t LiveDetector::samples_after_end() const {
  return static_cast<std::int64_t>((longest_wait + horizon.total() + 1) * clock_.rate) * clock_.factor;
}

std::int64_t LiveDetector::settled() const {
  // An R peak lies at most 0.13 s from its candidate.
  return (position_ - clock_.samples(horizon.decide + 0.15)) * clock_.factor;
}

void LiveDetector::push(float sample) {
  if (!lead_.push(sample)) return;
  if (lead_.block_ended()) end_block();
  follow();
  Decided decided{*this};
  path_.advance(static_cast<double>(position_) / clock_.rate, decided);
  settle(position_ - clock_.samples(horizon.decide));
}

// CandidateFinder::follow: as far as the levels allow, candidates are found; then each is described, compared
// with all that were found, and weighed. More than one per call come where the levels become known after a
// wait. They are described after the last is found, not as they are found: descriptions of all of them would
// be the most that is ever in the scratch. The envelope is then made a second time.
void LiveDetector::follow() {
  const std::int64_t newest = lead_.envelope_end();
  const double wait = horizon.describe - looked_at + (lead_.levels().ready() ? 0 : longest_wait - looked_at);
  std::size_t count = 0;
  forget_seen();
  while (joint_.end() < newest - clock_.samples(wait)) {
    extend_joint_envelope();
    const std::int64_t limit =
        std::min(lead_.signal_end() - clock_.samples(horizon.describe), joint_.end() - apart_);
    for (; position_ < limit; ++position_) {
      if (!is_candidate(joint_.at(position_), apart_, horizon.least_share)) continue;
      if (count == most_found_ || !find(position_, found_[count])) continue;
      ++count;
      seen_[next_seen_] = static_cast<std::uint16_t>(position_);
      next_seen_ = (next_seen_ + 1) % seen_size_;
      seen_count_ = std::min(seen_count_ + 1, seen_size_);
    }
  }
  for (std::size_t i = 0; i < count; ++i) weigh(found_[i]);
  // The raw samples of the next candidate must still be among the counts when it comes.
  lead_.follow_raw((position_ - clock_.samples(0.06)) * clock_.factor -
                   std::lround(0.1 * clock_.rate * clock_.factor));
}

// Candidates that are too old to be compared with; their lower quarters would come round again in minutes.
void LiveDetector::forget_seen() {
  const std::int64_t oldest = position_ - clock_.samples(compared_before);
  while (seen_count_ > 0) {
    const std::size_t first = (next_seen_ + seen_size_ - seen_count_) % seen_size_;
    if (whole(seen_[first], position_) >= oldest) return;
    --seen_count_;
  }
}

void LiveDetector::extend_joint_envelope() {
  const std::int64_t index = joint_.end();
  lead_.follow_envelope(index);
  JointSample sample;
  sample.add(lead_, index);
  joint_.push(sample.value());
}

// False where the lead has nothing to say. The R peak is looked for now, as the raw samples move on.
bool LiveDetector::find(std::int64_t index, Found& one) {
  if (!lead_.usable(index)) return false;
  const double rate = clock_.rate * clock_.factor;
  lead_.follow_envelope(index + clock_.samples(0.06));
  lead_.follow_raw((index + clock_.samples(0.06)) * clock_.factor + clock_.factor / 2 +
                   std::lround(0.1 * rate));
  one.index = static_cast<std::uint32_t>(index);
  one.peak = static_cast<std::uint32_t>(r_peak_in(lead_, index, clock_));
  return true;
}

// CandidateFinder::compare; the others' shapes and heights are made again from the signal.
float LiveDetector::likeness_to_others_of(std::int64_t here) const {
  const std::int64_t oldest = position_ - clock_.samples(compared_before);
  const std::size_t size = lead_.shape_size();
  std::array<float, longest_shape> own{}, shape{};
  lead_.write_shape(here, own.data());
  const float height = lead_.envelope_at(here);
  std::array<float, 3> best{};
  for (std::size_t k = 0; k < seen_count_; ++k) {
    const std::int64_t there = whole(seen_[(next_seen_ + seen_size_ - 1 - k) % seen_size_], position_);
    if (there < oldest) continue;
    if (std::abs(there - here) < clock_.samples(same_wave)) continue;
    const float ratio = lead_.envelope_at(there) / std::max(height, 1e-6F);
    if (ratio < 1 / most_height_ratio || ratio > most_height_ratio) continue;
    lead_.write_shape(there, shape.data());
    const float r = dot(shape.data(), own.data(), size);
    if (r <= best[2]) continue;
    best[2] = r;
    for (std::size_t i = 2; i > 0 && best[i] > best[i - 1]; --i) std::swap(best[i], best[i - 1]);
  }
  const float r = std::clamp(best[2], 0.0F, 0.999F);
  return std::min(4.0F, std::log((1 + r) / (1 - r)));
}

void LiveDetector::weigh(const Found& one) {
  const std::int64_t index = whole(one.index, position_);
  lead_.recall_envelope(index - clock_.samples(features::before), index + clock_.samples(features::after));
  LeadFeatures features = lead_features(lead_, clock_, index);
  features.values[likeness_to_others] = likeness_to_others_of(index);
  const float odds = evidence(live_evidence, std::span(&features, 1));
  undecided_.push_back({one.peak, odds});
  Decided decided{*this};
  path_.add(static_cast<double>(index) / clock_.rate, odds, whole(one.peak, position_ * clock_.factor),
            decided);
}

void LiveDetector::take_peak(std::int64_t peak) {
  while (!undecided_.empty() && undecided_.front().peak != static_cast<std::uint32_t>(peak))
    undecided_.pop_front();
  if (!undecided_.empty()) {
    beats_.push_back({static_cast<std::uint32_t>(peak / clock_.factor), undecided_.front().evidence});
    undecided_.pop_front();
  }
  last_peak_ = std::max(peak, last_peak_ + 1);
  peaks.push_back(static_cast<std::uint32_t>(last_peak_));
}

}  // namespace rwave::embedded
