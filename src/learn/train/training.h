#pragma once
// A training from rows to the best epoch's weights. Nothing here needs libtorch's headers.

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "beat/beat_set.h"
#include "learn/options/train_options.h"
#include "learn/train/training_progress.h"
#include "rwave/error.h"
#include "score/confusion.h"

namespace rwave::learn {

class Group;

// What is to be trained on what. `options` are complete (apply_network_defaults) and checked.
struct TrainJob {
  const BeatSet& set;
  // Validation rows already held out.
  const Split& split;
  TrainOptions options;
  // Takes checkpoint.safetensors, log.csv, model.safetensors; empty: nothing is written, as of a tuning's
  // trial.
  std::filesystem::path folder;
  // Name and version, for the model's record.
  std::string program;
  // The processes that train together, if there are several.
  Group* group = nullptr;
  // For tests: takes a GPU's steps on the processor.
  bool as_on_gpu = false;
  // Called after each epoch of a process that trains alone; false ends the training there.
  std::function<bool(const EpochRow&)> after_epoch = {};
};

// What a training that ran to its end has to show.
struct Trained {
  // Of all epochs, those before a resumed one as well.
  std::vector<EpochRow> log;
  // From 1: the epoch whose weights the model holds.
  int kept_epoch = 0;
  // Whether after_epoch of the job ended it.
  bool ended_early = false;
  // Trainable values of the network.
  std::int64_t parameters = 0;
  // Of the kept epoch; absent where no rows were held out.
  std::optional<Confusion> validation;
  // Scored once, with the kept weights.
  Confusion test;
  // Class by row of split.test; empty after --loss barlow.
  std::vector<std::uint8_t> test_predicted;
};

// The loss or the validation metric stopped being a number: these options do not train.
class NotANumber : public Error {
 public:
  using Error::Error;
};

// The checkpoint's name within the folder of a training.
inline constexpr std::string_view checkpoint_name = "checkpoint.safetensors";

// Gives a training that begins with another's weights (options.transfer.from) the network of that one.
// UsageError where the user asked for another network, Error where the file does not read.
void adopt_source(TrainOptions& options);

// Throws what train() would throw on beginning with options.transfer.from on such rows.
void check_source(const TrainOptions& options, const BeatSet& set);

// Trains, or resumes from the folder's checkpoint to exactly the result that the uninterrupted training has
// (same number of threads, on the processor); writes a checkpoint and log.csv every epoch, at the end
// model.safetensors, and removes the checkpoint. When `stop` turns true: finishes the step, writes the
// checkpoint and returns nothing. Where several processes train together, each calls it with its own `stop`,
// of which any one stops all; rank 0 alone writes and scores, and the others return the log. Throws Error
// where the checkpoint belongs to other options or rows (the difference is named), NotANumber where the loss
// stops being one, or Error where fewer than two rows or classes train.
std::optional<Trained> train(const TrainJob& job, const std::atomic<bool>& stop, ProgressBar& progress);

}  // namespace rwave::learn
