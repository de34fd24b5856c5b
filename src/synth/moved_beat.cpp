#include "synth/moved_beat.h"

namespace rwave {
namespace {

// s after the R peak.
constexpr double own_from = -0.06;

double place_of(double after_r) {
  return (after_r + template_rr_before) * template_rr_rate + template_rr_slack;
}

// Of a beat, so long after its R peak, s; 0 where its segment has ended.
float wave_of(const TemplateRrSegment& beat, double after_r) {
  const double place = place_of(after_r);
  if (place < 0 || place > static_cast<double>(beat.size() - 1)) return 0;
  return beat[static_cast<std::size_t>(place)] - beat.back();
}

}  // namespace

TemplateRrSegment moved_beat(const TemplateRrSegment& segment, const TemplateRrSegment& before, double was,
                             double now) {
  TemplateRrSegment moved = segment;
  for (std::size_t k = 0; static_cast<double>(k) < place_of(own_from); ++k) {
    const double after_r =
        (static_cast<double>(k) - template_rr_slack) / template_rr_rate - template_rr_before;
    moved[k] += wave_of(before, now + after_r) - wave_of(before, was + after_r);
  }
  return moved;
}

}  // namespace rwave
