#include "study/heartbeat.h"

#include <fmt/format.h>
#include <unistd.h>

#include <array>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>

namespace rwave::study {
namespace {

std::string first_word(const std::string& path) {
  std::ifstream in(path);
  std::string word;
  in >> word;
  return word;
}

// When the process began, in ticks since the boot: field 22 of /proc/PID/stat, whose second field, the name
// in parentheses, may hold blanks. Empty where there is no such process, or it has ended and nobody has
// asked.
std::string start_of(const std::string& pid) {
  std::ifstream in("/proc/" + pid + "/stat");
  const std::string text{std::istreambuf_iterator<char>(in), {}};
  const std::size_t name_end = text.rfind(')');
  if (name_end == std::string::npos) return "";
  std::istringstream fields(text.substr(name_end + 1));
  std::string state, field;
  fields >> state;
  if (state == "Z") return "";
  for (int i = 4; i <= 22; ++i) fields >> field;
  return field;
}

// All that a process number depends on.
// The name space, as two containers on one machine count their processes apart, and the boot, as
// numbers begin again after it: a number alone would take a stranger's process for the worker.
std::string place() {
  std::array<char, 256> host{};
  ::gethostname(host.data(), host.size() - 1);
  std::error_code ignored;
  const std::string space = std::filesystem::read_symlink("/proc/self/ns/pid", ignored).string();
  return fmt::format("{} {} {}", host.data(), first_word("/proc/sys/kernel/random/boot_id"), space);
}

}  // namespace

std::string this_worker() {
  const std::string pid = std::to_string(::getpid());
  return fmt::format("{} {} {}", place(), pid, start_of(pid));
}

bool is_dead(const std::string& worker) {
  const std::string here = place() + " ";
  if (!worker.starts_with(here)) return false;
  std::istringstream rest(worker.substr(here.size()));
  std::string pid, start;
  rest >> pid >> start;
  if (start.empty() || pid.find_first_not_of("0123456789") != std::string::npos) return false;
  return start_of(pid) != start;
}

}  // namespace rwave::study
