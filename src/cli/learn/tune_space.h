#pragma once
// What `rwave tune` searches: options of `rwave train`, over ranges and choices.

#include <string>
#include <vector>

#include "learn/options/train_options.h"
#include "study/study.h"

namespace rwave::cli {

// The parameters: the user's ranges ("lr=1e-5:1e-1:log") and choices ("optimizer=adam,sgd"), then of the
// default ones (optimizer adam, rmsprop, sgd; lr 1e-4 to 1e-2; weight-decay 1e-5 to 1e-3; batch 64 to 256;
// numbers logarithmic) those that the user neither sets nor ranges over. UsageError where an option does not
// exist, is set and ranged over at once, has other words, or decides which rows there are or what is measured
// on them, which all trials must have in common; and where a range's end makes no sense for its option.
study::Space tune_space(const learn::TrainOptions& options, const std::vector<std::string>& ranges,
                        const std::vector<std::string>& choices);

// The options of one trial: the fixed ones, the parameters as if the user had given them, and the network's
// defaults for the rest.
learn::TrainOptions trial_options(const learn::TrainOptions& fixed, const study::Space& space,
                                  const study::Parameters& parameters);

// "rwave train --data mitdb --lr 0.0012 -o FOLDER": what the user gave and the parameters, for a shell.
std::string train_command(const learn::TrainOptions& fixed, const study::Space& space,
                          const study::Parameters& parameters, const std::string& folder);

// "lr 0.0012, batch 128, optimizer adam", in the space's order.
std::string parameter_text(const study::Space& space, const study::Parameters& parameters);

}  // namespace rwave::cli
