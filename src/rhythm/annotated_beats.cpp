#include "rhythm/annotated_beats.h"

#include <algorithm>

namespace rwave {
namespace {

constexpr std::uint8_t paced = 12, quality = 14, artifact = 16, flutter_wave_begins = 32,
                       flutter_wave_ends = 33;

constexpr std::int64_t none = -1;  // sample of an open span that is not there

char label_of(std::uint8_t code) {
  if (code == paced) return '/';
  const auto found = beat_class(code);
  return found ? beat_class_names[static_cast<std::size_t>(*found)].front() : 'Q';
}

// WFDB's subtype of "~": bits 0 to 3 say of each signal that it is noisy, bits 4 to 7 that it is
// "unreadable". A recording can be analysed while one lead can be.
bool unanalyzable(const Annotation& mark, int leads) {
  if (mark.subtype == -1) return true;
  const unsigned all = (1U << static_cast<unsigned>(std::clamp(leads, 1, 4))) - 1;
  return ((static_cast<unsigned>(mark.subtype) >> 4U) & all) == all;
}

}  // namespace

AnnotatedBeats annotated_beats(std::span<const Annotation> annotations, std::int64_t frames, int leads) {
  AnnotatedBeats found;
  std::int64_t bad_since = none, fibrillation_since = none;
  const auto close = [&](std::int64_t& since, RhythmKind kind, std::int64_t end) {
    if (since != none && end > since) found.spans.push_back({kind, {since, end}});
    since = none;
  };
  for (const Annotation& a : annotations) {
    if (is_beat(a.code)) {
      if (!found.beats.empty() && a.sample <= found.beats.back().sample) continue;
      found.beats.push_back({a.sample, label_of(a.code), 1});
    } else if (a.code == quality) {
      const bool closes = bad_since != none;
      close(bad_since, RhythmKind::Unanalyzable, a.sample);
      if (unanalyzable(a, leads))
        bad_since = a.sample;
      else if (!closes)
        // The span that a mark closes cuts its interval itself. Any other change that leaves the signal
        // analyzable still cuts the interval that it lies in: an annotator marks it where something was
        // wrong, and a beat may have been missed there.
        found.spans.push_back({RhythmKind::Unanalyzable, {a.sample, a.sample + 1}});
    } else if (a.code == artifact) {
      found.spans.push_back({RhythmKind::Unanalyzable, {a.sample, a.sample + 1}});
    } else if (a.code == flutter_wave_begins) {
      if (fibrillation_since == none) fibrillation_since = a.sample;
    } else if (a.code == flutter_wave_ends) {
      close(fibrillation_since, RhythmKind::VentricularFibrillation, a.sample);
    }
  }
  close(bad_since, RhythmKind::Unanalyzable, frames);
  close(fibrillation_since, RhythmKind::VentricularFibrillation, frames);
  std::ranges::stable_sort(found.spans, {}, [](const KnownSpan& s) { return s.span.first; });
  return found;
}

BeatClass class_of(char label) {
  const auto found = std::ranges::find(beat_class_names, std::string_view(&label, 1));
  return found == beat_class_names.end() ? BeatClass::Q
                                         : static_cast<BeatClass>(found - beat_class_names.begin());
}

}  // namespace rwave
