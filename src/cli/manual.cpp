#include "cli/manual.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "base/output_file.h"
#include "cli/common.h"

namespace rwave::cli {
namespace {

using OptionList = std::vector<const CLI::Option*>;

// Hidden aliases are options without a group (CLI11's own convention): they are not documented.
bool is_documented(const CLI::Option& option) {
  return !option.get_group().empty();
}

// The pages are made of the parser's own options, so that none can be missing, and a default that
// changes in the program changes in the manual.
OptionList positionals_of(const CLI::App& app) {
  OptionList found;
  for (const CLI::Option* option : app.get_options())
    if (option->get_positional() && is_documented(*option)) found.push_back(option);
  return found;
}

OptionList options_of(const CLI::App& app) {
  OptionList found;
  for (const CLI::Option* option : app.get_options())
    if (option->nonpositional() && is_documented(*option)) found.push_back(option);
  return found;
}

// "-o, --output"
std::string names_of(const CLI::Option& option) {
  std::string names;
  for (const std::string& name : option.get_snames())
    names += fmt::format("{}-{}", names.empty() ? "" : ", ", name);
  for (const std::string& name : option.get_lnames())
    names += fmt::format("{}--{}", names.empty() ? "" : ", ", name);
  return names;
}

// What follows an option: its type, its default where there is one, whether it must be given. Empty for
// flags.
std::string value_of(const CLI::Option& option) {
  if (option.get_type_size() == 0) return "";
  std::string value = option.get_type_name();
  if (!option.get_default_str().empty()) value += "=" + option.get_default_str();
  if (option.nonpositional() && option.get_required()) value += " REQUIRED";  // as --help has it
  return value;
}

std::string full_name(const CLI::App& app) {
  return app.get_parent() == nullptr ? app.get_name() : full_name(*app.get_parent()) + " " + app.get_name();
}

std::string usage_of(const CLI::App& app) {
  std::string usage = full_name(app) + " [OPTIONS]";
  if (!app.get_subcommands(nullptr).empty()) usage += " VERB ...";
  for (const CLI::Option* option : positionals_of(app)) {
    const std::string& name = option->get_name(true);
    const std::string text = option->get_items_expected_max() > 1 ? name + "..." : name;
    usage += option->get_required() ? " " + text : " [" + text + "]";
  }
  return usage;
}

// Text as roff has it: nothing in it is a request, and hyphens are those that people type.
std::string roff(std::string_view text) {
  std::string out;
  bool line_begins = true;
  for (const char c : text) {
    if (line_begins && (c == '.' || c == '\'')) out += "\\&";
    if (c == '\\')
      out += "\\e";
    else if (c == '-')
      out += "\\-";
    else
      out += c;
    line_begins = c == '\n';
  }
  return out;
}

// `heading`: the request that begins the section, with its title.
std::string roff_options(std::string_view heading, const OptionList& options) {
  if (options.empty()) return "";
  std::string out = fmt::format("{}\n", heading);
  for (const CLI::Option* option : options) {
    const std::string names = option->nonpositional() ? names_of(*option) : option->get_name(true);
    const std::string value = value_of(*option);
    out +=
        fmt::format(".TP\n.B {}\n{}{}\n", roff(names), value.empty() ? "" : roff(fmt::format("({}) ", value)),
                    roff(option->get_description()));
  }
  return out;
}

// Lines of up to 110 columns, as the written pages have them; those after the first begin with two blanks, by
// which Markdown keeps them in the same definition.
std::string wrapped(std::string_view text) {
  constexpr std::size_t columns = 110;
  std::string out;
  std::size_t column = 2;  // after ": "
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t begin = std::min(text.find_first_not_of(" \n", at), text.size());
    const std::size_t end = std::min(text.find_first_of(" \n", begin), text.size());
    const std::string_view word = text.substr(begin, end - begin);
    at = end;
    if (word.empty()) break;
    if (column > 2) {
      const bool fits = column + 1 + word.size() <= columns;
      out += fits ? " " : "\n  ";
      column = fits ? column + 1 : 2;
    }
    out += word;
    column += word.size();
  }
  return out;
}

// The lines of a footer, long ones broken: the second half of a table's row stands below its first.
std::string broken(std::string_view text) {
  constexpr std::size_t columns = 120;
  constexpr std::string_view indent = "\n                ";
  std::string out;
  std::size_t begins = 0;  // of the line, in `out`
  for (const char c : text) {
    out += c;
    if (c == '\n') begins = out.size();
    if (out.size() - begins <= columns) continue;
    const std::size_t blank = out.rfind(' ');
    if (blank == std::string::npos || blank <= begins + indent.size()) continue;  // one long word
    out.replace(blank, 1, indent);
    begins = blank + 1;
  }
  return out;
}

// `heading`: with its signs, "## Options".
std::string markdown_options(std::string_view heading, const OptionList& options) {
  if (options.empty()) return "";
  std::string out = fmt::format("\n{}\n\n", heading);
  for (const CLI::Option* option : options) {
    const std::string names = option->nonpositional() ? names_of(*option) : option->get_name(true);
    const std::string value = value_of(*option);
    out += fmt::format("`{}{}`\n: {}\n\n", names, value.empty() ? "" : " " + value,
                       wrapped(option->get_description()));
  }
  out.pop_back();  // the next part brings the blank line before it
  return out;
}

// The verbs that are documented, each by `text`.
template <class Text>
std::string verbs_of(const CLI::App& app, Text text) {
  std::string out;
  for (const CLI::App* verb : app.get_subcommands(nullptr))
    if (!verb->get_group().empty()) out += text(*verb);
  return out;
}

// A description as a sentence: one that asks has its mark.
std::string as_sentence(const std::string& text) {
  return text.ends_with('?') ? text : text + ".";
}

// The options of a verb of a verb (explain layers), on the page of the latter.
std::string roff_part(const CLI::App& verb) {
  return fmt::format(".SS {}\n{}\n.PP\n.B {}\n", roff(verb.get_name()),
                     roff(as_sentence(verb.get_description())), roff(usage_of(verb))) +
         roff_options(".PP", positionals_of(verb)) + roff_options(".PP", options_of(verb));
}

std::string markdown_part(const CLI::App& verb) {
  return fmt::format("\n### {}\n\n{}\n\n    {}\n", verb.get_name(), as_sentence(verb.get_description()),
                     usage_of(verb)) +
         markdown_options("#### Arguments", positionals_of(verb)) +
         markdown_options("#### Options", options_of(verb));
}

// A verb of this program. One that is handed over to rwave-learn is a name here: it has only the options that
// run() gives to all verbs, and its pages come from rwave-learn.
bool is_ours(const CLI::App& verb) {
  if (!verb.get_subcommands(nullptr).empty()) return true;  // explain: its verbs have the options
  return std::ranges::any_of(verb.get_options(), [](const CLI::Option* option) {
    return option->get_positional() || (option->get_name() != "--help" && option->get_name() != "--strict");
  });
}

}  // namespace

