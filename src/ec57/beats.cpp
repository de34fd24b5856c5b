#include "ec57/beats.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "ec57/annotation_types.h"
#include "rwave/error.h"

namespace rwave::ec57 {
namespace {

bool begins_shutdown(const Annotation& annotation) {
  return annotation.code == noise_type && is_shutdown_subtype(annotation.subtype);
}

// Two conventions in one function: databases that end shutdown by another noise annotation state its end,
// AHA's state only that it was somewhere here. The shutdown that the first of these annotations begins;
// `before` is the latest beat or end of flutter.
Segment shutdown_at(std::span<const Annotation> annotations, std::int64_t before, std::int64_t window) {
  const std::int64_t begin = annotations[0].sample;
  if (annotations.size() == 1) return {begin, unending};
  const Annotation& next = annotations[1];
  if (next.code == noise_type && !begins_shutdown(next)) return {begin, next.sample};
  const std::int64_t end = next.sample - window;
  return {std::min(before + window, end), end};
}

}  // namespace

std::optional<Label> label_of(std::uint8_t annotation_code) {
  switch (annotation_code) {
    case 1:   // N
    case 2:   // L, left bundle branch block
    case 3:   // R, right bundle branch block
    case 25:  // B, bundle branch block
      return Label::N;
    case 4:   // a, aberrated atrial premature
    case 7:   // J, nodal premature
    case 8:   // A, atrial premature
    case 9:   // S, supraventricular premature
    case 11:  // j, nodal escape
    case 34:  // e, atrial escape
    case 35:  // n, supraventricular escape
      return Label::S;
    case 5:   // V, premature ventricular contraction
    case 10:  // E, ventricular escape
    case 41:  // r, R on T
      return Label::V;
    case 6:
      return Label::F;
    case 12:  // /, paced
    case 13:  // Q, unclassifiable
    case 30:  // ?, not classified while learning
    case 38:  // f, fusion of paced and normal
      return Label::Q;
    default:
      return std::nullopt;
  }
}

// Equal times are in order: a beat and a rhythm change may share a sample.
void check_order(std::span<const Annotation> annotations, const std::string& file) {
  for (std::size_t i = 1; i < annotations.size(); ++i) {
    if (annotations[i].sample >= annotations[i - 1].sample) continue;
    throw Error(file, fmt::format("annotations must be in order of time to be compared: sample {} follows {}",
                                  annotations[i].sample, annotations[i - 1].sample));
  }
}

// Segments may overlap and come in any order: that of AHA's convention begins after a beat, not at its
// annotation.
SegmentSearch::SegmentSearch(std::vector<Segment> segments) : segments_(std::move(segments)) {
  std::ranges::sort(segments_, {}, &Segment::begin);
}

bool SegmentSearch::covers(std::int64_t sample) {
  for (; begun_ < segments_.size() && segments_[begun_].begin <= sample; ++begun_)
    until_ = std::max(until_, segments_[begun_].end);
  return sample <= until_;
}

// What the reference program keeps of a file while it reads ahead, gathered in one pass: which beats there
// are, what interval leads to each, and in which segments none are expected.
BeatFile beats_of(std::span<const Annotation> annotations, std::int64_t window) {
  BeatFile file;
  bool in_flutter = false;
  // The latest beat or end of flutter.
  std::int64_t previous = 0;
  // What the reference program takes for undefined: no beat before, one at sample 0, or a segment that begins
  // at or after the previous beat. It keeps the last two of each kind.
  const auto interval_to = [&](std::int64_t sample) -> std::int64_t {
    if (file.beats.empty() || file.beats.back().sample == 0) return 0;
    const std::int64_t from = file.beats.back().sample;
    const auto begins_between = [&](const std::vector<Segment>& segments) {
      const std::size_t kept = std::min<std::size_t>(segments.size(), 2);
      return std::any_of(segments.end() - static_cast<std::ptrdiff_t>(kept), segments.end(),
                         [&](const Segment& each) { return from <= each.begin && each.begin < sample; });
    };
    return begins_between(file.flutter) || begins_between(file.shutdown) ? 0 : sample - from;
  };
  for (std::size_t i = 0; i < annotations.size(); ++i) {
    const Annotation& annotation = annotations[i];
    if (in_flutter) {
      if (annotation.code != vf_end_type) continue;
      file.flutter.back().end = previous = annotation.sample;
      in_flutter = false;
    } else if (annotation.code == vf_begin_type) {
      // Where none ends it, the reference program still has the end of the one before.
      file.flutter.push_back({annotation.sample, file.flutter.empty() ? unending : file.flutter.back().end});
      in_flutter = true;
    } else if (begins_shutdown(annotation)) {
      file.shutdown.push_back(shutdown_at(annotations.subspan(i), previous, window));
      file.beats_before_shutdown.push_back(file.beats.size());
    } else if (is_qrs_type(annotation.code)) {
      const Label label = label_of(annotation.code).value_or(Label::O);
      file.beats.push_back({annotation.sample, label, interval_to(annotation.sample), i});
      previous = annotation.sample;
    }
  }
  return file;
}

}  // namespace rwave::ec57
