#pragma once
// The table of `rwave transfer`: one row per training, kept in one file that the next run resumes from.

#include <cstdint>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "experiment/compare/run.h"
#include "score/provenance.h"

namespace rwave::experiment {

// How a network came from the source. "as it is": nothing trains; the source's own classes are the answers.
struct TransferCell {
  // Scratch, frozen, kept, frozen-bn-updated, fine-tuned, as it is.
  std::string way;
  // Of the last Linear layers, those that trained; -1 = all.
  int layers = 0;
  // Of the training rows.
  double share = 1;
  std::uint64_t seed = 1;

  bool operator==(const TransferCell&) const = default;
};

// Which trainings a table asks for.
struct TransferPlan {
  // Numbers of last Linear layers that train; 0: the network as it is, -1: all.
  std::vector<int> layers = {0, 1, 2, 3, 4};
  // As in TransferCell, but for "as it is".
  std::vector<std::string> ways = {"scratch", "frozen", "kept", "frozen-bn-updated", "fine-tuned"};
  // Of the training rows; each way is tried on each of them, with the most layers.
  std::vector<double> shares = {1};
  // Trainings of each kind: seeds 1 to this, each with a split of its own.
  int seeds = 5;
};

// The cells of the plan, each once: seed after seed, every way with every number of layers on all rows and
// with the most layers on each share. "scratch" trains all layers, so it is there once for each share.
// UsageError where the plan has no seed or no number of layers.
std::vector<TransferCell> cells_of(const TransferPlan& plan);

// One training, or one scoring of the source as it is.
struct TransferRow {
  TransferCell cell;
  // On the test rows, 0..1.
  double accuracy = 0, balanced_accuracy = 0, macro_f1 = 0;
  // Time that the training took, s; 0 where nothing trained.
  double seconds = 0;
};

// The whole table, as it is kept in transfer.json.
struct TransferTable {
  // Of all rows; a file of others is not resumed.
  nlohmann::json options;
  std::vector<TransferRow> rows;
  // On what the scores are worth; empty: none.
  std::string note;

  // Whether a training of that cell was done: it is not done again.
  bool has(const TransferCell& cell) const;
};

// What a way is called now: files and command lines of 0.1.0 say "drifting" and "tuned".
std::string current_way(const std::string& way);

// The table of the folder's transfer.json, empty where there is none; ways by their present names. `current`
// is today's form of the options in it. Error where it belongs to other options (the first that differs is
// named) or does not read.
TransferTable open_transfer_table(const std::filesystem::path& folder, const nlohmann::json& options,
                                  const CurrentOptions& current = {});

// Mean and standard deviation over the seeds of one way, number of layers and share.
struct TransferMean {
  // The first seed's.
  TransferCell cell;
  int seeds = 0;
  double accuracy = 0, accuracy_spread = 0;
  double balanced_accuracy = 0, macro_f1 = 0, seconds = 0, seconds_spread = 0;
};
std::vector<TransferMean> means_of(const TransferTable& table);

// transfer.json and transfer.csv (all rows), by_k.csv and by_share.csv (means).
void write_transfer_table(const std::filesystem::path& folder, const TransferTable& table);

// by_k.svg/.png (accuracy and seconds by the number of layers, all training rows) and by_share.svg/.png, each
// only where there is more than one value along its axis.
void draw_transfers(const std::filesystem::path& folder, const TransferTable& table,
                    const Provenance& provenance);

// For people: a line per mean.
std::string transfer_text(const TransferTable& table, const Provenance& provenance);

}  // namespace rwave::experiment
