// command.json of a step. JSON, as people look into it when a step was not taken for done.
#include "experiment/reproduce/stamp.h"

#include <fstream>
#include <nlohmann/json.hpp>

#include "base/checksum.h"
#include "base/output_file.h"
#include "rwave/error.h"

namespace rwave::experiment {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using nlohmann::ordered_json;

// Where a product lies does not make it another one: reports are moved and renamed.
std::vector<std::string> without_output(const std::vector<std::string>& words) {
  std::vector<std::string> kept;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (words[i] == "-o" || words[i] == "--output") {
      ++i;  // and its value
    } else {
      kept.push_back(words[i]);
    }
  }
  return kept;
}

}  // namespace

std::optional<Stamp> read_stamp(const fs::path& folder) {
  if (!fs::is_regular_file(folder / stamp_name)) return std::nullopt;
  try {
    const json object = json::parse(read_file(folder / stamp_name));
    Stamp stamp;
    object.at("arguments").get_to(stamp.arguments);
    // Only the command is needed to tell whether a step is done, so a stamp that somebody writes by
    // hand for a training made elsewhere needs no more (docs/reproduce.md).
    stamp.program = object.value("program", "");
    stamp.state = object.value("state", "done");
    stamp.status = object.value("status", 0);
    stamp.seconds = object.value("seconds", 0.0);
    stamp.threads = object.value("threads", 0);
    stamp.processor = object.value("processor", "");
    stamp.inputs = object.value("inputs", stamp.inputs);
    return stamp;
  } catch (const json::exception&) {
    return std::nullopt;
  }
}

// Written last and renamed into place: a stamp without its product would pass for a finished step.
void write_stamp(const fs::path& folder, const Stamp& stamp) {
  const ordered_json object = {{"format", "rwave command"},    {"version", 1},
                               {"arguments", stamp.arguments}, {"program", stamp.program},
                               {"state", stamp.state},         {"status", stamp.status},
                               {"seconds", stamp.seconds},     {"threads", stamp.threads},
                               {"processor", stamp.processor}, {"inputs", stamp.inputs}};
  write_file(folder / stamp_name, object.dump(2) + "\n");
}

// The stamp stands for the whole product: it holds the time that the step took, which differs
// whenever the step is made again.
std::string stamp_checksum(const fs::path& folder) {
  if (!fs::is_regular_file(folder / stamp_name)) return "";
  Checksum checksum;
  checksum.add(read_file(folder / stamp_name));
  return checksum.text();
}

bool same_command(const std::vector<std::string>& a, const std::vector<std::string>& b) {
  return without_output(a) == without_output(b);
}

// For the page: seconds are worth nothing without the machine that took them.
std::string processor_name() {
  std::ifstream in("/proc/cpuinfo");
  for (std::string line; std::getline(in, line);) {
    const std::size_t colon = line.find(": ");
    if (line.starts_with("model name") && colon != std::string::npos) return line.substr(colon + 2);
  }
  return "";
}

}  // namespace rwave::experiment
