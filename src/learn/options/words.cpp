#include "learn/options/words.h"

#include <array>

namespace rwave::learn {

// One table per enum: the spelling stands next to the value, and --help, JSON and the parser read the same
// one.
std::span<const Word<OptimizerKind>> words_of(OptimizerKind) {
  using enum OptimizerKind;
  static constexpr std::array words = {Word<OptimizerKind>{sgd, "sgd"}, Word<OptimizerKind>{adam, "adam"},
                                       Word<OptimizerKind>{adamw, "adamw"},
                                       Word<OptimizerKind>{rmsprop, "rmsprop"}};
  return words;
}

// plateau-reversed is a fault of the report's that can be reproduced; it stays a word of its own.
std::span<const Word<ScheduleKind>> words_of(ScheduleKind) {
  using enum ScheduleKind;
  static constexpr std::array words = {
      Word<ScheduleKind>{constant, "constant"}, Word<ScheduleKind>{step, "step"},
      Word<ScheduleKind>{plateau, "plateau"},   Word<ScheduleKind>{plateau_reversed, "plateau-reversed"},
      Word<ScheduleKind>{cosine, "cosine"},     Word<ScheduleKind>{one_cycle, "one-cycle"}};
  return words;
}

std::span<const Word<LossKind>> words_of(LossKind) {
  using enum LossKind;
  static constexpr std::array words = {Word<LossKind>{cross_entropy, "cross-entropy"},
                                       Word<LossKind>{focal, "focal"}, Word<LossKind>{barlow, "barlow"}};
  return words;
}

std::span<const Word<ClassWeighting>> words_of(ClassWeighting) {
  using enum ClassWeighting;
  static constexpr std::array words = {
      Word<ClassWeighting>{none, "none"}, Word<ClassWeighting>{inverse, "inverse"},
      Word<ClassWeighting>{sqrt, "sqrt"}, Word<ClassWeighting>{effective, "effective"}};
  return words;
}

// "balanced" is the balanced accuracy; 0.1.0's files have the word, so it stays.
std::span<const Word<Metric>> words_of(Metric) {
  using enum Metric;
  static constexpr std::array words = {Word<Metric>{loss, "loss"}, Word<Metric>{accuracy, "accuracy"},
                                       Word<Metric>{balanced_accuracy, "balanced"},
                                       Word<Metric>{macro_f1, "macro-f1"}};
  return words;
}

std::span<const Word<KeptEpoch>> words_of(KeptEpoch) {
  static constexpr std::array words = {Word<KeptEpoch>{KeptEpoch::best, "best"},
                                       Word<KeptEpoch>{KeptEpoch::last, "last"}};
  return words;
}

std::span<const Word<HeadStart>> words_of(HeadStart) {
  static constexpr std::array words = {Word<HeadStart>{HeadStart::fresh, "fresh"},
                                       Word<HeadStart>{HeadStart::kept, "kept"}};
  return words;
}

// 0.1.0 called the second "drifting" and the third "tuned", words that no paper on transfer uses.
std::span<const Word<TransferBody>> words_of(TransferBody) {
  using enum TransferBody;
  static constexpr std::array words = {
      Word<TransferBody>{frozen, "frozen"}, Word<TransferBody>{frozen_bn_updated, "frozen-bn-updated"},
      Word<TransferBody>{fine_tuned, "fine-tuned"}, Word<TransferBody>{frozen_bn_updated, "drifting", true},
      Word<TransferBody>{fine_tuned, "tuned", true}};
  return words;
}

std::span<const Word<DeviceKind>> words_of(DeviceKind) {
  static constexpr std::array words = {Word<DeviceKind>{DeviceKind::cpu, "cpu"},
                                       Word<DeviceKind>{DeviceKind::cuda, "cuda"}};
  return words;
}

std::span<const Word<Precision>> words_of(Precision) {
  using enum Precision;
  static constexpr std::array words = {Word<Precision>{float32, "float32"}, Word<Precision>{tf32, "tf32"},
                                       Word<Precision>{bf16, "bf16"}};
  return words;
}

}  // namespace rwave::learn
