#include "classify/whole/doubts.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "base/text.h"
#include "classify/whole/pacing.h"
#include "classify/whole/timing_features.h"
#include "math/median.h"

namespace rwave::whole {
namespace {

constexpr std::int64_t few_beats = 30;  // templates are means of 16 beats around one
constexpr double fast = 110;            // beats per minute; a bundle branch block at rest is as wide
// Of wide and regular main rhythms at less: the greatest difference before the complexes over their height.
// Of ventricular complexes set at 35 to 80 a minute, with P waves of their own rhythm or without, .005 to
// .026; of 27 records of mitdb, svdb, qtdb, challenge2015, ptb and cpsc2019 .061 and more.
constexpr float no_p_wave = 0.03F;
// ln, median step of 16 intervals. In atrial fibrillation there is no P wave either: .15 and more.
constexpr float regular_intervals = 0.05F;
constexpr std::int64_t tenth = 10;
constexpr std::int64_t at_least =
    10;  // beats that a doubt must be about: a beat cut off at either end is none

// The group of the most beats of the part; -1 where no beat is seen.
int largest_group(const LabelledPart& part, std::int64_t& beats) {
  std::vector<std::int64_t> sizes(static_cast<std::size_t>(part.groups.count), 0);
  for (const int group : part.groups.group)
    if (group >= 0) ++sizes[static_cast<std::size_t>(group)];
  if (sizes.empty()) return -1;
  const auto largest = std::ranges::max_element(sizes);
  beats = *largest;
  return static_cast<int>(largest - sizes.begin());
}

// The median of a column over a group's beats.
float median_in(const LabelledPart& part, int group, std::string_view column) {
  const std::vector<float>& all = part.features.column(column);
  std::vector<float> values;
  for (std::size_t beat = part.first; beat < part.last; ++beat)
    if (part.groups.group[beat] == group) values.push_back(all[beat]);
  return median(values);
}

}  // namespace

void Doubts::add(const LabelledPart& part) {
  beats_ += static_cast<std::int64_t>(part.last - part.first);
  missing_.resize(static_cast<std::size_t>(part.windows.leads), 0);
  for (std::size_t beat = part.first; beat < part.last; ++beat)
    for (int lead = 0; lead < part.windows.leads; ++lead)
      if (!part.windows.is_recorded(beat, lead)) ++missing_[static_cast<std::size_t>(lead)];
  std::int64_t size = 0;
  const int group = largest_group(part, size);
  // The question is about the main rhythm, so a group must be most of the part.
  if (size < at_least || 2 * size < static_cast<std::int64_t>(part.windows.beats())) return;
  std::vector<double> intervals;
  std::int64_t paced = 0;
  for (std::size_t beat = part.first; beat < part.last; ++beat) {
    if (part.groups.group[beat] != group) continue;
    const char label = part.labels[beat - part.first].label;
    paced += label == '/' || label == 'Q' ? 1 : 0;
    if (beat == 0) continue;
    const double interval = part.windows.times[beat] - part.windows.times[beat - 1];
    if (interval > 0 && interval < longest_interval) intervals.push_back(interval);
  }
  // Paced complexes are wide, and are labelled by their spikes; at rates that show none the trees call them
  // Q.
  if (intervals.empty() || 2 * paced > size) return;
  // The median interval of the group, as single ectopic beats and pauses say nothing of the
  // rhythm's rate.
  const double rate = 60 / median(intervals);
  if (complex_width(part.windows, part.groups, group) < wide_complex) return;
  if (rate >= fast) {
    wide_and_fast_ += size;
    rate_ = std::max(rate_, rate);
  } else if (median_in(part, group, "template_p") < no_p_wave &&
             median_in(part, group, "irregularity_16") < regular_intervals) {
    wide_without_p_ += size;
    slow_rate_ = std::max(slow_rate_, rate);
  }
}

std::vector<std::string> Doubts::lines(const std::vector<std::string>& leads) const {
  std::vector<std::string> lines;
  if (beats_ == 0) lines.emplace_back("no beat was found");
  if (beats_ > 0 && beats_ < few_beats)
    lines.push_back(
        fmt::format("{} in all: too few to know this patient's own rhythm by, so labels are less sure",
                    counted(beats_, "beat")));
  for (std::size_t lead = 0; lead < missing_.size() && missing_.size() > 1; ++lead)
    if (tenth * missing_[lead] >= beats_ && missing_[lead] >= at_least)
      lines.push_back(
          fmt::format("lead {} shows nothing at {} of {} beats: there the other lead alone is labelled",
                      leads.at(lead), grouped(missing_[lead]), grouped(beats_)));
  if (wide_and_fast_ > 0)
    lines.push_back(
        fmt::format("most beats have wide complexes, at {:.0f} a minute: labels are relative to a "
                    "recording's main rhythm; if this one is ventricular, its N beats are V",
                    rate_));
  if (wide_without_p_ > 0)
    lines.push_back(fmt::format(
        "most beats have wide complexes, at {:.0f} a minute, and no P wave before them: labels are "
        "relative to a recording's main rhythm; if this one is ventricular, its N beats are V",
        slow_rate_));
  return lines;
}

}  // namespace rwave::whole
