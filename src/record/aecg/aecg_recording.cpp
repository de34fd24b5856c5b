#include "record/aecg/aecg_recording.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <ctime>
#include <optional>
#include <tuple>

#include "record/aecg/sequences.h"
#include "record/byte_source.h"
#include "record/held_recording.h"
#include "rwave/error.h"

namespace rwave {
namespace {

constexpr std::int64_t most_file_bytes = std::int64_t{1}
                                         << 30;  // a day of twelve leads at 500 Hz takes 2 GB in XML

// Frames between sets cost memory without holding anything, so they are limited to four times what is
// recorded.
constexpr double longest_gap_factor = 4;
constexpr double short_seconds = 3600;  // within which any gap is taken

std::string clock_text(double seconds) {
  const auto whole = static_cast<std::time_t>(std::floor(seconds));
  std::tm parts{};
  gmtime_r(&whole, &parts);
  const auto ms = static_cast<int>((seconds - static_cast<double>(whole)) * 1000 + 0.5);
  return fmt::format("{:02}:{:02}:{:02}{} {:02}/{:02}/{:04}", parts.tm_hour, parts.tm_min, parts.tm_sec,
                     ms > 0 && ms < 1000 ? fmt::format(".{:03}", ms) : "", parts.tm_mday, parts.tm_mon + 1,
                     parts.tm_year + 1900);
}

// Where the sets of some series lie on one time axis.
struct Layout {
  std::vector<const AecgSet*> sets;
  double begin = 0;
  std::int64_t frames = 0;

  std::int64_t first_frame(const AecgSet& set) const { return std::llround((set.begin - begin) * set.rate); }
};

// Nothing where the sets do not fit one axis: rates or clocks differ, a lead would be there twice at one
// time, or the time between them is out of proportion.
std::optional<Layout> lay_out(const std::vector<const AecgSeries*>& series) {
  Layout layout;
  double recorded = 0;
  for (const AecgSeries* one : series) {
    for (const AecgSet& set : one->sets) {
      layout.sets.push_back(&set);
      recorded += static_cast<double>(set.frames());
    }
  }
  const AecgSet& first = *layout.sets.front();
  layout.begin = first.begin;
  for (const AecgSet* set : layout.sets) {
    if (set->rate != first.rate || set->absolute != first.absolute) return std::nullopt;
    layout.begin = std::min(layout.begin, set->begin);
  }
  const double most = std::max(longest_gap_factor * recorded, short_seconds * first.rate);
  std::vector<std::tuple<std::string, std::int64_t, std::int64_t>> spans;
  for (const AecgSet* set : layout.sets) {
    if ((set->begin - layout.begin) * set->rate > most) return std::nullopt;
    const std::int64_t at = layout.first_frame(*set);
    layout.frames = std::max(layout.frames, at + set->frames());
    for (const AecgLead& lead : set->leads)
      spans.emplace_back(lead.name, at, at + static_cast<std::int64_t>(lead.digits.size()));
  }
  std::ranges::sort(spans);
  for (std::size_t i = 1; i < spans.size(); ++i) {
    const auto& [name, from, to] = spans[i];
    if (name == std::get<0>(spans[i - 1]) && from < std::get<2>(spans[i - 1])) return std::nullopt;
  }
  return layout;
}

// Copies the sets' leads to their places. A lead whose scale changes between sets takes the first one's, and
// the others' digits are rounded to it.
std::unique_ptr<Recording> build(const Layout& layout, RecordingInfo info) {
  info.rate = layout.sets.front()->rate;
  info.frames = layout.frames;
  std::vector<std::vector<std::int32_t>> samples;
  for (const AecgSet* set : layout.sets) {
    for (const AecgLead& lead : set->leads) {
      auto found = std::ranges::find(info.signals, lead.name, &SignalInfo::name);
      if (found == info.signals.end()) {
        SignalInfo signal;
        signal.name = lead.name;
        signal.units = lead.units;
        signal.gain = lead.gain;
        signal.baseline = lead.baseline;
        info.signals.push_back(std::move(signal));
        samples.emplace_back(static_cast<std::size_t>(info.frames), missing_sample);
        found = info.signals.end() - 1;
      }
      if (found->units != lead.units)
        throw Error(info.source,
                    fmt::format("lead {} is in {} and in {}", lead.name, found->units, lead.units));
      auto* out =
          samples[static_cast<std::size_t>(found - info.signals.begin())].data() + layout.first_frame(*set);
      const bool same = found->gain == lead.gain && found->baseline == lead.baseline;
      if (!same)
        info.warnings.push_back(
            fmt::format("lead {}: the scale changes from {:g} to {:g} steps per {}; later samples "
                        "are rounded to the first",
                        lead.name, found->gain, lead.gain, lead.units));
      for (const std::int32_t digit : lead.digits) {
        const double value =
            same ? digit : (digit - lead.baseline) / lead.gain * found->gain + found->baseline;
        if (std::abs(value) >= 2147483647.0)
          throw Error(info.source, fmt::format("lead {}: {} is out of range", lead.name, value));
        *out++ = static_cast<std::int32_t>(std::lround(value));
      }
    }
  }
  return hold(std::move(info), std::move(samples));
}

}  // namespace

bool is_aecg(const FileHead& head) {
  const std::string text = head.text();
  return text.starts_with("<") && text.find("AnnotatedECG") != std::string::npos;
}

std::unique_ptr<Recording> open_aecg(const std::filesystem::path& file) {
  AecgDocument document = parse_aecg(read_small_file(file, most_file_bytes), file.string());
  RecordingInfo info;
  info.name = file.stem().string();
  info.source = file.string();
  info.format = "HL7 aECG";
  info.comments = std::move(document.comments);
  info.patient = std::move(document.patient);
  if (document.other_series > 0)
    info.comments.push_back(
        fmt::format("{} series of median beats, which are not read", document.other_series));

  std::vector<const AecgSeries*> all;
  for (const AecgSeries& series : document.series) all.push_back(&series);
  std::optional<Layout> layout = lay_out(all);
  if (!layout && all.size() > 1) {
    const AecgSeries* longest =
        *std::ranges::max_element(all, {}, [](const AecgSeries* s) { return s->frames(); });
    layout = lay_out({longest});
    info.warnings.push_back(
        fmt::format("of {} rhythm series, which do not fit one time axis, the longest is read ({:g} s)",
                    all.size(), static_cast<double>(longest->frames()) / longest->sets[0].rate));
  }
  if (!layout)
    throw Error(
        info.source,
        "its sequence sets do not fit one time axis: rates or clocks differ, or a lead is there twice "
        "at one time");
  if (layout->sets.front()->absolute) info.start = clock_text(layout->begin);
  return build(*layout, std::move(info));
}

}  // namespace rwave
