#pragma once
// What several tests need: where the data lies, a folder that goes away, and commands run as a user types
// them.

#include <gtest/gtest.h>

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace rwave::testing {

// The data folder (RWAVE_DATA, else ../shared/data next to the repository) and the golden folder next to it.
// Nothing where they are absent: tests then skip and say so, through the macros below.
std::optional<std::filesystem::path> find_data(const std::string& below = "");
std::optional<std::filesystem::path> find_golden(const std::string& below = "");

// A fresh empty folder, removed with everything in it when the object goes.
class TemporaryFolder {
 public:
  TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  ~TemporaryFolder();
  const std::filesystem::path& path() const { return path_; }
  std::filesystem::path operator/(const std::string& name) const { return path_ / name; }

 private:
  std::filesystem::path path_;
};

struct CommandResult {
  int status = 0;  // exit status; 128 + n where signal n ended it
  std::string out;
  std::string err;
};

// Runs a shell command line; standard input is empty. `rwave` in it is the program just built.
CommandResult run_command(const std::string& line);

}  // namespace rwave::testing
// NOLINTBEGIN(bugprone-macro-parentheses): NAME is what the macro declares, and cannot stand in parentheses
// Binds NAME to a data (or golden) path, or skips the test with a message that says what was missing.
#define RWAVE_NEED_DATA(NAME, BELOW)                                                                 \
  const auto NAME##_found = ::rwave::testing::find_data(BELOW);                                      \
  if (!NAME##_found) GTEST_SKIP() << "no data: set RWAVE_DATA to the folder that holds " << (BELOW); \
  const std::filesystem::path& NAME = *NAME##_found
#define RWAVE_NEED_GOLDEN(NAME, BELOW)                                                             \
  const auto NAME##_found = ::rwave::testing::find_golden(BELOW);                                  \
  if (!NAME##_found)                                                                               \
    GTEST_SKIP() << "no golden files: 'golden' lies next to the data folder, needed: " << (BELOW); \
  const std::filesystem::path& NAME = *NAME##_found
// NOLINTEND(bugprone-macro-parentheses)
