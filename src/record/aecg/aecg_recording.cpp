#include "record/aecg/aecg_recording.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <span>

#include "record/aecg/sequences.h"
#include "record/byte_source.h"
#include "record/timestamp.h"
#include "rwave/error.h"

namespace rwave {
namespace {

constexpr std::int64_t most_aecg_bytes = std::int64_t{1}
                                         << 30;  // a day of twelve leads at 500 Hz takes 2 GB in XML

}  // namespace

// "<" and the root's name somewhere in the head, not at its very beginning: declarations, comments
// and a namespace prefix stand before it in files of different carts.
bool is_aecg(const FileHead& head) {
  const std::string text = head.text();
  return text.starts_with("<") && text.find("AnnotatedECG") != std::string::npos;
}

std::unique_ptr<Recording> open_aecg(const std::filesystem::path& file) {
  AecgDocument document = parse_aecg(read_small_file(file, most_aecg_bytes), file.string());
  RecordingInfo info;
  info.name = file.stem().string();
  info.source = file.string();
  info.format = "HL7 aECG";
  info.comments = std::move(document.comments);
  info.patient = std::move(document.patient);
  if (document.other_series > 0)
    info.comments.push_back(
        fmt::format("{} series of median beats, which are not read", document.other_series));

  // Each sequence set has a clock of its own. A cart prints twelve leads as four sets of three, 2.5
  // s after each other; one axis for all sets makes one recording of them.
  const auto sets_of = [](std::span<const AecgSeries> all) {
    std::vector<const PlacedSet*> sets;
    for (const AecgSeries& series : all) {
      for (const PlacedSet& set : series.sets) sets.push_back(&set);
    }
    return sets;
  };
  const std::vector<AecgSeries>& all = document.series;
  std::optional<Layout> layout = lay_out(sets_of(all));
  // Two acquisitions of different rate, or days apart. The longest one is a recording that can be
  // trusted; a mixture is none. The warning says what was left out.
  if (!layout && all.size() > 1) {
    const auto longest = std::ranges::max_element(all, {}, [](const AecgSeries& s) { return s.frames(); });
    layout = lay_out(sets_of({&*longest, 1}));
    info.warnings.push_back(
        fmt::format("of {} rhythm series, which do not fit one time axis, the longest is read ({:g} s)",
                    all.size(), static_cast<double>(longest->frames()) / longest->sets[0].rate));
  }
  if (!layout)
    throw Error(
        info.source,
        "its sequence sets do not fit one time axis: rates or clocks differ, or a lead is there twice "
        "at one time");
  if (layout->sets.front()->absolute) info.start = start_text(layout->begin);
  return build(*layout, std::move(info));
}

}  // namespace rwave
