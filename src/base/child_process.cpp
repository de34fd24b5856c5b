#include "base/child_process.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <fstream>
#include <system_error>

#include "base/output_file.h"
#include "rwave/error.h"

namespace rwave {
namespace {

// Of messages that are looked at.
constexpr std::streamoff tail_bytes = 1 << 14;

// posix_spawn's two settings, freed together.
struct SpawnSettings {
  SpawnSettings() {
    ::posix_spawn_file_actions_init(&files);
    ::posix_spawnattr_init(&attributes);
  }
  SpawnSettings(const SpawnSettings&) = delete;
  SpawnSettings& operator=(const SpawnSettings&) = delete;
  ~SpawnSettings() {
    ::posix_spawn_file_actions_destroy(&files);
    ::posix_spawnattr_destroy(&attributes);
  }
  posix_spawn_file_actions_t files{};
  posix_spawnattr_t attributes{};
};

// Standard input is /dev/null: a child that asks something must not wait for somebody at the
// terminal.
void set_streams(SpawnSettings& settings, const ChildCommand& command) {
  const auto open = [&](int descriptor, const std::filesystem::path& file, int flags) {
    const std::string name = file.empty() ? "/dev/null" : std::filesystem::absolute(file).string();
    ::posix_spawn_file_actions_addopen(&settings.files, descriptor, name.c_str(), flags, 0666);
  };
  open(STDIN_FILENO, {}, O_RDONLY);
  open(STDOUT_FILENO, command.output, O_WRONLY | O_CREAT | O_TRUNC);
  open(STDERR_FILENO, command.messages, O_WRONLY | O_CREAT | O_TRUNC);
  if (!command.folder.empty())
    ::posix_spawn_file_actions_addchdir_np(&settings.files, command.folder.c_str());
}

// Signals that this process ignores or handles are the child's own affair again.
void set_group_and_signals(SpawnSettings& settings) {
  sigset_t defaults;
  sigemptyset(&defaults);
  for (const int number : {SIGINT, SIGTERM, SIGHUP}) sigaddset(&defaults, number);
  ::posix_spawnattr_setsigdefault(&settings.attributes, &defaults);
  // A group of its own: Ctrl-C at the terminal reaches the parent alone, which then ends its
  // children in order.
  ::posix_spawnattr_setpgroup(&settings.attributes, 0);
  ::posix_spawnattr_setflags(&settings.attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF);
}

// A variable that is replaced must go first: of two entries of one name programs take different
// ones.
std::vector<std::string> environment_with(const ChildCommand& command) {
  std::vector<std::string> all;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string_view text = *entry;
    const bool replaced = std::ranges::any_of(command.environment, [&](const auto& pair) {
      return text.starts_with(pair.first) && text.substr(pair.first.size()).starts_with('=');
    });
    if (!replaced) all.emplace_back(text);
  }
  for (const auto& [name, value] : command.environment) all.push_back(fmt::format("{}={}", name, value));
  return all;
}

std::vector<char*> pointers(std::vector<std::string>& texts) {
  std::vector<char*> list;
  list.reserve(texts.size() + 1);
  for (std::string& text : texts) list.push_back(text.data());
  list.push_back(nullptr);
  return list;
}

}  // namespace

ChildProcess::ChildProcess(const ChildCommand& command) {
  SpawnSettings settings;
  set_streams(settings, command);
  set_group_and_signals(settings);
  std::vector<std::string> arguments = command.arguments, variables = environment_with(command);
  // posix_spawn and not fork: the parent may have threads and gigabytes of memory, and a forked
  // child of it may do hardly anything safely.
  const int fault = ::posix_spawnp(&pid_, arguments.at(0).c_str(), &settings.files, &settings.attributes,
                                   pointers(arguments).data(), pointers(variables).data());
  if (fault != 0) {
    throw Error(arguments[0], fmt::format("could not be started ({}): {}", fmt::join(arguments, " "),
                                          std::generic_category().message(fault)));
  }
}

ChildProcess::~ChildProcess() {
  if (status_) return;
  ::kill(pid_, SIGTERM);
  // Waited for, or the child would stay as a zombie until the parent ends.
  while (::waitpid(pid_, nullptr, 0) < 0 && errno == EINTR) {
  }
}

void ChildProcess::note(int status) {
  // As a shell reports a signal: 128 plus its number.
  status_ = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

std::optional<int> ChildProcess::poll() {
  int status = 0;
  if (!status_ && ::waitpid(pid_, &status, WNOHANG) == pid_) note(status);
  return status_;
}

int ChildProcess::wait() {
  int status = 0;
  while (!status_) {
    if (::waitpid(pid_, &status, 0) == pid_) {
      note(status);
    } else if (errno != EINTR) {
      throw Error("a child process was lost: " + std::generic_category().message(errno));
    }
  }
  return *status_;
}

void ChildProcess::signal(int number) {
  if (!poll()) ::kill(pid_, number);
}

std::filesystem::path own_program() {
  // Once: after a new build in its place the link would name a file that was deleted.
  static const std::filesystem::path program = [] {
    std::error_code fault;
    std::filesystem::path path = std::filesystem::read_symlink("/proc/self/exe", fault);
    if (fault) throw Error("/proc/self/exe", "cannot be read: " + fault.message());
    return path;
  }();
  return program;
}

std::filesystem::path rwave_program() {
  std::error_code absent;
  const std::filesystem::path neighbour = own_program().parent_path() / "rwave";
  return std::filesystem::exists(neighbour, absent) ? neighbour : std::filesystem::path("rwave");
}

std::vector<std::string> last_lines(const std::filesystem::path& file, std::size_t count) {
  std::ifstream in(file, std::ios::binary | std::ios::ate);
  if (!in) return {};
  // The end of a log is what says why it ended; a training's log may have megabytes.
  in.seekg(std::max<std::streamoff>(0, static_cast<std::streamoff>(in.tellg()) - tail_bytes));
  std::vector<std::string> lines;
  for (std::string line; std::getline(in, line);) {
    while (!line.empty() && (line.back() == '\r' || line.back() == ' ')) line.pop_back();
    // Progress bars redraw their line with carriage returns; the last state of it is the line.
    line.erase(0, line.rfind('\r') + 1);
    if (!line.empty()) lines.push_back(line);
  }
  if (lines.size() > count) lines.erase(lines.begin(), lines.end() - static_cast<std::ptrdiff_t>(count));
  return lines;
}

std::string output_of(std::vector<std::string> arguments, const std::filesystem::path& scratch) {
  const ChildCommand command{std::move(arguments), {}, scratch / "output", scratch / "messages", {}};
  if (ChildProcess(command).wait() != 0) {
    const auto said = last_lines(command.messages, 1);
    throw Error(fmt::format("{}: {}", fmt::join(command.arguments, " "),
                            said.empty() ? "failed without a message" : said[0]));
  }
  return read_file(command.output);
}

}  // namespace rwave
