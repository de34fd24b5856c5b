#pragma once
// Rules 7 to 13 of docs/label_rules.md: what mends the labels of the trees, and which rule did.

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "classify/whole/decision.h"
#include "classify/whole/feature_table.h"
#include "classify/whole/p_windows.h"
#include "rwave/classifier.h"

namespace rwave::whole {

// The class of the greatest score: `labels` has one for each.
char likeliest(std::span<const float> scores, std::span<const char> labels);

// What the rules say of the beats of a part.
class LabelRules {
 public:
  // `scores`: after the votes, a row of the classes `labels` for each beat. `part` and `labels` outlive this.
  LabelRules(const PartMeasures& part, const FeatureTable& table, std::span<const char> labels,
             std::span<const float> scores);

  // Applies the rules to the beat's `scores`, and tells `decision` the label before them and what decided.
  LabelledBeat label(std::size_t beat, std::int64_t peak, std::span<float> scores, Decision& decision) const;

 private:
  std::vector<float> probabilities_of(char label, std::span<const float> scores) const;
  void give(char from, char to, std::span<float> scores) const;
  RuleSet keep_s(std::size_t beat, std::span<float> scores) const;
  RuleSet forbid_s(std::size_t beat, std::span<float> scores) const;

  const BeatWindows& windows_;
  std::span<const char> labels_;
  // By beat: of rule 7 (pacing.h), then those of rules 8 to 13.
  std::vector<float> paced_;
  std::vector<std::uint8_t> own_rhythm_, fibrillation_, focus_, between_paced_, flutter_, behind_v_;
};

}  // namespace rwave::whole
