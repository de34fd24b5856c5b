#include "cli/learn/train_flags.h"

#include "learn/options/option_list.h"

namespace rwave::cli {
namespace {

// An option of a few words: its old spellings are taken too, but not listed.
template <class Enum>
CLI::Option* add_word(CLI::App& verb, const std::string& flag, const learn::OptionText& text,
                      learn::TrainOptions& options, Enum& field) {
  const std::string name(text.name);
  const auto set = [&options, name](const std::string& word) { learn::set_option(options, name, word); };
  // Checked while parsing, so that the message names the option and its words.
  const auto known = [choices = text.choices](std::string& word) {
    if (learn::value_of<Enum>(word)) return std::string();
    return CLI::IsMember(choices)(word);
  };
  CLI::Option* option = verb.add_option_function<std::string>(flag, set, std::string(text.what));
  return option->default_str(learn::text_of(field))
      ->check(CLI::Validator(known, CLI::IsMember(text.choices).get_description()));
}

template <class Field>
CLI::Option* add(CLI::App& verb, const learn::OptionText& text, learn::TrainOptions& options, Field& field) {
  const std::string flag = "--" + std::string(text.name), what(text.what);
  if constexpr (std::is_same_v<Field, bool>)
    return verb.add_flag(flag, field, what);
  else if constexpr (std::is_enum_v<Field>)
    return add_word(verb, flag, text, options, field);
  else
    return verb.add_option(flag, field, what)->capture_default_str();
}

}  // namespace

// The flags are made from the same visitor that writes and reads the options of a model file, so
// that an option cannot be on the command line and missing in the record of a training, or the
// other way round.
TrainFlags add_train_flags(CLI::App& verb, learn::TrainOptions& options,
                           const std::set<std::string_view>& left_out) {
  TrainFlags flags;
  learn::visit_options(options, [&](const learn::OptionText& text, auto& field) {
    if (left_out.contains(text.name)) return;
    flags.emplace_back(text.name, add(verb, text, options, field));
    if (text.old_name.empty()) return;
    // The old name is an option of its own, hidden (no group), so that help lists one name alone.
    const std::string old(text.old_name);
    CLI::Option* alias = verb.add_option_function<std::string>(
        "--" + old, [&options, old](const std::string& word) { learn::set_option(options, old, word); });
    flags.emplace_back(text.name, alias->group(""));
  });
  return flags;
}

// What the user gave and what is a default that happens to be the same are told apart: the
// network's own defaults may replace the latter, never the former.
void note_given(const TrainFlags& flags, learn::TrainOptions& options) {
  for (const auto& [name, option] : flags) {
    if (option->count() > 0) options.given.insert(name);
  }
  learn::use_current_words(options, "the command line");
}

}  // namespace rwave::cli
