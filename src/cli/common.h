#pragma once
// What every verb of the command line shares: one way to run, one way to fail, one way to find data.

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <filesystem>
#include <functional>
#include <string>

namespace rwave::cli {

// Exit codes, documented in README: 0 done, 1 failed, 2 wrong use.
inline constexpr int exit_done = 0;
inline constexpr int exit_failed = 1;
inline constexpr int exit_wrong_use = 2;

// Parses the command line and runs the chosen verb's callback; every Error becomes one line on standard
// error, "rwave: FILE: line 2: MESSAGE". Returns the exit code.
int run(CLI::App& app, int argc, char** argv);

// Numbers of an option from lowest to highest: as CLI::Range, whose message prints both with six places
// and says of a word that it is not in range.
template <class Number>
CLI::Validator within(Number lowest, Number highest) {
  CLI::Validator range(
      [lowest, highest](std::string& text) {
        Number value{};
        const bool is_number = CLI::detail::lexical_cast(text, value);
        if (is_number && value >= lowest && value <= highest) return std::string();
        return fmt::format("'{}' is {}: {} to {} was expected", text,
                           is_number ? "out of range" : "no number", lowest, highest);
      },
      "");
  range.description(CLI::Range(lowest, highest).get_description());
  return range;
}

// Makes the folder for what is written of recordings. Throws UsageError where it is called like a file, and
// is none that exists.
void make_recordings_folder(const std::string& folder);

// The version as --version prints it.
std::string version();

}  // namespace rwave::cli
