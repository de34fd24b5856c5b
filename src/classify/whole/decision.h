#pragma once
// What decided a beat's label, by the numbers that docs/classify.md has.

#include <cstdint>
#include <string_view>
#include <vector>

namespace rwave::whole {

// The steps that can have the last word on a label.
enum class Rule : std::uint8_t {
  // No lead shows the beat: Q.
  windows = 2,
  trees = 6,
  paced,
  own_rhythm,
  fibrillation,
  atrial_focus,
  between_paced,
  changing_flutter,
  behind_ventricular,
  pulse,
  unknown_below
};

// As a person reads it: "the patient's own rhythm".
std::string_view name_of(Rule rule);

// Several rules, each once.
class RuleSet {
 public:
  RuleSet() = default;
  explicit RuleSet(Rule rule) { add(rule); }
  void add(Rule rule) { bits_ |= bit(rule); }
  bool has(Rule rule) const { return (bits_ & bit(rule)) != 0; }
  bool none() const { return bits_ == 0; }
  // In the order of their numbers.
  std::vector<Rule> list() const;

 private:
  static std::uint16_t bit(Rule rule) {
    return static_cast<std::uint16_t>(1U << static_cast<unsigned>(rule));
  }
  std::uint16_t bits_ = 0;
};

// How a label came about.
struct Decision {
  // The label by the trees that see all leads together, and by the votes of the leads, before any rule.
  // Without a vote they are the same.
  char by_trees = 'Q', by_votes = 'Q';
  // Whoever had the last word; never none. Several of rules 8, 9, 12 and 13 where each alone would have done.
  RuleSet decided_by{};
};

}  // namespace rwave::whole
