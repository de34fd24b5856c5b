#include "cli/learn/train_flags.h"

namespace rwave::cli {

TrainFlags add_train_flags(CLI::App& verb, learn::TrainOptions& options,
                           const std::set<std::string_view>& left_out) {
  TrainFlags flags;
  learn::visit_options(options, [&](const learn::OptionText& text, auto& field) {
    if (left_out.contains(text.name)) return;
    const std::string name = "--" + std::string(text.name);
    CLI::Option* option = nullptr;
    if constexpr (std::is_same_v<std::decay_t<decltype(field)>, bool>) {
      option = verb.add_flag(name, field, std::string(text.what));
    } else {
      option = verb.add_option(name, field, std::string(text.what))->capture_default_str();
    }
    if (!text.choices.empty()) option->check(CLI::IsMember(text.choices));
    flags.emplace_back(text.name, option);
  });
  return flags;
}

void note_given(const TrainFlags& flags, learn::TrainOptions& options) {
  for (const auto& [name, option] : flags) {
    if (option->count() > 0) options.given.insert(name);
  }
  learn::use_current_words(options, "the command line");
}

}  // namespace rwave::cli
