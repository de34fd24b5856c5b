#pragma once
// The words of the training options that take one of a few: each an enum, with the spelling that the command
// line, JSON and messages use. Spellings of 0.1.0 that were renamed are still read (`old`), and a notice
// names the new one.

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace rwave::learn {

// How a step follows from the gradient (learn/optim/optimizer.h).
enum class OptimizerKind { sgd, adam, adamw, rmsprop };

// How the learning rate moves over a training (learn/optim/schedule.h has the formulas).
enum class ScheduleKind { constant, step, plateau, plateau_reversed, cosine, one_cycle };

// What a step minimises (learn/train/loss.h). Barlow needs no labels.
enum class LossKind { cross_entropy, focal, barlow };

// How a class's weight in the loss follows from its number of training rows (learn/train/loss.h).
enum class ClassWeighting { none, inverse, sqrt, effective };

// What chooses the best epoch, of the validation rows.
enum class Metric { loss, accuracy, balanced_accuracy, macro_f1 };

// Which epoch's weights are saved.
enum class KeptEpoch { best, last };

// Transfer: where the last layers' weights come from.
enum class HeadStart { fresh, kept };

// Transfer: what happens to the layers before the last ones. `frozen_bn_updated`: weights stay, running means
// and variances of batch norms follow the new rows. `fine_tuned`: they train at a rate of their own.
enum class TransferBody { frozen, frozen_bn_updated, fine_tuned };

// Where a training computes; cuda is any GPU of the machine.
enum class DeviceKind { cpu, cuda };

// Of the operands of a GPU's products; sums are float32 always.
enum class Precision { float32, tf32, bf16 };

// A spelling of one value of such an enum.
template <class Enum>
struct Word {
  // What it stands for, and how it is spelt.
  Enum value;
  std::string_view text;
  // A spelling of 0.1.0, read but never written.
  bool old = false;
};

// The spellings of each enum; the argument only chooses the overload, its value is not looked at.
std::span<const Word<OptimizerKind>> words_of(OptimizerKind);
std::span<const Word<ScheduleKind>> words_of(ScheduleKind);
std::span<const Word<LossKind>> words_of(LossKind);
std::span<const Word<ClassWeighting>> words_of(ClassWeighting);
std::span<const Word<Metric>> words_of(Metric);
std::span<const Word<KeptEpoch>> words_of(KeptEpoch);
std::span<const Word<HeadStart>> words_of(HeadStart);
std::span<const Word<TransferBody>> words_of(TransferBody);
std::span<const Word<DeviceKind>> words_of(DeviceKind);
std::span<const Word<Precision>> words_of(Precision);

// The present spelling; empty for a value without a word, which no enum here has.
template <class Enum>
std::string text_of(Enum value) {
  for (const Word<Enum>& word : words_of(value)) {
    if (word.value == value && !word.old) return std::string(word.text);
  }
  return {};
}

// The value that a word names, by its present or its old spelling; nothing where none does.
template <class Enum>
std::optional<Enum> value_of(std::string_view text) {
  for (const Word<Enum>& word : words_of(Enum{})) {
    if (word.text == text) return word.value;
  }
  return std::nullopt;
}

// The present spellings, in the order of the enum.
// For --help, and for what CLI11 accepts; old spellings are not offered.
template <class Enum>
std::vector<std::string> choices_of() {
  std::vector<std::string> texts;
  for (const Word<Enum>& word : words_of(Enum{})) {
    if (!word.old) texts.emplace_back(word.text);
  }
  return texts;
}

}  // namespace rwave::learn
