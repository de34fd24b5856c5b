#include "serve/analysis.h"

#include <algorithm>

#include "rwave/classification.h"

namespace rwave::serve {

Analysis analyse(Recording& recording, const Model& model, const std::function<void(const char*)>& progress) {
  progress("beats");
  Classification found = classify_recording(recording, model);
  Analysis analysis;
  analysis.labelled_by = "model " + model.name();
  analysis.leads = found.label_leads;
  analysis.beats = std::move(found.beats);
  analysis.warnings = std::move(found.warnings);
  if (!found.passed_over.empty()) analysis.warnings.push_back("passed over: " + found.passed_over);
  // Spans are kept as their kinds, not as annotations: an edit cuts a span or adds to it, and
  // rhythm is stated again from them each time.
  for (const SampleSpan& span : found.unanalyzable)
    analysis.spans.push_back({RhythmKind::Unanalyzable, span});
  for (const SampleSpan& span : found.fibrillation)
    analysis.spans.push_back({RhythmKind::VentricularFibrillation, span});
  std::ranges::stable_sort(analysis.spans, {}, [](const KnownSpan& known) { return known.span.first; });
  progress("groups");
  // Last, as groups are made of beats with their labels.
  group_beats(recording, analysis);
  return analysis;
}

}  // namespace rwave::serve
