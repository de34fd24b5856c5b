#pragma once
// Folders as `rwave train` leaves them, written without libtorch: for whoever reads them.

#include <array>
#include <cstdint>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "base/checksum.h"
#include "base/output_file.h"

namespace rwave::testing {

struct FinishedRun {
  std::string network = "mlp";
  std::string split = "official";
  std::string data = "mitdb, recipe kaggle";
  int seed = 1;
  nlohmann::json options = nlohmann::json::object();  // besides model, split and seed
  double accuracy = 0.9;
  double f1 = 0.8;                                 // of every class
  std::array<int, 5> beats = {100, 10, 20, 5, 8};  // N S V F Q among the test rows
};

// A model without tensors in the form of docs/formats.md: 8 bytes of length, header, values.
inline std::string model_file(const nlohmann::json& record) {
  Checksum checksum;
  checksum.add(record.dump());
  const nlohmann::json header = {{"__metadata__", {{"checksum", checksum.text()}, {"rwave", record.dump()}}}};
  const std::string text = header.dump();
  std::string bytes;
  for (int shift = 0; shift < 64; shift += 8) bytes += static_cast<char>(text.size() >> shift & 0xFF);
  return bytes + text;
}

inline void write_run(const std::filesystem::path& folder, const FinishedRun& run) {
  make_folder(folder);
  nlohmann::json options = run.options;
  options.update({{"model", run.network}, {"split", run.split}, {"seed", run.seed}, {"threads", run.seed}});
  if (!options.contains("given")) options["given"] = nlohmann::json::array();
  write_file(folder / "model.safetensors",
             model_file({{"format", "rwave model"},
                         {"options", options},
                         {"training", {{"parameters", 1234}, {"kept_epoch", 2}}}}));
  nlohmann::json scores = {{"model", run.network},
                           {"data", run.data},
                           {"split", run.split + " test rows: some"},
                           {"seeds", std::to_string(run.seed)},
                           {"accuracy", run.accuracy},
                           {"balanced_accuracy", run.accuracy - 0.1},
                           {"macro_f1", run.f1}};
  const char* names = "NSVFQ";
  for (std::size_t i = 0; i < 5; ++i) {
    const nlohmann::json figure = run.beats[i] > 0 ? nlohmann::json(run.f1) : nlohmann::json();
    scores["classes"].push_back({{"name", std::string(1, names[i])},
                                 {"beats", run.beats[i]},
                                 {"sensitivity", figure},
                                 {"positive_predictivity", figure},
                                 {"f1", figure}});
  }
  write_file(folder / "scores.json", scores.dump());
  write_file(folder / "log.csv", "epoch,seconds\n1,1.5\n2,2.5\n3,3\n");
}

}  // namespace rwave::testing
