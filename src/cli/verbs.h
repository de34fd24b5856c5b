#pragma once
// The verbs: each function adds one subcommand, its options and its callback, and lives in the file of its
// name.

#include <CLI/CLI.hpp>
#include <functional>
#include <optional>

namespace rwave::cli {

// Of both programs or rwave's alone, in the order of the documentation.
void add_info(CLI::App& app);
// Recordings into other formats, and into beat sets.
void add_convert(CLI::App& app);
void add_beats(CLI::App& app);
// Labels: found, taught, and R peaks alone.
void add_classify(CLI::App& app);
void add_adapt(CLI::App& app);
void add_detect(CLI::App& app);
// Databases from PhysioNet, checked by their sums.
void add_fetch(CLI::App& app);
// Reports and pages: of a recording, of a stream as it comes in, of a folder under review.
void add_holter(CLI::App& app);
void add_monitor(CLI::App& app);
// Annotators compared, in the program's own form and (ec57) in that of the reference programs.
void add_score(CLI::App& app);
void add_serve(CLI::App& app);
// Speed, and recordings made or changed for tests.
void add_bench(CLI::App& app);
void add_simulate(CLI::App& app);
void add_perturb(CLI::App& app);
void add_ec57(CLI::App& app);

// Runs `rwave ec57 PROGRAM ARGUMENTS`, to be asked before the parser; nothing where the command line is
// another.
std::optional<int> run_ec57(int argc, char** argv);

// rwave's: scores ONNX files itself and calls `learning_half`, whose result is the exit code, for all else.
void add_evaluate(CLI::App& app, const std::function<int()>& learning_half);

// Of rwave-learn.
// These need libtorch; `rwave` hands them over.
void add_train(CLI::App& app);
void add_transfer(CLI::App& app);
void add_evaluate(CLI::App& app);
void add_export(CLI::App& app);
void add_calibrate(CLI::App& app);
void add_tune(CLI::App& app);
void add_explain(CLI::App& app);
void add_compare(CLI::App& app);
void add_reproduce(CLI::App& app);

}  // namespace rwave::cli
