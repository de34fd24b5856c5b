#include "learn/distributed/world.h"

#include <fmt/format.h>

#include <charconv>
#include <cstdlib>

#include "rwave/error.h"

namespace rwave::learn {
namespace {

constexpr int default_port = 29500;  // torchrun's
constexpr int least_port = 1024, greatest_port = 65535;

// The whole number in a variable, least..greatest; `otherwise` where the variable is not set.
// Launchers set numbers; whoever sets them by hand may mistype one.
int number(const Lookup& lookup, const char* name, int least, int greatest,
           std::optional<int> otherwise = {}) {
  const std::optional<std::string> text = lookup(name);
  if (!text && otherwise) return *otherwise;
  if (!text) throw UsageError(fmt::format("WORLD_SIZE asks for several processes: set {} too", name));
  int value = 0;
  const auto [end, fault] = std::from_chars(text->data(), text->data() + text->size(), value);
  if (fault != std::errc() || end != text->data() + text->size() || value < least || value > greatest) {
    throw UsageError(fmt::format("{}={} is no number from {} to {}", name, *text, least, greatest));
  }
  return value;
}

constexpr int most_ranks = 1 << 20;

// One process is no group, whatever else is set: a shell in which torchrun's variables are left trains alone.
std::optional<World> from_torchrun(const Lookup& lookup) {
  World world;
  world.ranks = number(lookup, "WORLD_SIZE", 1, most_ranks, 1);
  if (world.ranks == 1) return std::nullopt;
  world.rank = number(lookup, "RANK", 0, world.ranks - 1);
  world.host = lookup("MASTER_ADDR").value_or("");
  if (world.host.empty()) {
    throw UsageError(
        "WORLD_SIZE asks for several processes: set MASTER_ADDR to the host of rank 0 (127.0.0.1 where all "
        "are here)");
  }
  world.port = number(lookup, "MASTER_PORT", least_port, greatest_port, default_port);
  world.hosted = lookup("TORCHELASTIC_USE_AGENT_STORE") == "True";
  // After a restart the table may still hold what the last start left.
  world.attempt = lookup("TORCHELASTIC_RESTART_COUNT").value_or("0");
  return world;
}

std::optional<World> from_slurm(const Lookup& lookup) {
  // A batch script has SLURM_NTASKS too, and is one process: the step decides.
  if (!lookup("SLURM_STEP_ID")) return std::nullopt;  // not started by srun
  World world;
  const int of_job = number(lookup, "SLURM_NTASKS", 1, most_ranks, 1);
  world.ranks = number(lookup, "SLURM_STEP_NUM_TASKS", 1, most_ranks, of_job);
  if (world.ranks == 1) return std::nullopt;
  world.rank = number(lookup, "SLURM_PROCID", 0, world.ranks - 1);
  const std::string nodes = lookup("SLURM_STEP_NODELIST").value_or(lookup("SLURM_JOB_NODELIST").value_or(""));
  world.host = lookup("MASTER_ADDR").value_or(first_host(nodes));
  if (world.host.empty()) throw UsageError("SLURM_STEP_NODELIST names no node: set MASTER_ADDR");
  // Below the ports that systems give to connections (32768 on), and neighbouring jobs' steps apart.
  constexpr int first = 16384, span = 16384, steps = 16;
  const int job = number(lookup, "SLURM_JOB_ID", 0, 1 << 30, 0);
  const auto step = static_cast<unsigned>(std::strtoul(lookup("SLURM_STEP_ID")->c_str(), nullptr, 10));
  const int derived = first + job % (span / steps) * steps + static_cast<int>(step % steps);
  world.port = number(lookup, "MASTER_PORT", least_port, greatest_port, derived);
  world.attempt = lookup("SLURM_RESTART_COUNT").value_or("0");
  return world;
}

}  // namespace

std::optional<std::string> environment(const char* name) {
  const char* value = std::getenv(name);
  return value && *value ? std::optional<std::string>(value) : std::nullopt;
}

std::string first_host(const std::string& list) {
  // "n[07-09,12],m1": prefix, bracket, and perhaps a suffix behind it.
  const std::size_t bracket = list.find_first_of("[,");
  if (bracket == std::string::npos || list[bracket] == ',') return list.substr(0, bracket);
  const std::size_t close = list.find(']', bracket);
  const std::size_t end = list.find_first_of("-,]", bracket);
  if (close == std::string::npos) return "";
  const std::size_t next = list.find(',', close);
  const std::string suffix = list.substr(close + 1, next == std::string::npos ? next : next - close - 1);
  return list.substr(0, bracket) + list.substr(bracket + 1, end - bracket - 1) + suffix;
}

std::optional<World> world_from(const Lookup& lookup) {
  return lookup("WORLD_SIZE") ? from_torchrun(lookup) : from_slurm(lookup);
}

}  // namespace rwave::learn
