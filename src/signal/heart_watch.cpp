#include "signal/heart_watch.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "base/text.h"
#include "signal/lead_reader.h"
#include "signal/leads.h"

namespace rwave {
namespace {

constexpr std::ptrdiff_t beats_around = 32;  // on either side
constexpr int octave = 16, most_height = 3 * octave;
// A span shows nothing somewhere and little throughout.
constexpr double shows_none = 0.125 * octave, shows_little = 0.5 * octave, shows_heart = octave;
// Of few beats; leads of ten-second ECGs have .59 octaves and more of 15 beats, where this is .41.
constexpr std::ptrdiff_t least_beats = 6;
constexpr double shows_none_of_one = 1.6 * octave;
constexpr std::ptrdiff_t edge_beats = 3;  // at either end of what shows none
constexpr double edge_height = 0.75 * octave;
constexpr double longest_looked_at = 1.2, fastest = 0.4;  // s from beat to beat

std::vector<SampleSpan> in_one(std::vector<SampleSpan> spans) {
  std::ranges::sort(spans, {}, &SampleSpan::first);
  std::vector<SampleSpan> joined;
  for (const SampleSpan& span : spans)
    if (!joined.empty() && span.first <= joined.back().end)
      joined.back().end = std::max(joined.back().end, span.end);
    else
      joined.push_back(span);
  return joined;
}

// Of a beat and what lies between it and the next, at these shares of the interval. T waves may be higher
// than complexes; but where something comes with each beat, one place is not as high as another.
constexpr std::array places = {0.0, 0.3, 0.6, 0.8};
using Heights = std::array<int, places.size()>;

// Sums of heights up to each beat: means over any beats cost two look-ups.
class HeightSums {
 public:
  void add(const Heights& heights) {
    std::array<std::int64_t, places.size()> sum = sums_.back();
    for (std::size_t i = 0; i < sum.size(); ++i) sum[i] += heights[i];
    sums_.push_back(sum);
  }

  // How far the beats [first, end) stand out of the middle between them.
  double above(std::ptrdiff_t first, std::ptrdiff_t end) const {
    return mean(first, end, 0) - mean(first, end, 2);
  }

  // How far the highest place stands out of the lowest.
  double range(std::ptrdiff_t first, std::ptrdiff_t end) const {
    double least = mean(first, end, 0), most = least;
    for (std::size_t place = 1; place < places.size(); ++place) {
      least = std::min(least, mean(first, end, place));
      most = std::max(most, mean(first, end, place));
    }
    return most - least;
  }

 private:
  double mean(std::ptrdiff_t first, std::ptrdiff_t end, std::size_t place) const {
    first = std::max<std::ptrdiff_t>(first, 0);
    end = std::min(end, static_cast<std::ptrdiff_t>(sums_.size()) - 1);
    const std::int64_t sum =
        sums_[static_cast<std::size_t>(end)][place] - sums_[static_cast<std::size_t>(first)][place];
    return static_cast<double>(sum) / static_cast<double>(std::max<std::ptrdiff_t>(1, end - first));
  }

