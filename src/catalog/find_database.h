#pragma once
// Where the recordings of a public database lie on this machine.

#include <filesystem>
#include <string_view>

namespace rwave {

// The folder of a database by its name ("mitdb"), or an absolute folder as it is. It is looked for, in this
// order, in
//   $RWAVE_DATA/NAME;
//   DATA/NAME, where the configuration file says {"data": "DATA"};
//   data/NAME and NAME, from the current directory,
// each time by every name of the database (folder_names).
// Throws Error listing where it was looked for and, for a database that `rwave fetch` knows, how to get it;
// Error naming the configuration file where that does not parse or names a folder that is not there.
std::filesystem::path find_database(std::string_view name);

// The configuration file: $XDG_CONFIG_HOME/rwave/config.json, else ~/.config/rwave/config.json. Empty where
// neither variable is set. It need not exist. JSON, with the one key "data".
std::filesystem::path configuration_file();

}  // namespace rwave
