#include "figures/gnuplot.h"

#include <fmt/format.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <system_error>

#include "rwave/error.h"

namespace rwave {
namespace {

constexpr const char* absent =
    "gnuplot is needed to draw pictures and was not found on PATH: install it "
    "(Debian, Ubuntu: apt-get install gnuplot-nox) or do without pictures";

// A file without a name. The script and both outputs go through such files, not through pipes: a pipe that
// fills while the other end waits would need a loop over all three.
class Scratch {
 public:
  Scratch() : file_(std::tmpfile(), &std::fclose) {
    if (!file_)
      throw Error("no temporary file could be made for gnuplot: " + std::generic_category().message(errno));
  }
  int descriptor() const { return ::fileno(file_.get()); }

  void write(std::string_view text) {
    std::fwrite(text.data(), 1, text.size(), file_.get());
    if (std::fflush(file_.get()) != 0 || std::ferror(file_.get()) != 0) {
      throw Error("gnuplot's script could not be written: " + std::generic_category().message(errno));
    }
    std::rewind(file_.get());
  }

  std::string read() {
    std::rewind(file_.get());
    std::string text;
    char chunk[1 << 14];
    while (const std::size_t got = std::fread(chunk, 1, sizeof chunk, file_.get())) text.append(chunk, got);
    return text;
  }

 private:
  std::unique_ptr<std::FILE, int (*)(std::FILE*)> file_;
};

// Starts gnuplot with the three files as its standard streams and waits for it. Returns what waitpid says.
int spawn_and_wait(const Scratch& script, const Scratch& out, const Scratch& complaints) {
  posix_spawn_file_actions_t streams;
  posix_spawn_file_actions_init(&streams);
  posix_spawn_file_actions_adddup2(&streams, script.descriptor(), STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&streams, out.descriptor(), STDOUT_FILENO);
  posix_spawn_file_actions_adddup2(&streams, complaints.descriptor(), STDERR_FILENO);
  char name[] = "gnuplot";
  // A ~/.gnuplot of the user could change fonts and colours, and so every picture of a report.
  char no_user_settings[] = "-d";
  char* const arguments[] = {name, no_user_settings, nullptr};
  pid_t child = 0;
  const int fault = ::posix_spawnp(&child, name, &streams, nullptr, arguments, environ);
  posix_spawn_file_actions_destroy(&streams);
  if (fault == ENOENT) throw Error(absent);
  if (fault != 0) throw Error("gnuplot could not be started: " + std::generic_category().message(fault));
  int status = 0;
  while (::waitpid(child, &status, 0) < 0) {
    if (errno != EINTR) throw Error("gnuplot was lost: " + std::generic_category().message(errno));
  }
  return status;
}

// The line of gnuplot's complaints that says what is wrong; before it stand the script's line and a caret.
std::string first_complaint(const std::string& complaints) {
  const std::size_t mark = complaints.find("line ");
  const std::size_t begin = mark == std::string::npos ? 0 : mark;
  const std::string line = complaints.substr(begin, complaints.find('\n', begin) - begin);
  return line.empty() ? "it gave no reason" : line;
}

}  // namespace

bool have_gnuplot() {
  const char* path = std::getenv("PATH");
  if (path == nullptr) return false;
  // Looked for by hand and not by trying: posix_spawnp's fault comes too late to say what is lost
  // without gnuplot.
  std::string_view folders = path;
  while (!folders.empty()) {
    const std::size_t end = folders.find(':');
    const std::filesystem::path program = std::filesystem::path(folders.substr(0, end)) / "gnuplot";
    if (::access(program.c_str(), X_OK) == 0) return true;
    folders = end == std::string_view::npos ? std::string_view{} : folders.substr(end + 1);
  }
  return false;
}

std::string run_gnuplot(std::string_view script) {
  if (!have_gnuplot()) throw Error(absent);
  Scratch input, out, complaints;
  input.write(script);
  const int status = spawn_and_wait(input, out, complaints);
  if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) {
    throw Error("gnuplot did not draw the picture: " + first_complaint(complaints.read()));
  }
  return out.read();
}

// Single quotes: within double ones gnuplot would interpret backslashes and backquotes, and a
// record's name could run a command.
std::string gnuplot_string(std::string_view text) {
  std::string quoted = "'";
  for (const char c : text) {
    if (c == '\'') quoted += '\'';
    quoted += static_cast<unsigned char>(c) < 0x20 || c == 0x7f ? ' ' : c;
  }
  return quoted + '\'';
}

}  // namespace rwave
