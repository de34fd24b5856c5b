#pragma once
// The options of a training on the command line.

#include <CLI/CLI.hpp>

#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "learn/options/train_options.h"

namespace rwave::cli {

// Options and what they are called in TrainOptions: to find out which ones the user gave.
using TrainFlags = std::vector<std::pair<std::string, CLI::Option*>>;

// Adds --NAME for every training option but those left out, with help, range and default from the option
// list (learn/options). `options` must outlive the parsing.
TrainFlags add_train_flags(CLI::App& verb, learn::TrainOptions& options,
                           const std::set<std::string_view>& left_out = {});

// Notes in options.given what was on the command line: defaults of a network must not override it, nor a
// study.
void note_given(const TrainFlags& flags, learn::TrainOptions& options);

}  // namespace rwave::cli
