// What a network costs to run, measured on its exported form.
#include "experiment/compare/group.h"

#include <fmt/format.h>

#include <cstdio>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <utility>

#include "base/child_process.h"
#include "base/scratch_folder.h"
#include "rwave/error.h"

namespace rwave::experiment {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

struct Cost {
  double multiply_adds = 0;
  double microseconds = 0;
};

// By the commands that a user would type.
// The exported form is measured and not the network of the training library, as that form is what
// labels recordings; it is written and read by child processes, since this half of the program
// knows no libtorch.
Cost measure(const fs::path& run, const fs::path& scratch) {
  const std::string program = rwave_program().string(), file = (scratch / "network.onnx").string();
  output_of({program, "export", run.string(), "-o", file}, scratch);
  const json about = json::parse(output_of({program, "info", file, "--json"}, scratch));
  const json speed = json::parse(output_of({program, "bench", file, "--json", "--seconds", "0.5"}, scratch));
  return {about.at("multiply_adds").get<double>(), speed.at("cpu_us_per_beat").get<double>()};
}

}  // namespace

// A failure leaves all costs empty: a table with costs of some networks would rank the others by their
// absence.
void measure_costs(std::vector<RunGroup>& groups) {
  std::optional<ScratchFolder> scratch;
  // A network of one name and as many weights is one network: a wider one of a family has more.
  std::map<std::pair<std::string, double>, Cost> known;
  for (RunGroup& group : groups) {
    const std::pair<std::string, double> network = {group.first().network, group.first().parameters};
    try {
      if (!scratch) scratch.emplace();
      if (!known.contains(network)) known[network] = measure(group.first().folder, scratch->path());
    } catch (const std::exception& fault) {
      fmt::print(stderr, "rwave: multiply-adds and inference times left empty: {}\n", fault.what());
      return;
    }
    group.multiply_adds = known[network].multiply_adds;
    group.inference_microseconds = known[network].microseconds;
  }
}

}  // namespace rwave::experiment
