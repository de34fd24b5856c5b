#include "classify/whole/label_rules.h"

#include <algorithm>

#include "classify/whole/atrial_focus.h"
#include "classify/whole/behind_ventricular.h"
#include "classify/whole/changing_flutter.h"
#include "classify/whole/fibrillation.h"
#include "classify/whole/own_rhythm.h"
#include "classify/whole/pacing.h"

namespace rwave::whole {
namespace {

// Probability that a rule gives at most: on the folds some one in seven of the S that rules take away were
// S. Below it, and below what a review calls doubtful (.8), a person is asked.
constexpr float surest_by_rule = 0.75F;

}  // namespace

LabelRules::LabelRules(const PartMeasures& part, const FeatureTable& table, std::span<const char> labels,
                       std::span<const float> scores)
    : windows_(part.in.windows),
      labels_(labels),
      paced_(paced_beats(windows_, part.in.groups)),
      own_rhythm_(never_s(table)),
      focus_(beats_of_focus(part)),
      between_paced_(conducted_between_paced(windows_, part.in.groups, paced_)),
      flutter_(changing_flutter(windows_.times, table)) {
  const std::vector<float> supraventricular = probabilities_of('S', scores);
  fibrillation_ = fibrillating(windows_.times, table, supraventricular);
  std::vector<float> ventricular = probabilities_of('V', scores);
  for (std::size_t beat = 0; beat < ventricular.size(); ++beat)
    if (paced_[beat] > 0) ventricular[beat] = 0;
  behind_v_ = behind_ventricular(windows_.times, table, ventricular, supraventricular);
}

char likeliest(std::span<const float> scores, std::span<const char> labels) {
  return labels[static_cast<std::size_t>(std::ranges::max_element(scores) - scores.begin())];
}

LabelledBeat LabelRules::label(std::size_t beat, std::int64_t peak, std::span<float> scores,
                               Decision& decision) const {
  decision.by_votes = likeliest(scores, labels_);
  // A focus is known by its P waves: the rhythm that lasts is then not the sinus node's.
  const bool focus = focus_[beat] != 0 && fibrillation_[beat] == 0;
  decision.decided_by = focus ? keep_s(beat, scores) : forbid_s(beat, scores);
  if (between_paced_[beat] != 0) {
    const char before = likeliest(scores, labels_);
    give('V', 'N', scores);
    if (likeliest(scores, labels_) != before) decision.decided_by = RuleSet(Rule::between_paced);
  }
  if (decision.decided_by.none()) decision.decided_by.add(Rule::trees);
  bool seen = false;
  for (int lead = 0; lead < windows_.leads; ++lead) seen = seen || windows_.is_recorded(beat, lead);
  if (!seen) {
    decision.decided_by = RuleSet(Rule::windows);
    return {peak, 'Q', 0};
  }
  // The spike says more than any shape: a paced complex is as wide as a ventricular one.
  if (paced_[beat] > 0) {
    decision.decided_by = RuleSet(Rule::paced);
    return {peak, '/', paced_[beat]};
  }
  return {peak, likeliest(scores, labels_), std::ranges::max(scores)};
}

// Of one class by beat; 0 where the model does not know it.
std::vector<float> LabelRules::probabilities_of(char label, std::span<const float> scores) const {
  std::vector<float> found(windows_.beats(), 0);
  const auto at = static_cast<std::size_t>(std::ranges::find(labels_, label) - labels_.begin());
  for (std::size_t beat = 0; beat < found.size() && at < labels_.size(); ++beat)
    found[beat] = scores[beat * labels_.size() + at];
  return found;
}

// A class has what another one had: shared among all others, a regular supraventricular rhythm that is none
// would become V where the trees put V second. But it becomes no surer than a rule is; what is left stays,
// always less.
void LabelRules::give(char from, char to, std::span<float> scores) const {
  const auto giver = std::ranges::find(labels_, from), taker = std::ranges::find(labels_, to);
  if (giver == labels_.end() || taker == labels_.end()) return;
  float& given = scores[static_cast<std::size_t>(giver - labels_.begin())];
  float& taken = scores[static_cast<std::size_t>(taker - labels_.begin())];
  const float both = taken + given;
  taken = std::min(both, std::max(taken, surest_by_rule));
  given = both - taken;
}

// Rule 10, which stands against rules 8, 12 and 13. None where it did not decide.
RuleSet LabelRules::keep_s(std::size_t beat, std::span<float> scores) const {
  const char before = likeliest(scores, labels_);
  give('N', 'S', scores);
  const bool against = (own_rhythm_[beat] | flutter_[beat] | behind_v_[beat]) != 0;
  const bool decided = likeliest(scores, labels_) == 'S' && (before != 'S' || against);
  return decided ? RuleSet(Rule::atrial_focus) : RuleSet();
}

// Rules 8, 9, 12 and 13, as far as they decided. Against rule 10 fibrillation alone stands.
RuleSet LabelRules::forbid_s(std::size_t beat, std::span<float> scores) const {
  RuleSet decided;
  if ((own_rhythm_[beat] | fibrillation_[beat] | flutter_[beat] | behind_v_[beat]) == 0) return decided;
  const char before = likeliest(scores, labels_);
  give('S', 'N', scores);
  const char after = likeliest(scores, labels_);
  if (focus_[beat] != 0) return after == 'N' ? RuleSet(Rule::fibrillation) : decided;
  if (after == before) return decided;
  if (own_rhythm_[beat] != 0) decided.add(Rule::own_rhythm);
  if (fibrillation_[beat] != 0) decided.add(Rule::fibrillation);
  if (flutter_[beat] != 0) decided.add(Rule::changing_flutter);
  if (behind_v_[beat] != 0) decided.add(Rule::behind_ventricular);
  return decided;
}

}  // namespace rwave::whole
