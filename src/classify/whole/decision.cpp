#include "classify/whole/decision.h"

namespace rwave::whole {

std::string_view name_of(Rule rule) {
  switch (rule) {
    case Rule::windows:
      return "no lead shows the beat";
    case Rule::trees:
      return "trees and votes";
    case Rule::paced:
      return "paced beats";
    case Rule::own_rhythm:
      return "the patient's own rhythm";
    case Rule::fibrillation:
      return "atrial fibrillation";
    case Rule::atrial_focus:
      return "an atrial focus next to a sick sinus node";
    case Rule::between_paced:
      return "narrow beats between paced ones";
    case Rule::changing_flutter:
      return "flutter whose block changes";
    case Rule::behind_ventricular:
      return "behind a ventricular beat";
    case Rule::pulse:
      return "the pulse";
    case Rule::unknown_below:
      return "below --unknown-below";
  }
  return "";
}

std::vector<Rule> RuleSet::list() const {
  std::vector<Rule> found;
  for (auto number = static_cast<std::uint8_t>(Rule::windows);
       number <= static_cast<std::uint8_t>(Rule::unknown_below); ++number)
    if (has(static_cast<Rule>(number))) found.push_back(static_cast<Rule>(number));
  return found;
}

}  // namespace rwave::whole
