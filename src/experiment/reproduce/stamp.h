#pragma once
// The mark that a step leaves in its folder: command.json (docs/reproduce.md), written last.

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace rwave::experiment {

inline constexpr const char* stamp_name = "command.json";

struct Stamp {
  std::vector<std::string> arguments;         // of rwave
  std::string program;                        // "rwave 0.2.0"
  std::string state = "done";                 // done, interrupted or failed
  int status = 0;                             // exit status
  double seconds = 0;                         // taken, over all attempts with these arguments
  int threads = 0;                            // the machine has
  std::string processor;                      // its name
  std::map<std::string, std::string> inputs;  // steps it used, each with a checksum of its stamp
};

// Nothing where the folder has none, or one that does not read: then the step is run again.
std::optional<Stamp> read_stamp(const std::filesystem::path& folder);
void write_stamp(const std::filesystem::path& folder, const Stamp& stamp);

// A checksum of the folder's stamp, empty where there is none.
std::string stamp_checksum(const std::filesystem::path& folder);

// Whether two commands are the same, wherever they write to (-o).
bool same_command(const std::vector<std::string>& a, const std::vector<std::string>& b);

// The processor's name, as Linux gives it; empty where it is not known.
std::string processor_name();

}  // namespace rwave::experiment
