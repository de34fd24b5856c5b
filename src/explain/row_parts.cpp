#include "explain/row_parts.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace rwave::explain {
namespace {

using Row = std::vector<float>;

constexpr double first_seconds = 0.1;
constexpr double margin_seconds = 0.05;
constexpr double earliest_next = 2.0 / 3, latest_next = 14.0 / 15;  // of the length

// The samples [from, to) of a row of `length` onto a line between their neighbours.
void bridge(Row& row, std::int64_t from, std::int64_t to, std::int64_t length) {
  if (from >= to) return;
  const auto at = [&](std::int64_t i) { return row[static_cast<std::size_t>(i)]; };
  if (from == 0 && to >= length) return;  // nothing would be left to hold the line
  const float left = from > 0 ? at(from - 1) : at(to);
  const float right = to < length ? at(to) : left;
  const auto steps = static_cast<float>(to - from + 1);
  for (std::int64_t i = from; i < to; ++i) {
    row[static_cast<std::size_t>(i)] = left + (right - left) * static_cast<float>(i - from + 1) / steps;
  }
}

Row whole(std::span<const float> row, const RowParts& /*parts*/) {
  return {row.begin(), row.end()};
}

Row r_peaks_only(std::span<const float> row, const RowParts& p) {
  Row changed(row.begin(), row.end());
  bridge(changed, p.first_end, p.next_begin, p.length);
  // To the row's end, which stays where it is: its length is another ablation.
  bridge(changed, p.next_end, p.length, p.length);
  return changed;
}

Row without_r_peaks(std::span<const float> row, const RowParts& p) {
  Row changed(row.begin(), row.end());
  bridge(changed, 0, p.first_end, p.length);
  bridge(changed, p.next_begin, p.next_end, p.length);
  return changed;
}

Row without_tail(std::span<const float> row, const RowParts& p) {
  Row changed(row.begin(), row.end());
  bridge(changed, p.next_end, p.length, p.length);
  return changed;
}

Row without_interval(std::span<const float> row, const RowParts& p) {
  Row changed(row.begin(), row.end());
  bridge(changed, p.first_end, p.next_begin, p.length);
  return changed;
}

// Both R peaks stretched to the row's full height, above what they rise from.
Row equal_peaks(std::span<const float> row, const RowParts& p) {
  Row changed(row.begin(), row.end());
  for (const auto& [from, to] :
       {std::pair{std::int64_t{0}, p.first_end}, std::pair{p.next_begin, p.next_end}}) {
    if (from >= to) continue;
    const auto [low, high] = std::minmax_element(changed.begin() + from, changed.begin() + to);
    // The row's values lie within 0 and 1: the peak is stretched to 1 and stands where it stood.
    const float foot = *low, height = *high - *low;
    if (height <= 0) continue;
    std::for_each(changed.begin() + from, changed.begin() + to,
                  [=](float& value) { value = foot + (value - foot) * (1 - foot) / height; });
  }
  return changed;
}

// 1 above the row's median, 0 below.
// Takes the heights away and leaves the times.
Row sign_only(std::span<const float> row, const RowParts& p) {
  Row changed(row.begin(), row.end());
  if (p.length == 0) return changed;
  Row sorted(row.begin(), row.begin() + p.length);
  std::ranges::nth_element(sorted, sorted.begin() + p.length / 2);
  const float median = sorted[static_cast<std::size_t>(p.length / 2)];
  std::for_each(changed.begin(), changed.begin() + p.length,
                [=](float& value) { value = value > median ? 1.0F : 0.0F; });
  return changed;
}

// Stretched to the whole width by linear interpolation: how long the row was cannot be seen any more.
Row equal_length(std::span<const float> row, const RowParts& p) {
  Row changed(row.begin(), row.end());
  if (p.length < 2) return changed;
  const double per_sample = static_cast<double>(p.length - 1) / static_cast<double>(row.size() - 1);
  for (std::size_t i = 0; i < changed.size(); ++i) {
    const double place = static_cast<double>(i) * per_sample;
    const auto before = std::min(static_cast<std::size_t>(place), static_cast<std::size_t>(p.length - 2));
    const double part = place - static_cast<double>(before);
    changed[i] = static_cast<float>(row[before] * (1 - part) + row[before + 1] * part);
  }
  return changed;
}

constexpr std::array all = {
    Ablation{"whole", "the whole row", whole},
    Ablation{"r-peaks-only", "all but the R peaks flattened", r_peaks_only},
    Ablation{"without-r-peaks", "the R peaks flattened", without_r_peaks},
    Ablation{"without-tail", "flat after the next R peak", without_tail},
    Ablation{"without-interval", "flat between the R peaks", without_interval},
    Ablation{"equal-peaks", "R peaks of one height", equal_peaks},
    Ablation{"sign-only", "above or below the median", sign_only},
    Ablation{"equal-length", "stretched to one length", equal_length},
};

}  // namespace

RowParts parts_of(std::span<const float> row, double rate) {
  RowParts parts{static_cast<std::int64_t>(row.size()), 0, 0, 0};
  // The recipe fills rows up with zeros; a sample that happens to be zero at the end is lost with them.
  while (parts.length > 0 && row[static_cast<std::size_t>(parts.length - 1)] == 0) --parts.length;
  const auto length = static_cast<double>(parts.length);
  // Without zeros at the end the row was cut off, and the next R peak may lie anywhere behind two thirds.
  const bool cut_off = parts.length == static_cast<std::int64_t>(row.size());
  const auto from = static_cast<std::int64_t>(std::ceil(earliest_next * length));
  const auto to =
      cut_off ? parts.length
              : std::min(parts.length, static_cast<std::int64_t>(std::floor(latest_next * length)) + 1);
  const auto margin = static_cast<std::int64_t>(std::lround(margin_seconds * rate));
  parts.first_end = std::min(parts.length, static_cast<std::int64_t>(std::lround(first_seconds * rate)));
  if (from >= to) {
    parts.next_begin = parts.next_end = parts.length;
    return parts;
  }
  const auto next = std::max_element(row.begin() + from, row.begin() + to) - row.begin();
  // The two parts may not overlap: of very short rows the second gives way.
  parts.next_begin = std::max(parts.first_end, next - margin);
  parts.next_end = std::max(parts.next_begin, std::min(parts.length, next + margin + 1));
  return parts;
}

std::span<const Ablation> ablations() {
  return all;
}

}  // namespace rwave::explain
