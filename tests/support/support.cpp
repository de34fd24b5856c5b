#include "support/support.h"

#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <iterator>

namespace rwave::testing {
namespace fs = std::filesystem;

namespace {

fs::path data_root() {
  if (const char* given = std::getenv("RWAVE_DATA")) return given;
  return fs::path(RWAVE_SOURCE_DIR).parent_path() / "shared" / "data";
}

std::optional<fs::path> existing(const fs::path& path) {
  return fs::exists(path) ? std::optional(path) : std::nullopt;
}

// Where the programs are that a command line names. tools/mutate puts a changed one in front of the built
// ones.
std::string program_path() {
  const char* first = std::getenv("RWAVE_TEST_PROGRAMS");
  return (first == nullptr ? std::string() : "'" + std::string(first) + "':") + "'" RWAVE_PROGRAM_DIR "'";
}

std::string slurp(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

}  // namespace

std::optional<fs::path> find_data(const std::string& below) {
  return existing(data_root() / below);
}

std::optional<fs::path> find_golden(const std::string& below) {
  return existing(data_root().parent_path() / "golden" / below);
}

TemporaryFolder::TemporaryFolder() {
  std::string name = (fs::temp_directory_path() / "rwave_test_XXXXXX").string();
  if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("cannot make a folder like " + name);
  path_ = name;
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

CommandResult run_command(const std::string& line) {
  const TemporaryFolder folder;
  // The program itself does not look next to a checkout for data: the project's tests do, and say so to it.
  const std::string data = find_data() ? "export RWAVE_DATA='" + data_root().string() + "'; " : "";
  const std::string whole = "{ export PATH=" + program_path() + ":\"$PATH\"; " + data + line +
                            "\n} </dev/null >'" + (folder / "out").string() + "' 2>'" +
                            (folder / "err").string() + "'";
  const int status = std::system(whole.c_str());
  CommandResult result;
  result.status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  result.out = slurp(folder / "out");
  result.err = slurp(folder / "err");
  return result;
}

}  // namespace rwave::testing
