#include "serve/labels.h"

#include <algorithm>

#include "rwave/classification.h"

namespace rwave::serve {

// Spans that touch become one, so that marking twice is marking once.
void add_span(std::vector<SampleSpan>& spans, SampleSpan span) {
  std::vector<SampleSpan> joined;
  for (const SampleSpan& one : spans) {
    if (one.end < span.first || one.first > span.end) {
      joined.push_back(one);
    } else {
      span.first = std::min(span.first, one.first);
      span.end = std::max(span.end, one.end);
    }
  }
  joined.insert(std::ranges::upper_bound(joined, span.first, {}, &SampleSpan::first), span);
  spans = std::move(joined);
}

void cut_span(std::vector<SampleSpan>& spans, SampleSpan span) {
  std::vector<SampleSpan> left;
  for (const SampleSpan& one : spans) {
    if (one.end <= span.first || one.first >= span.end) {
      left.push_back(one);
      continue;
    }
    if (one.first < span.first) left.push_back({one.first, span.first});
    if (one.end > span.end) left.push_back({span.end, one.end});
  }
  spans = std::move(left);
}

Labels::Labels(std::shared_ptr<const Analysis> analysis, double rate, std::int64_t frames)
    : analysis_(std::move(analysis)), rate_(rate), frames_(frames) {
  beats_.reserve(analysis_->beats.size());
  for (std::size_t i = 0; i < analysis_->beats.size(); ++i) {
    const LabelledBeat& beat = analysis_->beats[i];
    // Of a recording that was longer when it was labelled. The beat keeps its place, as edits name beats by
    // it.
    const std::uint8_t flags = beat.sample < frames_ ? 0 : beat_deleted;
    beats_.push_back({beat.sample, beat.probability, analysis_->group[i], beat.label, flags});
  }
  for (const KnownSpan& known : analysis_->spans) {
    const SampleSpan span{known.span.first, std::min(known.span.end, frames_)};
    if (span.first >= span.end) continue;
    if (known.kind == RhythmKind::Unanalyzable) add_span(unanalyzable_, span);
    if (known.kind == RhythmKind::VentricularFibrillation) add_span(fibrillation_, span);
    if (known.kind == RhythmKind::VentricularFlutter) add_span(flutter_, span);
  }
  settle();
}

// All edits in their order. An undone edit is left out, and those after it still apply as far as
// they can, which gives undo of any edit without limit.
Labels Labels::after(std::shared_ptr<const Analysis> analysis, double rate, std::int64_t frames,
                     std::span<const Edit> edits, const std::vector<bool>& undone) {
  Labels labels(std::move(analysis), rate, frames);
  for (std::size_t i = 0; i < edits.size(); ++i) {
    if (!undone[i]) labels.apply(edits[i]);
    labels.revision = edits[i].revision;
  }
  labels.settle();
  return labels;
}

bool Labels::is_there(std::int64_t id) const {
  return id >= 0 && id < static_cast<std::int64_t>(beats_.size()) &&
         !beats_[static_cast<std::size_t>(id)].has(beat_deleted);
}

void Labels::apply(const Edit& edit) {
  const auto each_of = [&](const auto& ranges, auto&& change) {
    for (const auto& [first, last] : ranges)
      for (std::int64_t id = first; id <= std::min(last, static_cast<std::int64_t>(beats_.size()) - 1); ++id)
        if (is_there(id)) change(beats_[static_cast<std::size_t>(id)]);
  };
  const auto each = [&](auto&& change) { each_of(edit.beats, change); };
  const auto set = [](ReviewBeat& beat, unsigned flags) {
    beat.flags = static_cast<std::uint8_t>(beat.flags | flags);
  };
  // Ids that are beyond the list or deleted are passed over: the edit that made them, or took them, may be
  // undone.
  switch (edit.kind) {
    case EditKind::Relabel:
      // A beat that gets the label it has counts as confirmed, not as changed: figures of agreement
      // depend on it.
      each([&](ReviewBeat& beat) {
        set(beat, beat.label == edit.label ? beat_reviewed : beat_reviewed | beat_changed);
        beat.label = edit.label;
      });
      break;
    case EditKind::Delete:
      each([&](ReviewBeat& beat) { set(beat, beat_deleted); });
      break;
    case EditKind::Reject:
      each([&](ReviewBeat& beat) { set(beat, beat_rejected | beat_reviewed); });
      break;
    case EditKind::Restore:
      each([&](ReviewBeat& beat) { beat.flags = static_cast<std::uint8_t>(beat.flags & ~beat_rejected); });
      break;
    case EditKind::Review:
      each([&](ReviewBeat& beat) { set(beat, beat_reviewed); });
      break;
    case EditKind::Move:
      if (is_there(edit.beat)) {
        ReviewBeat& beat = beats_[static_cast<std::size_t>(edit.beat)];
        beat.sample = edit.sample;
        set(beat, beat_reviewed | beat_changed);
      }
      break;
    case EditKind::Insert: {
      // Ids stay what they are when an earlier insertion is undone: its place stays empty.
      constexpr ReviewBeat none{0, 0, -1, 'Q', beat_deleted};
      // Bounded by the number of edits: an id in a damaged journal must not ask for memory without
      // end.
      if (edit.beat < 0 || edit.beat > static_cast<std::int64_t>(analysis_->beats.size()) + edit.revision)
        break;
      if (edit.beat >= static_cast<std::int64_t>(beats_.size()))
        beats_.resize(static_cast<std::size_t>(edit.beat) + 1, none);
      beats_[static_cast<std::size_t>(edit.beat)] = {edit.sample, 1, -1, edit.label,
                                                     beat_inserted | beat_reviewed};
      break;
    }
    case EditKind::Unanalyzable:
      add_span(unanalyzable_, {edit.first, edit.end});
      break;
    case EditKind::Analyzable:
      cut_span(unanalyzable_, {edit.first, edit.end});
      break;
    case EditKind::Rhythm:
      state_rhythm(edit);
      break;
    case EditKind::Teach:
      for (const auto& [label, beats] : edit.taught)
        each_of(beats, [&, taught = label](ReviewBeat& beat) { beat.label = taught; });
      break;
    case EditKind::Undo:
    case EditKind::Redo:
      break;
  }
}

// The latest statement wins, and cuts earlier ones where they overlap, so that at most one stands
// at any sample, next to kinds that are denied.
void Labels::state_rhythm(const Edit& edit) {
  const SampleSpan span{edit.first, edit.end};
  const StatedRhythm stated{span, rhythm_kind(edit.rhythm), rhythm_kind(edit.of)};
  std::vector<StatedRhythm> left;
  for (const StatedRhythm& one : stated_) {
    std::vector<SampleSpan> parts = {one.span};
    // A denied kind takes away statements of itself alone.
    if (!stated.denied || one.kind == stated.denied) cut_span(parts, span);
    for (const SampleSpan& part : parts) left.push_back({part, one.kind, one.denied});
  }
  left.push_back(stated);
  std::ranges::sort(left, {}, [](const StatedRhythm& one) { return one.span.first; });
  stated_ = std::move(left);
  // Fibrillation found from the signal hides beats; where a person says otherwise they must show.
  if (!stated.denied || stated.denied == RhythmKind::VentricularFibrillation) cut_span(fibrillation_, span);
  if (!stated.denied || stated.denied == RhythmKind::VentricularFlutter) cut_span(flutter_, span);
  if (stated.kind == RhythmKind::VentricularFibrillation) add_span(fibrillation_, span);
  if (stated.kind == RhythmKind::VentricularFlutter) add_span(flutter_, span);
}

void Labels::settle() {
  // Most edits change no order: whether it still holds is cheaper to see than to sort again.
  order_.clear();
  for (std::int64_t id = 0; id < static_cast<std::int64_t>(beats_.size()); ++id)
    if (is_there(id)) order_.push_back(id);
  const auto at = [&](std::int64_t id) { return beats_[static_cast<std::size_t>(id)].sample; };
  if (!std::ranges::is_sorted(order_, {}, at)) std::ranges::stable_sort(order_, {}, at);
  const std::vector<KnownSpan> spans = rhythm_spans();
  auto span = spans.begin();
  for (std::size_t i = 0; i < order_.size(); ++i) {
    ReviewBeat& beat = beats_[static_cast<std::size_t>(order_[i])];
    // Whether the interval before a beat is an interval at all. Rates, variability and the page's
    // plots all use this one flag, so that they cannot differ.
    bool gap = i == 0;
    if (i > 0) {
      const std::int64_t from = at(order_[i - 1]);
      while (span != spans.end() && span->span.end <= from) ++span;
      gap = (span != spans.end() && span->span.first < beat.sample) || beat.has(beat_rejected) ||
            beats_[static_cast<std::size_t>(order_[i - 1])].has(beat_rejected);
    }
    beat.flags = static_cast<std::uint8_t>(gap ? beat.flags | beat_after_gap : beat.flags & ~beat_after_gap);
  }
}

std::span<const std::int64_t> Labels::within(std::int64_t first, std::int64_t end) const {
  const auto at = [&](std::int64_t id) { return beats_[static_cast<std::size_t>(id)].sample; };
  const auto from = std::ranges::lower_bound(order_, first, {}, at);
  const auto to = std::ranges::lower_bound(from, order_.end(), std::max(first, end), {}, at);
  return {from, to};
}

std::vector<LabelledBeat> Labels::rhythm_beats() const {
  std::vector<LabelledBeat> beats;
  beats.reserve(order_.size());
  for (const std::int64_t id : order_) {
    const ReviewBeat& beat = beats_[static_cast<std::size_t>(id)];
    // Of two beats at one sample, as after a move, the first alone is one.
    if (beat.has(beat_rejected) || (!beats.empty() && beats.back().sample == beat.sample)) continue;
    // The program's probability is not that of what a person says.
    const bool by_person = beat.has(beat_changed | beat_reviewed);
    beats.push_back({beat.sample, beat.label, by_person ? 0 : beat.probability});
  }
  return beats;
}

std::vector<KnownSpan> Labels::rhythm_spans() const {
  std::vector<KnownSpan> spans;
  for (const SampleSpan& span : unanalyzable_) spans.push_back({RhythmKind::Unanalyzable, span});
  for (const SampleSpan& span : fibrillation_) spans.push_back({RhythmKind::VentricularFibrillation, span});
  for (const SampleSpan& span : flutter_) spans.push_back({RhythmKind::VentricularFlutter, span});
  // A rejected beat cuts the interval that it lies in, as an artifact's mark does.
  for (const std::int64_t id : order_) {
    const ReviewBeat& beat = beats_[static_cast<std::size_t>(id)];
    if (beat.has(beat_rejected)) spans.push_back({RhythmKind::Unanalyzable, {beat.sample, beat.sample + 1}});
  }
  std::ranges::stable_sort(spans, {}, [](const KnownSpan& known) { return known.span.first; });
  return spans;
}

std::vector<Annotation> Labels::annotations() const {
  Classification whole;
  whole.beats = rhythm_beats();
  whole.unanalyzable = unanalyzable_;
  whole.fibrillation = fibrillation_;
  for (const SampleSpan& span : flutter_) add_span(whole.fibrillation, span);
  std::vector<Annotation> annotations = annotations_of(whole, frames_);
  for (const std::int64_t id : order_) {
    const ReviewBeat& beat = beats_[static_cast<std::size_t>(id)];
    if (!beat.has(beat_rejected)) continue;
    Annotation mark;
    mark.sample = beat.sample;
    mark.code = static_cast<std::uint8_t>(code_of("|"));
    annotations.push_back(mark);
  }
  std::ranges::stable_sort(annotations, {}, &Annotation::sample);
  return annotations;
}

}  // namespace rwave::serve
