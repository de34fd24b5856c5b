#include "learn/distributed/rendezvous.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <sched.h>

#include <csignal>
#include <fstream>
#include <future>
#include <thread>
#include <torch/csrc/distributed/c10d/PrefixStore.hpp>

#include "learn/distributed/backend.h"
#include "learn/distributed/port_probe.h"
#include "rwave/error.h"

namespace rwave::learn {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;
using Table = c10::intrusive_ptr<c10d::Store>;

constexpr auto poll_interval = 20ms;
// For those that are left to say so.
constexpr auto leave_limit = 4s;
// Rank 0's table goes with it: the others read it before that.
constexpr auto parting = 500ms;

// All entries of the table are called so: WHAT/RANK.
std::string key(const std::string& what, int rank) {
  return fmt::format("{}/{}", what, rank);
}

std::vector<std::uint8_t> bytes(const std::string& text) {
  return {text.begin(), text.end()};
}

std::string text_of(const std::vector<std::uint8_t>& value) {
  return {value.begin(), value.end()};
}

// This machine and the cores that this process may use: processes for which both are equal share them.
std::string machine_and_cores() {
  std::string boot;
  // Host names may repeat, a boot's identity does not.
  std::getline(std::ifstream("/proc/sys/kernel/random/boot_id"), boot);
  cpu_set_t set;
  CPU_ZERO(&set);
  ::sched_getaffinity(0, sizeof set, &set);
  for (int core = 0; core < CPU_SETSIZE; ++core) boot += CPU_ISSET(core, &set) ? '1' : '0';
  return boot;
}

Table open_table(const World& world) {
  const bool keeps = world.rank == 0 && !world.hosted;
  const std::string reason =
      keeps ? listen_error(world.port) : connect_error(world.host, world.port, arrival_limit);
  if (keeps && !reason.empty()) {
    throw Error(
        fmt::format("port {} of this machine is not to be had ({}): give all ranks another MASTER_PORT, or "
                    "see that one process "
                    "alone has RANK=0",
                    world.port, reason));
  }
  const auto refuse = [&](const std::string& why) {
    throw Error(fmt::format(
        "rank {} does not reach rank 0 at {}:{} within {} s ({}): see that rank 0 runs there, that all ranks "
        "have the same MASTER_ADDR and MASTER_PORT, and that no firewall is between them",
        world.rank, world.host, world.port, arrival_limit.count(), why));
  };
  if (!reason.empty()) refuse(reason);
  // Gloo writes to a rank that is lost as to any pipe: the signal would end this one without a word and
  // without its checkpoint.
  std::signal(SIGPIPE, SIG_IGN);
  c10d::TCPStoreOptions options;
  options.port = static_cast<std::uint16_t>(world.port);
  options.isServer = keeps;
  // libtorch would wait for all by itself, and say of a missing one only that time is over.
  options.waitWorkers = false;
  options.timeout = arrival_limit;
  try {
    return c10::make_intrusive<c10d::TCPStore>(world.host, options);
  } catch (const std::exception& fault) {
    refuse(reason_of(fault));
    throw;
  }
}

// Whether the entry is there before `end`.
bool appears(const Table& table, const std::string& entry, Clock::time_point end) {
  // Polled: a blocking get throws libtorch's words at its timeout, and cannot name who is missing.
  while (!table->check({entry})) {
    if (Clock::now() >= end) return false;
    std::this_thread::sleep_for(poll_interval);
  }
  return true;
}

}  // namespace

Rendezvous::Rendezvous(const World& world) : world_(world) {
  table_ = c10::make_intrusive<c10d::PrefixStore>("rwave/" + world.attempt, open_table(world));
  try {
    come();
  } catch (const Error&) {
    throw;
  } catch (const std::exception&) {
    throw Error(fmt::format("rank 0 at {}:{} ended while rank {} waited for the others: see its message",
                            world.host, world.port, world.rank));
  }
}

// Each states its WORLD_SIZE with its place: processes that expect different numbers of others would wait for
// some that never come.
void Rendezvous::come() {
  if (table_->add(key("taken", world_.rank), 1) > 1) {
    throw Error(fmt::format("two processes have rank {}: each needs a RANK of its own, from 0 to {}",
                            world_.rank, world_.ranks - 1));
  }
  const std::string own = fmt::format("{} {}", world_.ranks, machine_and_cores());
  table_->set(key("place", world_.rank), bytes(own));
  const Clock::time_point end = Clock::now() + arrival_limit;
  std::vector<int> absent;
  sharing_cores_ = 0;
  for (int rank = 0; rank < world_.ranks; ++rank) {
    if (!appears(table_, key("place", rank), end)) {
      absent.push_back(rank);
      continue;
    }
    const std::string place = text_of(table_->get(key("place", rank)));
    const std::string ranks = place.substr(0, place.find(' '));
    // Before the fault is thrown the others get time to read the table, which ends with rank 0.
    if (ranks != std::to_string(world_.ranks)) {
      std::this_thread::sleep_for(parting);
      throw Error(fmt::format(
          "rank {} was started as one of {} processes, rank {} as one of {}: give all the same WORLD_SIZE",
          rank, ranks, world_.rank, world_.ranks));
    }
    // Equal text: the same machine, the same cores, and itself.
    if (place == own) ++sharing_cores_;
  }
  if (absent.empty()) return;
  throw Error(fmt::format(
      "{} {} of {} did not come within {} s: start {} with MASTER_ADDR={} MASTER_PORT={} WORLD_SIZE={}",
      absent.size() == 1 ? "rank" : "ranks", fmt::join(absent, ", "), world_.ranks, arrival_limit.count(),
      absent.size() == 1 ? "it" : "them", world_.host, world_.port, world_.ranks));
}

c10::intrusive_ptr<c10d::Store> Rendezvous::part(const std::string& name) const {
  return c10::make_intrusive<c10d::PrefixStore>(name, table_);
}

// In a thread of its own, which is left behind where rank 0's machine no longer answers at all.
std::vector<int> Rendezvous::lost_ranks() const {
  // Shared with the thread, which may outlive this call.
  auto answer = std::make_shared<std::promise<std::vector<int>>>();
  std::future<std::vector<int>> lost = answer->get_future();
  std::thread([answer, table = table_, world = world_] {
    try {
      table->set(key("left", world.rank), bytes("1"));
      const Clock::time_point end = Clock::now() + leave_limit;
      std::vector<int> absent;
      for (int rank = 0; rank < world.ranks; ++rank) {
        if (!appears(table, key("left", rank), end)) absent.push_back(rank);
      }
      answer->set_value(absent);
    } catch (const std::exception&) {
      answer->set_value({0});  // who keeps the table is gone, and the table with it
    }
  }).detach();
  return lost.wait_for(leave_limit + 2s) == std::future_status::ready ? lost.get() : std::vector<int>{0};
}

}  // namespace rwave::learn
