#pragma once
// The manual, made from the options themselves: man pages (section 1) and reference pages in Markdown. What
// --help says and what the manual says cannot part.

#include <CLI/CLI.hpp>
#include <filesystem>
#include <string>

namespace rwave::cli {

// The man page of the program (where `app` has no parent) or of one verb, in roff's man macros.
std::string man_page(const CLI::App& app);

// The same as Markdown: usage, positionals, options with their types and defaults.
std::string reference_page(const CLI::App& app);

// Writes man1/rwave.1, man1/rwave-VERB.1 and reference/VERB.md for each verb of `app` that has options here
// into `folder`, made if missing. Verbs that are handed over to another program have none here and are left
// to that program. Throws Error where a file cannot be written.
void write_manual(const CLI::App& app, const std::filesystem::path& folder);

}  // namespace rwave::cli
