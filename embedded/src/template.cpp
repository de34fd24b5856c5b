#include <algorithm>

#include "beat/recipes/template_rr_shape.h"
#include "beats.h"
#include "math/median.h"

namespace rwave::embedded {

Template::Template(Arena& arena) {
  windows_ = arena.take<TemplateRrWindow>(slots);
}

void Template::Kind::add(std::uint8_t slot, float height) {
  if (window_count == most_windows) {
    std::copy(windows.begin() + 1, windows.end(), windows.begin());
    --window_count;
  }
  windows[window_count++] = slot;
  if (height_count == most_heights) {
    std::copy(heights.begin() + 1, heights.end(), heights.begin());
    --height_count;
  }
  heights[height_count++] = height;
}

bool Template::Kind::has(std::uint8_t slot) const {
  const auto end = windows.begin() + static_cast<std::ptrdiff_t>(window_count);
  return std::find(windows.begin(), end, slot) != end;
}

// The oldest window of a full kind makes room: its slot counts as free, unless the other kind has it.
std::uint8_t Template::free_slot() const {
  for (std::uint8_t slot = 0; slot < slots; ++slot)
    if (!all_.has(slot) && !on_time_.has(slot)) return slot;
  return on_time_.window_count == most_windows ? on_time_.windows[0] : all_.windows[0];
}

Template::Row Template::add(const TemplateRrSegment& segment, bool on_time, TemplateRrWindow& shape) {
  make_template(shape);
  Row row{template_rr::aligned(segment, shape, begun_), {}};
  begun_ = true;
  const bool needs_all = on_time_.window_count < least_on_time;
  if (needs_all || on_time) {
    // Of two kinds the one that is full gives its oldest up before the new one comes.
    const std::uint8_t slot = free_slot();
    windows_[slot] = row.window;
    const float height = height_of(template_rr::beat_part(row.window));
    if (needs_all) all_.add(slot, height);
    if (on_time) on_time_.add(slot, height);
    if (on_time_.window_count >= least_on_time) all_.window_count = 0;
  }
  const float over = amplitude();
  make_template(shape);
  row.shape = template_rr::shape_of(row.window, shape, p_likeness(shape), over);
  for (std::size_t k = 0; k < row.window.size(); ++k)
    row.window[k] = template_rr::limited((row.window[k] - shape[k]) / over);
  return row;
}

float Template::amplitude() const {
  std::array<float, most_heights> heights = kind().heights;
  return std::max(median(std::span(heights).first(kind().height_count)), template_rr::least_height);
}

void Template::make_template(TemplateRrWindow& shape) const {
  const Kind& from = kind();
  const std::size_t count = from.window_count;
  std::array<float, most_windows> sorted{};
  for (std::size_t k = 0; k < shape.size(); ++k) {
    for (std::size_t i = 0; i < count; ++i) {
      const float value = windows_[from.windows[i]][k];
      std::size_t at = i;
      for (; at > 0 && sorted[at - 1] > value; --at) sorted[at] = sorted[at - 1];
      sorted[at] = value;
    }
    if (count == 0)
      shape[k] = 0;
    else
      shape[k] = count % 2 == 1 ? sorted[count / 2] : (sorted[count / 2] + sorted[(count - 1) / 2]) / 2;
  }
}

float Template::p_likeness(const TemplateRrWindow& shape) const {
  const Kind& from = kind();
  std::array<float, most_windows> likeness{};
  for (std::size_t i = 0; i < from.window_count; ++i)
    likeness[i] = correlation(template_rr::p_wave(windows_[from.windows[i]]), template_rr::p_wave(shape));
  return median(std::span(likeness).first(from.window_count));
}

}  // namespace rwave::embedded
