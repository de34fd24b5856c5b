#include "ec57/run_labels.h"

#include <string_view>

#include "ec57/annotation_types.h"
#include "ec57/beats.h"

namespace rwave::ec57 {

// The order of the tests matters: AF and VF are looked for by name first, so that the begin of one silently
// ends the other; only then does any other rhythm end what is on.
RunLabel RunLabeller::rhythm(const Annotation& annotation) {
  const std::string_view name = annotation.text;
  // The reference program reads what lies there by chance.
  if (name.empty()) return RunLabel::none;
  if (name.starts_with("(AF")) {
    if (af_) return RunLabel::none;
    af_ = true;
    vf_ = false;
    return RunLabel::af_begins;
  }
  if (name.starts_with("(VF")) {
    if (vf_) return RunLabel::none;
    vf_ = true;
    af_ = false;
    return RunLabel::vf_begins;
  }
  if (af_) {
    af_ = false;
    return RunLabel::af_ends;
  }
  if (vf_) {
    vf_ = false;
    return RunLabel::vf_ends;
  }
  return RunLabel::none;
}

// Marks first, beats after: marks change what a beat N means.
RunLabel RunLabeller::label(const Annotation& annotation) {
  switch (annotation.code) {
    case noise_type: {
      // A second begin is none, and the end of shutdown has no label, for nothing depends on it.
      const bool begins = is_shutdown_subtype(annotation.subtype) && !shutdown_;
      shutdown_ = is_shutdown_subtype(annotation.subtype);
      return begins ? RunLabel::shutdown : RunLabel::none;
    }
    case vf_begin_type:
      if (vf_) return RunLabel::none;
      vf_ = true;
      af_ = false;
      return RunLabel::vf_begins;
    case vf_end_type:
      if (!vf_) return RunLabel::none;
      vf_ = false;
      return RunLabel::vf_ends;
    case rhythm_type:
      return rhythm(annotation);
    default:
      break;
  }
  const auto beat = label_of(annotation.code);
  if (!beat) return RunLabel::none;
  switch (*beat) {
    case Label::N:
      return af_ ? RunLabel::supraventricular : RunLabel::normal;
    case Label::S:
      return RunLabel::supraventricular;
    case Label::V:
    case Label::F:
      return RunLabel::ventricular;
    default:
      return RunLabel::unclassified;
  }
}

}  // namespace rwave::ec57
