#pragma once
// `rwave classify --explain`: which beats are asked for, and what is told of them.

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "classify/whole/explanation.h"

namespace rwave::cli {

// Collects the explanations of the beats asked for while a recording is labelled.
class Explainer {
 public:
  // `asked`: "all", a time ("5:23.4", seconds) or a sample ("s116424"), whose nearest beat is told. Throws
  // UsageError where it is none of these.
  Explainer(const std::string& asked, double rate);

  // Throws UsageError where the place asked for lies at or past the end: of `frames` frames.
  void check_within(const std::string& recording, std::int64_t frames) const;

  // To be given to classify_parts() as `visit`. It refers to this object.
  // Memory: of one beat, or with "all" some 600 bytes per beat.
  whole::PartVisitor visitor();

  // In order of time; empty where no beat was found at all.
  const std::vector<whole::Explanation>& found() const { return found_; }

 private:
  // Every beat, and no single one.
  bool all_;
  // Frame of the recording.
  std::int64_t sample_ = 0;
  std::vector<whole::Explanation> found_;
};

// Throws UsageError as the constructor does, before any recording is read.
void check_explain(const std::string& asked);

// A paragraph a beat, for people: ratios and correlations with what each is.
std::string explained_text(const std::vector<whole::Explanation>& beats, double rate);

// An array with one object per beat: sample, label, probability, the rules that decided, probabilities by
// class, group, figures by key.
nlohmann::ordered_json explained_json(const std::vector<whole::Explanation>& beats);

}  // namespace rwave::cli
