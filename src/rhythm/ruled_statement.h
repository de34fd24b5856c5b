#pragma once
// A statement whose whole work is a rule of rhythm/rules.h.

#include <memory>
#include <utility>

#include "rhythm/rules.h"

namespace rwave {

// Wraps the rule rather than have the rule derive from Statement: embedded/ uses the rules alone, without
// virtual functions and with an event list of its own.
template <class Rule>
class RuledStatement : public Statement {
 public:
  explicit RuledStatement(Rule rule) : rule_(std::move(rule)) {}

  void add(const RhythmBeat& beat, EpisodeEvents& events) override { rule_.add(beat, events); }
  void finish(std::int64_t frames, EpisodeEvents& events) override { rule_.finish(frames, events); }

 private:
  Rule rule_;
};

// The statement of the rule that the arguments make.
template <class Rule, class... Arguments>
std::unique_ptr<Statement> ruled(Arguments... arguments) {
  return std::make_unique<RuledStatement<Rule>>(Rule(arguments...));
}

}  // namespace rwave
