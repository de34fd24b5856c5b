#pragma once
// Other programs run by this one: with a list of arguments, never through a shell.

#include <sys/types.h>

#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace rwave {

// What is run, and where its streams go. Standard input is empty.
struct ChildCommand {
  // The program's path or name first.
  std::vector<std::string> arguments;
  // It works in; empty: this process's own.
  std::filesystem::path folder;
  // File for standard output, empty: dropped.
  std::filesystem::path output;
  // File for standard error, empty: dropped.
  std::filesystem::path messages;
  // Set in addition to this process's.
  std::vector<std::pair<std::string, std::string>> environment;
};

// A running child. It is in a process group of its own, so that a Ctrl-C typed at the terminal reaches this
// process alone, which then tells the child once.
class ChildProcess {
 public:
  // Throws Error where the program or a file cannot be opened.
  explicit ChildProcess(const ChildCommand& command);
  ChildProcess(const ChildProcess&) = delete;
  ChildProcess& operator=(const ChildProcess&) = delete;
  // Ends a child that still runs.
  ~ChildProcess();

  // Its exit status (128 + n where signal n ended it), nothing while it runs.
  std::optional<int> poll();
  // Waits for its end; the exit status.
  int wait();
  // Sends it a signal; nothing where it has ended.
  void signal(int number);

 private:
  // Keeps the status, since the system tells it once.
  void note(int status);

  // Its process, and its group.
  pid_t pid_ = 0;
  std::optional<int> status_;
};

// The program that runs here, as a path.
std::filesystem::path own_program();

// The program `rwave`, for whoever runs its verbs as child processes: next to this program, else as the shell
// finds it.
std::filesystem::path rwave_program();

// The last `count` lines of a program's messages, without those that a carriage return has overwritten.
std::vector<std::string> last_lines(const std::filesystem::path& file, std::size_t count);

// Standard output of a command that must succeed; Error with its last message where it does not. Both streams
// pass through files in `scratch`, a folder.
std::string output_of(std::vector<std::string> arguments, const std::filesystem::path& scratch);

}  // namespace rwave
