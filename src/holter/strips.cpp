#include "holter/strips.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <utility>

#include "figures/page/html.h"
#include "signal/leads.h"

namespace rwave {
namespace {

// The paper that cardiologists read everywhere: 25 mm/s and 10 mm/mV. At 100 % a printed strip can
// be measured with a ruler.
constexpr double mm_per_second = 25, mm_per_millivolt = 10;
// mm of a lead.
constexpr double least_height = 20, most_height = 50;
// mm above the leads, for the beats' labels.
constexpr double label_height = 6;
// A printer's 200 dots per inch.
constexpr double points_per_mm = 8;

class Events {
 public:
  explicit Events(const Holter& holter) : holter_(holter) {}

  void episode(std::int64_t index, const std::string& title) {
    if (index < 0) return;
    const Episode& e = holter_.episodes[static_cast<std::size_t>(index)];
    // A long episode's strip shows its beginning: that is where one sees what began.
    const auto half = static_cast<std::int64_t>(strip_seconds / 2 * holter_.input.info.rate);
    const bool longer = e.end - e.first > half;
    add(title, longer ? e.first + half / 2 : (e.first + e.end) / 2);
  }

  // The longest episode of a kind.
  void longest(RhythmKind kind, const std::string& title) {
    std::int64_t best = -1;
    for (std::size_t i = 0; i < holter_.episodes.size(); ++i) {
      const Episode& e = holter_.episodes[i];
      if (e.kind != kind) continue;
      if (best >= 0) {
        const Episode& b = holter_.episodes[static_cast<std::size_t>(best)];
        if (e.end - e.first <= b.end - b.first) continue;
      }
      best = static_cast<std::int64_t>(i);
    }
    episode(best, title);
  }

  // The first place where this sequence of labels stands, the event being its second beat. The first and not
  // the worst: single beats and couplets are alike, and the reader is to see what was labelled so.
  void pattern(std::string_view labels, const std::string& title) {
    const auto& beats = holter_.input.beats;
    for (std::size_t i = 0; i + labels.size() <= beats.size(); ++i) {
      std::size_t k = 0;
      while (k < labels.size() && beats[i + k].label == labels[k] && (k == 0 || holter_.rr[i + k] > 0)) ++k;
      if (k < labels.size()) continue;
      add(title, beats[i + 1].sample);
      return;
    }
  }

  void add(std::string title, std::int64_t centre) { events.push_back({std::move(title), centre}); }

  std::vector<StripEvent> events;

