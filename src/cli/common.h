#pragma once
// What every verb of the command line shares: one way to run, one way to fail, one way to find data.

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

// The version as --version prints it.
std::string version();

}  // namespace rwave::cli
