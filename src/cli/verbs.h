#pragma once
// The verbs: each function adds one subcommand, its options and its callback, and lives in the file of its
// name.

#include <CLI/CLI.hpp>

namespace rwave::cli {

void add_info(CLI::App& app);
void add_beats(CLI::App& app);
void add_classify(CLI::App& app);
void add_detect(CLI::App& app);
void add_fetch(CLI::App& app);
void add_score(CLI::App& app);
void add_bench(CLI::App& app);
void add_simulate(CLI::App& app);

void add_train(CLI::App& app);
void add_evaluate(CLI::App& app);

}  // namespace rwave::cli