std::string man_page(const CLI::App& app) {
  std::string title = full_name(app);
  for (char& c : title)
    if (c == ' ') c = '-';
  std::string out = fmt::format(".TH {} 1 \"\" \"{}\" \"User Commands\"\n", title, version());
  out += fmt::format(".SH NAME\n{} \\- {}\n", roff(title), roff(app.get_description()));
  out += fmt::format(".SH SYNOPSIS\n.B {}\n", roff(usage_of(app)));
  out += roff_options(".SH ARGUMENTS", positionals_of(app));
  out += roff_options(".SH OPTIONS", options_of(app));
  // The verbs of the program have pages; those of a verb stand on its own.
  const bool pages = app.get_parent() == nullptr;
  const std::string verbs = verbs_of(app, [pages](const CLI::App& verb) {
    return pages ? fmt::format(".TP\n.B {}\n{}\n", roff(verb.get_name()), roff(verb.get_description()))
                 : roff_part(verb);
  });
  if (!verbs.empty()) out += ".SH VERBS\n" + verbs;
  if (!app.get_footer().empty()) out += fmt::format(".SH NOTES\n.nf\n{}\n.fi\n", roff(app.get_footer()));
  out += ".SH EXIT STATUS\n0 done, 1 failed (one line says what, where, and what to do), 2 wrong use.\n";
  return out;
}

std::string reference_page(const CLI::App& app) {
  std::string out = fmt::format("# {}\n\n{}\n\n    {}\n", full_name(app), as_sentence(app.get_description()),
                                usage_of(app));
  out += markdown_options("## Arguments", positionals_of(app));
  out += markdown_options("## Options", options_of(app));
  const bool pages = app.get_parent() == nullptr;
  const std::string verbs = verbs_of(app, [pages](const CLI::App& verb) {
    return pages ? fmt::format("- [{0}]({0}.md): {1}\n", verb.get_name(), verb.get_description())
                 : markdown_part(verb);
  });
  if (!verbs.empty()) out += fmt::format("\n## Verbs\n{}{}", pages ? "\n" : "", verbs);
  if (!app.get_footer().empty()) out += fmt::format("\n```\n{}\n```\n", broken(app.get_footer()));
  return out;
}

void write_manual(const CLI::App& app, const std::filesystem::path& folder) {
  make_folder(folder / "man1");
  make_folder(folder / "reference");
  for (const CLI::App* verb : app.get_subcommands(nullptr)) {
    if (!is_ours(*verb)) continue;
    write_file(folder / "man1" / fmt::format("rwave-{}.1", verb->get_name()), man_page(*verb));
    write_file(folder / "reference" / (verb->get_name() + ".md"), reference_page(*verb));
  }
  write_file(folder / "man1" / (app.get_name() + ".1"), man_page(app));
  write_file(folder / "reference" / (app.get_name() + ".md"), reference_page(app));
}

}  // namespace rwave::cli
