#pragma once
// The mark that a step leaves in its folder: command.json (docs/reproduce.md), written last.

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace rwave::experiment {

inline constexpr const char* stamp_name = "command.json";

// What was run, by which program, on which machine, and how it ended. By it a step is known to be done.
struct Stamp {
  // Of rwave: by them a later run knows whether the step is the same.
  std::vector<std::string> arguments;
  // Name and version that made it, "rwave 0.2.0".
  std::string program;
  // done, interrupted or failed.
  std::string state = "done";
  // The child's exit status.
  int status = 0;
  // Taken, over all attempts with these arguments.
  double seconds = 0;
  // Processor threads of the machine, and its processor: times mean nothing without them.
  int threads = 0;
  std::string processor;
  // Steps it used, each with a checksum of its stamp. Where one of them differs, the input was made again
  // and this step is out of date.
  std::map<std::string, std::string> inputs;
};

// Nothing where the folder has none, or one that does not read: then the step is run again.
std::optional<Stamp> read_stamp(const std::filesystem::path& folder);
// Last of all that a step writes: a folder without it is not done.
void write_stamp(const std::filesystem::path& folder, const Stamp& stamp);

// A checksum of the folder's stamp, empty where there is none.
std::string stamp_checksum(const std::filesystem::path& folder);

// Whether two commands are the same, wherever they write to (-o).
bool same_command(const std::vector<std::string>& a, const std::vector<std::string>& b);

// The processor's name, as Linux gives it; empty where it is not known.
std::string processor_name();

}  // namespace rwave::experiment
