#include "classify/whole/beat_windows.h"

#include <algorithm>
#include <cmath>

#include "classify/whole/pacing.h"
#include "math/peak_to_peak.h"

namespace rwave::whole {
namespace {

// The band of P waves, QRS complexes and T waves. Above 35 Hz lie muscle and mains, below 0.5 Hz the
// baseline.
constexpr double lowest = 0.5, highest = 35;              // Hz
constexpr double kept_before = 1, kept_after = 1;         // s around a peak that buffers hold
constexpr float flat = 0.005F;                            // mV peak to peak: less is an electrode that is off
constexpr double spike_before = 0.1, spike_after = 0.08;  // s around a peak where a pacing spike may be
constexpr double most_missing = 0.1;                      // of a window

int samples_per_frame(const Recording& recording, int lead) {
  return recording.info().signals.at(static_cast<std::size_t>(lead)).samples_per_frame;
}

// Catmull-Rom's cubic through four samples: at 128 Hz a straight line would take 15 % off at 35 Hz.
float between(const float* at, float part) {
  const float a = at[-1], b = at[0], c = at[1], d = at[2];
  return b + 0.5F * part * (c - a + part * (2 * a - 5 * b + 4 * c - d + part * (3 * (b - c) + d - a)));
}

std::vector<int> with_others(std::vector<int> leads, const std::vector<int>& others) {
  leads.insert(leads.end(), others.begin(), others.end());
  return leads;
}

}  // namespace

WindowCutter::WindowCutter(Recording& recording, const std::vector<int>& leads,
                           const std::vector<int>& spike_leads)
    : recording_(recording),
      reader_(recording, with_others(leads, spike_leads)),
      per_frame_(samples_per_frame(recording, leads.front())),
      rate_(recording.info().rate * per_frame_),
      leads_(leads.size()),
      spike_leads_(spike_leads.size()) {
  // The band's upper end lies below half the rate, so that a recording at 100 Hz needs no other
  // code.
  reader_.bridge_gaps();
  for (Lead& lead : leads_) lead.filter.setup(rate_, lowest, std::min(highest, 0.45 * rate_));
}

void WindowCutter::drop_before(std::int64_t sample) {
  const auto held = static_cast<std::int64_t>(leads_.front().filtered.size());
  const std::int64_t drop = std::clamp<std::int64_t>(sample - first_, 0, held);
  for (Lead& lead : leads_) {
    lead.raw.erase(lead.raw.begin(), lead.raw.begin() + drop);
    lead.filtered.erase(lead.filtered.begin(), lead.filtered.begin() + drop);
    lead.missing.erase(lead.missing.begin(), lead.missing.begin() + drop);
  }
  for (Lead& lead : spike_leads_) lead.raw.erase(lead.raw.begin(), lead.raw.begin() + drop);
  first_ += drop;
}

// Each sample is read and filtered once, in order: peaks come in order of time, and what lies more
// than a second before the next one is dropped, block by block, since hours may lie between two beats.
void WindowCutter::read_until(std::int64_t sample, std::int64_t kept_from) {
  const std::int64_t frames = recording_.info().frames;
  while (frame_ < frames && frame_ * per_frame_ < sample) {
    const std::int64_t count = std::min(LeadReader::most_frames, frames - frame_);
    const std::span<const float> block = reader_.read(frame_, count);
    const std::size_t apart = leads_.size() + spike_leads_.size(), samples = block.size() / apart;
    for (std::size_t l = 0; l < leads_.size(); ++l) {
      Lead& lead = leads_[l];
      const std::size_t held = lead.raw.size();
      lead.raw.resize(held + samples);
      lead.missing.resize(held + samples);
      lead.filtered.resize(held + samples);
      for (std::size_t i = 0; i < samples; ++i) {
        const float value = block[i * apart + l];
        lead.raw[held + i] = value;
        lead.missing[held + i] = std::isfinite(value) ? 0 : 1;
      }
      lead.filter.filter(block.data() + l, apart, samples, lead.filtered.data() + held);
    }
    for (std::size_t l = 0; l < spike_leads_.size(); ++l)
      for (std::size_t i = 0; i < samples; ++i)
        spike_leads_[l].raw.push_back(block[i * apart + leads_.size() + l]);
    frame_ += count;
    drop_before(kept_from);
  }
}

void WindowCutter::append_window(std::int64_t peak, const Lead& lead, BeatWindows& out) const {
  // All rates become one, so that features and trees need to know of no rate. Most samples lie
  // between two of the recording's.
  const double step = rate_ / window_rate;
  const auto size = static_cast<std::int64_t>(lead.filtered.size());
  const std::size_t begin = out.values.size();
  out.values.resize(begin + window_samples);
  float* const values = out.values.data() + begin;
  const auto place_of = [&](int i) {
    return static_cast<double>(peak - first_) + (i - window_before) * step;
  };
  // Of the window, [from, to) lies within what is held, with one sample before it and two behind it.
  int from = 0, to = window_samples;
  while (from < to && place_of(from) < 1) ++from;
  while (from < to && place_of(to - 1) >= static_cast<double>(size - 2)) --to;
  int missing = window_samples - (to - from);
  for (int i = from; i < to; ++i) {
    const double place = place_of(i);
    const auto whole = static_cast<std::int64_t>(place);
    const float value =
        between(lead.filtered.data() + whole, static_cast<float>(place - static_cast<double>(whole)));
    // The filter has run through a gap with the last value held; the samples there are its memory and no
    // signal.
    const bool gap = lead.missing[static_cast<std::size_t>(whole)] != 0;
    missing += gap ? 1 : 0;
    values[i] = gap ? 0 : value;
  }
  const bool shown = missing <= most_missing * window_samples && peak_to_peak(values, window_samples) >= flat;
  if (!shown) std::fill(values, values + window_samples, 0.F);
  out.recorded.push_back(shown ? 1 : 0);
}

float WindowCutter::spike_at(std::int64_t peak, const Lead& lead) const {
  const auto from = peak - first_ - static_cast<std::int64_t>(spike_before * rate_);
  const auto to = peak - first_ + static_cast<std::int64_t>(spike_after * rate_);
  if (rate_ < lowest_spike_rate || from < 0 || to > static_cast<std::int64_t>(lead.raw.size())) return 0;
  return spike_ratio(
      std::span(lead.raw).subspan(static_cast<std::size_t>(from), static_cast<std::size_t>(to - from)),
      rate_);
}

void WindowCutter::cut(std::span<const std::int64_t> peaks, BeatWindows& out) {
  out.leads = static_cast<int>(leads_.size());
  out.spike_leads = static_cast<int>(spike_leads_.size());
  // All at once: growing by doubling would hold up to three times the room of a part for a moment.
  const std::size_t more = peaks.size() * leads_.size();
  out.values.reserve(out.values.size() + more * window_samples);
  const auto before = static_cast<std::int64_t>(kept_before * rate_),
             after = static_cast<std::int64_t>(kept_after * rate_);
  for (const std::int64_t peak : peaks) {
    const auto held = static_cast<std::int64_t>(leads_.front().filtered.size());
    if (peak + after > first_ + held) {
      drop_before(peak - before);
      read_until(peak + after, peak - before);
    }
    out.times.push_back(static_cast<double>(peak) / rate_);
    for (const Lead& lead : leads_) {
      append_window(peak, lead, out);
      out.spikes.push_back(spike_at(peak, lead));
    }
    for (const Lead& lead : spike_leads_) out.other_spikes.push_back(spike_at(peak, lead));
  }
}

}  // namespace rwave::whole
