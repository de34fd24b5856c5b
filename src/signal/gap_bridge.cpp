#include "signal/gap_bridge.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "signal/lead_reader.h"

namespace rwave {
namespace {

// Of a gap's length, what must be recorded before it: of a lead that comes and goes three quarters are
// samples.
constexpr std::size_t recorded_before = 3;

// Without a branch a sample, so that the compiler takes many at once: nearly all calls have none missing.
bool any_missing(std::span<const float> values) {
  int missing = 0;
  for (const float value : values) missing |= static_cast<int>(!std::isfinite(value));
  return missing != 0;
}

}  // namespace

GapBridge::GapBridge(double rate, std::size_t leads)
    : leads_(leads), longest_(static_cast<std::size_t>(LeadReader::longest_bridge * rate)), lead_(leads) {}

std::span<const float> GapBridge::push(std::span<const float> frames) {
  const bool recorded = std::ranges::all_of(lead_, [](const Lead& lead) { return lead.run == 0; });
  const std::size_t count = frames.size() / leads_;
  // Nothing waits where no lead is missing now.
  if (recorded && !any_missing(frames)) {
    for (std::size_t l = 0; l < leads_ && count > 0; ++l) {
      lead_[l].last = frames[(count - 1) * leads_ + l];
      lead_[l].recorded = std::min(lead_[l].recorded + count, recorded_before * longest_);
    }
    return frames;
  }
  if (frames.size() % leads_ != 0) return frames;  // whoever takes them refuses them
  out_.clear();
  for (std::size_t i = 0; i < count; ++i) take(frames.subspan(i * leads_, leads_));
  return out_;
}

// A frame waits while a lead's gap may still be bridged, but never for longer than one gap: one lead after
// another may fail.
void GapBridge::take(std::span<const float> frame) {
  bool gap = false;
  for (std::size_t l = 0; l < leads_; ++l) {
    const bool missing = !std::isfinite(frame[l]);
    gap = gap || (missing && lead_[l].run < longest_);
    lead_[l].run = missing ? lead_[l].run + 1 : 0;
  }
  waiting_.insert(waiting_.end(), frame.begin(), frame.end());
  if (gap && waiting_.size() <= longest_ * leads_) return;
  for (std::size_t l = 0; l < leads_; ++l) bridge(l);
  out_.insert(out_.end(), waiting_.begin(), waiting_.end());
  waiting_.clear();
}

void GapBridge::bridge(std::size_t l) {
  Lead& lead = lead_[l];
  for (std::size_t i = 0; i * leads_ < waiting_.size(); ++i) {
    const float value = waiting_[i * leads_ + l];
    if (!std::isfinite(value)) {
      ++lead.missing;
      continue;
    }
    // A gap that began before what waits has gone on as it is.
    const std::size_t gap = lead.missing;
    if (gap > 0 && gap <= std::min(i, longest_) && lead.recorded >= recorded_before * gap)
      for (std::size_t k = 0; k < gap; ++k)
        waiting_[(i - gap + k) * leads_ + l] =
            lead.last + (value - lead.last) * static_cast<float>(k + 1) / static_cast<float>(gap + 1);
    lead.recorded = gap > 0 ? 1 : std::min(lead.recorded + 1, recorded_before * longest_);
    lead.missing = 0;
    lead.last = value;
  }
}

std::span<const float> GapBridge::finish() {
  out_ = std::exchange(waiting_, {});
  return out_;
}

}  // namespace rwave