  std::vector<std::array<std::int64_t, places.size()>> sums_{{}};
};

// The beats [first, end) at which `lead` shows no heart and `other` does.
std::vector<SampleSpan> beats_without(const HeightSums& lead, const HeightSums& other, std::ptrdiff_t beats) {
  std::vector<SampleSpan> found;
  bool sure = false;
  // Of a short recording one mean over all its beats is what there is; it differs by chance, by the root of
  // their number.
  const bool few = beats < 2 * beats_around;
  const double none = few ? shows_none_of_one / std::sqrt(static_cast<double>(beats)) : shows_none;
  const double most_above = few ? none : 0;
  for (std::ptrdiff_t beat = 0; beat < beats; ++beat) {
    const std::ptrdiff_t from = beat - beats_around, to = beat + beats_around + 1;
    const double own = lead.range(from, to);
    if (own >= shows_little || other.above(from, to) <= shows_heart) continue;
    if (found.empty() || found.back().end != beat) {
      if (!found.empty() && !sure) found.pop_back();
      found.push_back({beat, beat});
      sure = false;
    }
    found.back().end = beat + 1;
    sure = sure || (own <= none && lead.above(from, to) <= most_above);
  }
  if (!found.empty() && !sure) found.pop_back();
  // Near its ends the beats of before and after stand out among the 33: from there beat by beat.
  for (SampleSpan& span : found) {
    for (std::ptrdiff_t i = 0; i < beats_around && span.first > 0; ++i, --span.first)
      if (lead.above(span.first - edge_beats, span.first) > edge_height) break;
    for (std::ptrdiff_t i = 0; i < beats_around && span.end < beats; ++i, ++span.end)
      if (lead.above(span.end, span.end + edge_beats) > edge_height) break;
  }
  return in_one(std::move(found));
}

}  // namespace

HeartWatch::HeartWatch(double rate, std::size_t leads) : leads_(leads, Lead(rate)) {}

void HeartWatch::push(std::span<const float> frames) {
  line_.resize(frames.size() / leads_.size());
  for (std::size_t lead = 0; lead < leads_.size(); ++lead) {
    for (std::size_t i = 0; i < line_.size(); ++i) line_[i] = frames[i * leads_.size() + lead];
    leads_[lead].push(line_);
  }
}

std::vector<std::vector<SampleSpan>> HeartWatch::heartless(std::span<const std::int64_t> peaks) const {
  std::vector<std::vector<SampleSpan>> found;
  std::vector<HeightSums> sums(leads_.size());
  for (const Lead& lead : leads_) found.push_back(in_one(lead.by_itself()));
  const auto beats = static_cast<std::ptrdiff_t>(peaks.size()) - 1;
  if (leads_.size() < 2 || beats < least_beats) return found;
  const double rate = leads_.front().rate();
  for (std::size_t lead = 0; lead < leads_.size(); ++lead)
    for (std::size_t beat = 0; beat + 1 < peaks.size(); ++beat) {
      // The complexes of a tachycardia lie next to each other: whatever lies between them is one, too.
      const bool fast = static_cast<double>(peaks[beat + 1] - peaks[beat]) < fastest * rate;
      Heights heights{most_height};
      const auto interval =
          std::min(static_cast<double>(peaks[beat + 1] - peaks[beat]), longest_looked_at * rate);
      // Not recorded: neither without a heart, nor one that shows it to the other lead.
      if (leads_[lead].height_at(peaks[beat]) == 0) heights = {0, most_height};
      for (std::size_t i = 0; i < places.size() && !fast && heights[0] != 0; ++i)
        heights[i] = leads_[lead].height_at(peaks[beat] + std::llround(places[i] * interval));
      sums[lead].add(heights);
    }
  const std::int64_t samples = leads_.front().samples();
  for (std::size_t lead = 0; lead < leads_.size(); ++lead)
    for (std::size_t other = 0; other < leads_.size(); ++other) {
      if (other == lead) continue;
      for (const SampleSpan& span : beats_without(sums[lead], sums[other], beats)) {
        const auto middle = [&](std::int64_t beat) {
          const auto at = static_cast<std::size_t>(beat);
          return (peaks[at - 1] + peaks[at]) / 2;
        };
        found[lead].push_back(
            {span.first == 0 ? 0 : middle(span.first), span.end == beats ? samples : middle(span.end)});
      }
    }
  for (std::vector<SampleSpan>& spans : found) spans = in_one(std::move(spans));
  return found;
}

std::vector<HeartlessLead> heartless_leads(const HeartWatch& watch, std::span<const std::int64_t> peaks,
                                           const std::vector<int>& leads, int per_frame) {
  std::vector<HeartlessLead> found;
  std::vector<std::vector<SampleSpan>> by_lead = watch.heartless(peaks);
  for (std::size_t i = 0; i < by_lead.size(); ++i) {
    if (by_lead[i].empty()) continue;
    for (SampleSpan& span : by_lead[i])
      span = {span.first / per_frame, (span.end + per_frame - 1) / per_frame};
    found.push_back({leads[i], std::move(by_lead[i])});
  }
  return found;
}

std::vector<HeartlessLead> heartless_leads(Recording& recording, const std::vector<int>& leads,
                                           std::span<const std::int64_t> peaks) {
  const RecordingInfo& info = recording.info();
  const int per_frame = info.signals.at(static_cast<std::size_t>(leads.front())).samples_per_frame;
  LeadReader reader(recording, leads);
  reader.bridge_gaps();
  HeartWatch watch(info.rate * per_frame, leads.size());
  for (std::int64_t first = 0; first < info.frames; first += LeadReader::most_frames)
    watch.push(reader.read(first, std::min(LeadReader::most_frames, info.frames - first)));
  return heartless_leads(watch, peaks, leads, per_frame);
}

std::vector<std::string> heartless_warnings(const RecordingInfo& info,
                                            std::span<const HeartlessLead> heartless) {
  constexpr std::size_t most_told = 3;
  std::vector<std::string> lines;
  for (const auto& [lead, spans] : heartless) {
    std::string where;
    for (std::size_t i = 0; i < std::min(most_told, spans.size()); ++i)
      where += fmt::format("{}{} to {}", i == 0 ? "" : ", ",
                           clock_text(static_cast<double>(spans[i].first) / info.rate),
                           clock_text(static_cast<double>(spans[i].end) / info.rate));
    if (spans.size() > most_told) where += fmt::format(" and {} times more", spans.size() - most_told);
    lines.push_back(
        fmt::format("lead {} shows no heart (hum, noise, a rail or a tone) from {}: it has no part in "
                    "the labels there",
                    lead_name(info, lead), where));
  }
  return lines;
}

}  // namespace rwave