 private:
  const Holter& holter_;
};

struct LeadTrace {
  std::vector<float> mv;
  double rate = 0;
  // mV at the lead's middle; mm.
  double middle = 0, height = least_height;
  std::string name;
};

LeadTrace read_lead(Recording& recording, int lead, std::int64_t first, std::int64_t frames) {
  const SignalInfo& signal = recording.info().signals[static_cast<std::size_t>(lead)];
  LeadTrace trace;
  trace.name = lead_name(recording.info(), lead);
  trace.rate = recording.info().rate * signal.samples_per_frame;
  trace.mv = recording.read_physical(lead, first, frames);
  const double unit = millivolts_per_unit(signal);
  std::vector<float> known;
  for (float& value : trace.mv) {
    value = static_cast<float>(value * (unit > 0 ? unit : 1));
    if (!std::isnan(value)) known.push_back(value);
  }
  if (known.empty()) return trace;
  const auto [low, high] = std::ranges::minmax(known);
  // Middle of the range and not a baseline: the whole of the strip must fit, whatever its offset.
  trace.middle = (low + high) / 2.0;
  trace.height =
      std::clamp(std::ceil(((high - low) * mm_per_millivolt + 4) / 5) * 5, least_height, most_height);
  return trace;
}

std::string path_of(const LeadTrace& trace, double top) {
  // Of samples nearer to each other than a printer's dots the lowest and the highest are kept.
  const double per_point = std::max(1.0, trace.rate / (mm_per_second * points_per_mm));
  std::string path;
  bool pen_down = false;
  const auto point = [&](std::size_t i) {
    const double x = static_cast<double>(i) / trace.rate * mm_per_second;
    // What goes beyond the lead's height is drawn at its edge, so that an artefact does not cross
    // the other lead.
    const double mm =
        std::clamp((trace.middle - trace.mv[i]) * mm_per_millivolt, -trace.height / 2, trace.height / 2);
    path += fmt::format("{}{:.2f} {:.2f}", pen_down ? "L" : "M", x, top + trace.height / 2 + mm);
    pen_down = true;
  };
  for (double at = 0; at < static_cast<double>(trace.mv.size()); at += per_point) {
    const auto first = static_cast<std::size_t>(at);
    const auto end = std::max(first + 1, std::min(static_cast<std::size_t>(at + per_point), trace.mv.size()));
    std::size_t low = first, high = first;
    bool known = true;
    // A minimum and a maximum per dot, in their order of time: thinning by every n-th sample would
    // take the tips of QRS complexes and whole pacing spikes.
    for (std::size_t i = first; i < end; ++i) {
      known = known && !std::isnan(trace.mv[i]);
      if (trace.mv[i] < trace.mv[low]) low = i;
      if (trace.mv[i] > trace.mv[high]) high = i;
    }
    if (!known) {
      pen_down = false;
      continue;
    }
    point(std::min(low, high));
    if (low != high) point(std::max(low, high));
  }
  return path;
}

std::string grid(double width, double height) {
  std::string thin, thick;
  for (int mm = 0; mm <= static_cast<int>(width); ++mm)
    (mm % 5 == 0 ? thick : thin) += fmt::format("M{} 0V{:g}", mm, height);
  for (int mm = 0; mm <= static_cast<int>(height); ++mm)
    (mm % 5 == 0 ? thick : thin) += fmt::format("M0 {}H{:g}", mm, width);
  return fmt::format("<path class=\"thin\" d=\"{}\"/><path class=\"thick\" d=\"{}\"/>", thin, thick);
}

}  // namespace

// The order is the order of urgency, which is how the strips are read.
std::vector<StripEvent> strip_events(const Holter& holter) {
  Events events(holter);
  const double rate = holter.input.info.rate;
  const auto at = [&](std::int64_t index) -> const Episode& {
    return holter.episodes[static_cast<std::size_t>(index)];
  };
  events.longest(RhythmKind::VentricularFibrillation, "Ventricular fibrillation or flutter, longest");
  if (holter.longest_v_run >= 0)
    events.episode(holter.longest_v_run,
                   fmt::format("Longest V run: {} beats, {:.0f} per minute", at(holter.longest_v_run).beats,
                               at(holter.longest_v_run).mean_rate));
  if (holter.fastest_v_run >= 0 && holter.fastest_v_run != holter.longest_v_run)
    events.episode(holter.fastest_v_run,
                   fmt::format("Fastest V run: {} beats, {:.0f} per minute", at(holter.fastest_v_run).beats,
                               at(holter.fastest_v_run).mean_rate));
  if (holter.longest_pause >= 0)
    events.episode(holter.longest_pause,
                   fmt::format("Longest pause: {:.2f} s", seconds_of(holter, at(holter.longest_pause))));
  if (holter.longest_af >= 0)
    events.episode(holter.longest_af, fmt::format("Atrial fibrillation, longest episode: {:.0f} s",
                                                  seconds_of(holter, at(holter.longest_af))));
  if (holter.longest_s_run >= 0)
    events.episode(holter.longest_s_run,
                   fmt::format("Longest supraventricular run: {} beats, {:.0f} per minute",
                               at(holter.longest_s_run).beats, at(holter.longest_s_run).mean_rate));
  if (holter.total.max_rate.sample >= 0)
    events.add(fmt::format("Highest rate: {:.0f} per minute", holter.total.max_rate.rate),
               // The rate is over eight intervals before its sample, so the strip shows what came
               // before.
               holter.total.max_rate.sample - static_cast<std::int64_t>(strip_seconds / 4 * rate));
  if (holter.total.min_rate.sample >= 0)
    events.add(fmt::format("Lowest rate: {:.0f} per minute", holter.total.min_rate.rate),
               holter.total.min_rate.sample - static_cast<std::int64_t>(strip_seconds / 4 * rate));
  events.longest(RhythmKind::VentricularBigeminy, "Ventricular bigeminy, longest");
  events.longest(RhythmKind::VentricularTrigeminy, "Ventricular trigeminy, longest");
  events.longest(RhythmKind::AtrialBigeminy, "Atrial bigeminy, longest");
  events.longest(RhythmKind::Paced, "Paced rhythm, longest");
  events.pattern("NVVN", "V couplet, the first");
  events.pattern("NVN", "Single V beat, the first");
  events.pattern("NSSN", "S couplet, the first");
  events.pattern("NSN", "Single S beat, the first");
  events.pattern("NFN", "Fusion beat, the first");
  events.longest(RhythmKind::Unanalyzable, "Unanalyzable, longest");
  if (events.events.empty() && holter.input.has_signal)
    events.add("The middle of the recording", holter.input.info.frames / 2);
  return events.events;
}

std::string strip_svg(Recording& recording, const std::vector<int>& leads, const Holter& holter,
                      const StripEvent& event) {
  const RecordingInfo& info = recording.info();
  const auto frames = std::min(info.frames, static_cast<std::int64_t>(strip_seconds * info.rate));
  const std::int64_t first = std::clamp<std::int64_t>(event.centre - frames / 2, 0, info.frames - frames);
  std::vector<LeadTrace> traces;
  double height = label_height;
  for (const int lead : leads) {
    traces.push_back(read_lead(recording, lead, first, frames));
    height += traces.back().height;
  }
  height = std::ceil(height / 5) * 5;  // whole large squares
  const double width = strip_seconds * mm_per_second;
  std::string names;
  for (const LeadTrace& trace : traces) names += (names.empty() ? "" : " and ") + trace.name;
  const std::string label = fmt::format("ECG strip of {:g} s at {}: {}; lead {}", strip_seconds,
                                        time_text(holter, first), event.title, names);
  std::string svg = fmt::format(
      "<svg class=\"strip\" width=\"{0:g}mm\" height=\"{1:g}mm\" viewBox=\"0 0 {0:g} {1:g}\" role=\"img\" "
      "aria-label=\"{2}\"><title>{2}</title>",
      width, height, html_text(label));
  svg += grid(width, height);
  double top = label_height;
  for (const LeadTrace& trace : traces) {
    svg += fmt::format("<path class=\"ecg\" d=\"{}\"/><text class=\"lead\" x=\"1\" y=\"{:.1f}\">{}</text>",
                       path_of(trace, top), top + 3.5, html_text(trace.name));
    top += trace.height;
  }
  const auto& beats = holter.input.beats;
  const auto begin = std::ranges::lower_bound(beats, first, {}, &LabelledBeat::sample);
  for (auto beat = begin; beat != beats.end() && beat->sample < first + frames; ++beat)
    svg += fmt::format("<text class=\"beat {0}\" x=\"{1:.1f}\" y=\"4.4\">{0}</text>",
                       beat->label == '/' ? 'P' : beat->label,
                       static_cast<double>(beat->sample - first) / info.rate * mm_per_second);
  return svg + "</svg>";
}

}  // namespace rwave
