#include "learn/distributed/near.h"

#include <ATen/Parallel.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <linux/futex.h>
#include <poll.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <sstream>

#include "rwave/error.h"

namespace rwave::learn {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

constexpr auto read_limit = 20s;
constexpr int spins = 20000;            // about a millisecond: a sleep in the middle of a step costs more
constexpr timespec nap{0, 50'000'000};  // then it is looked whether the others still live
constexpr std::int64_t chunk = std::int64_t{1} << 16;  // floats, 256 kB: stays in the core's cache

void pause_core() {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#endif
}

bool has_ended(int pidfd) {
  pollfd ended{pidfd, POLLIN, 0};
  return ::poll(&ended, 1, 0) > 0;
}

bool read_memory(int pid, std::uintptr_t from, void* to, std::size_t bytes) {
  const iovec local{to, bytes}, remote{reinterpret_cast<void*>(from), bytes};
  return ::process_vm_readv(pid, &local, 1, &remote, 1, 0) == static_cast<ssize_t>(bytes);
}

}  // namespace

// In memory that all ranks map. Two sets of slots, so that a rank may write the next sum while others still
// read the last one.
struct Near::Shared {
  std::atomic<std::uint32_t> arrived;  // of all ranks, over all meetings
  double* slot(std::uint32_t sum, int rank, int ranks) {
    auto* first = reinterpret_cast<double*>(this) + 8;
    return first + (static_cast<std::int64_t>(sum % 2) * ranks + rank) * capacity;
  }
  static std::size_t bytes(int ranks) {
    return sizeof(double) * (8 + 2 * static_cast<std::size_t>(ranks) * capacity);
  }
};

std::unique_ptr<Near> Near::meet(int rank, int ranks, const Gather& gather, Lost lost) {
  static const std::uint64_t probe = static_cast<std::uint64_t>(::getpid()) * 0x9e3779b97f4a7c15U;
  ::prctl(PR_SET_PTRACER, PR_SET_PTRACER_ANY, 0, 0, 0);  // where only a parent may read its child otherwise
  const int memory = rank == 0 ? static_cast<int>(::syscall(SYS_memfd_create, "rwave", 0)) : -1;
  const std::size_t bytes = Shared::bytes(ranks);
  const bool made = memory < 0 || ::ftruncate(memory, static_cast<off_t>(bytes)) == 0;
  const auto texts =
      gather(fmt::format("{} {} {} {}", ::getpid(), memory, reinterpret_cast<std::uintptr_t>(&probe), probe));

  // RWAVE_EXCHANGE=network: for measuring what the network's way costs.
  const char* way = std::getenv("RWAVE_EXCHANGE");
  bool can = !way || std::string(way) != "network";
  std::vector<Peer> peers;
  int first_memory = -1;
  for (const std::string& text : texts) {
    std::istringstream words(text);
    Peer peer;
    int peer_memory = -1;
    std::uintptr_t address = 0;
    std::uint64_t expected = 0, found = 0;
    words >> peer.pid >> peer_memory >> address >> expected;
    if (peers.empty()) first_memory = peer_memory;
    peer.fd = static_cast<int>(::syscall(SYS_pidfd_open, peer.pid, 0));
    can = can && peer.fd >= 0 && read_memory(peer.pid, address, &found, sizeof found) && found == expected;
    peers.push_back(peer);
  }
  void* mapped = MAP_FAILED;
  int opened = -1;
  if (can && made) {
    const std::string name = fmt::format("/proc/{}/fd/{}", peers[0].pid, first_memory);
    opened = ::open(name.c_str(), O_RDWR | O_CLOEXEC);
    if (opened >= 0) mapped = ::mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, opened, 0);
  }
  const auto verdicts = gather(mapped != MAP_FAILED ? "yes" : "no");
  if (memory >= 0) ::close(memory);
  auto near = std::unique_ptr<Near>(new Near(rank, std::move(peers),
                                             mapped == MAP_FAILED ? nullptr : static_cast<Shared*>(mapped),
                                             opened, std::move(lost)));
  for (const std::string& verdict : verdicts) {
    if (verdict != "yes") return nullptr;
  }
  return near;
}

Near::Near(int rank, std::vector<Peer> peers, Shared* shared, int memory, Lost lost)
    : rank_(rank),
      peers_(std::move(peers)),
      shared_(shared),
      memory_(memory),
      mapped_(Shared::bytes(static_cast<int>(peers_.size()))),
      lost_(std::move(lost)) {}

Near::~Near() {
  for (const Peer& peer : peers_) {
    if (peer.fd >= 0) ::close(peer.fd);
  }
  if (memory_ >= 0) ::close(memory_);
  if (shared_) ::munmap(shared_, Shared::bytes(static_cast<int>(peers_.size())));
}

void Near::arrive() {
  ++arrivals_;
  shared_->arrived.fetch_add(1);
  ::syscall(SYS_futex, &shared_->arrived, FUTEX_WAKE, 1 << 20, nullptr, nullptr, 0);
}

// Until every rank has arrived as often as this one.
void Near::await() {
  const auto wanted = arrivals_ * static_cast<std::uint32_t>(peers_.size());
  const auto reached = [&](std::uint32_t arrived) {
    return static_cast<std::int32_t>(arrived - wanted) >= 0;
  };
  for (int i = 0; i < spins; ++i) {
    if (reached(shared_->arrived.load())) return;
    pause_core();
  }
  const Clock::time_point end = Clock::now() + read_limit;
  for (;;) {
    const std::uint32_t arrived = shared_->arrived.load();
    if (reached(arrived)) return;
    ::syscall(SYS_futex, &shared_->arrived, FUTEX_WAIT, arrived, &nap, nullptr, 0);
    for (const Peer& peer : peers_) {
      if (has_ended(peer.fd) && !reached(shared_->arrived.load())) lost_("a process ended");
    }
    if (Clock::now() >= end) lost_("no answer");
  }
}

void Near::sum(double* values, std::int64_t count) {
  const auto ranks = static_cast<int>(peers_.size());
  const std::uint32_t turn = sums_++;
  std::copy(values, values + count, shared_->slot(turn, rank_, ranks));
  arrive();
  await();
  std::copy_n(shared_->slot(turn, 0, ranks), count, values);
  for (int rank = 1; rank < ranks; ++rank) {
    const double* slot = shared_->slot(turn, rank, ranks);
    for (std::int64_t i = 0; i < count; ++i) values[i] += slot[i];
  }
}

// A double holds any address of a process exactly: they have 48 bits, or 52.
void Near::share_address(const float* values) {
  std::vector<double> addresses(peers_.size(), 0);
  addresses[static_cast<std::size_t>(rank_)] = static_cast<double>(reinterpret_cast<std::uintptr_t>(values));
  sum(addresses.data(), static_cast<std::int64_t>(addresses.size()));
  for (std::size_t i = 0; i < peers_.size(); ++i) peers_[i].large = static_cast<std::uintptr_t>(addresses[i]);
}

bool Near::read(int rank, std::int64_t first, std::int64_t count, float* to) const {
  const Peer& peer = peers_[static_cast<std::size_t>(rank)];
  const std::uintptr_t from = peer.large + static_cast<std::uintptr_t>(first) * sizeof(float);
  return read_memory(peer.pid, from, to, static_cast<std::size_t>(count) * sizeof(float));
}

std::vector<Near::Part> Near::divide(std::int64_t first, std::int64_t last, int ranks) {
  std::vector<Part> parts;
  const std::int64_t count = last - first;
  for (int rank = 0; rank < ranks; ++rank) {
    const std::int64_t from = count * rank / ranks, to = count * (rank + 1) / ranks;
    parts.push_back({rank, first + from, to - from, true});
  }
  return parts;
}

void Near::sum_large(float* values, const std::vector<Part>& parts) {
  if (peers_[static_cast<std::size_t>(rank_)].large == 0) share_address(values);
  std::atomic<bool> failed{false};  // told once, not by every thread
  for (const Part& part : parts) {
    if (part.owner == rank_ && part.summed && !add_theirs(values, part)) failed = true;
  }
  const auto check = [&] {
    if (failed) lost_("a process's memory cannot be read");
  };
  check();
  arrive();
  await();
  for (const Part& part : parts) {
    if (part.owner == rank_) continue;
    at::parallel_for(0, part.count, chunk, [&](std::int64_t from, std::int64_t to) {
      if (!read(part.owner, part.first + from, to - from, values + part.first + from)) failed = true;
    });
  }
  check();
  arrive();
}

bool Near::add_theirs(float* values, const Part& part) const {
  std::atomic<bool> read_all{true};
  at::parallel_for(0, (part.count + chunk - 1) / chunk, 1, [&](std::int64_t from, std::int64_t to) {
    std::vector<float> theirs(static_cast<std::size_t>(std::min(chunk, part.count)));
    for (std::int64_t i = from; i < to; ++i) {
      const std::int64_t first = part.first + i * chunk, n = std::min(chunk, part.count - i * chunk);
      for (int rank = 0; rank < static_cast<int>(peers_.size()); ++rank) {
        if (rank == rank_) continue;
        if (!read(rank, first, n, theirs.data())) read_all = false;
        for (std::int64_t at = 0; at < n; ++at) values[first + at] += theirs[static_cast<std::size_t>(at)];
      }
    }
  });
  return read_all;
}

// The file grows by a byte that is written behind the stretch: setting its size could shorten it again for a
// rank that was quicker.
void* Near::map(std::size_t bytes, void* at) {
  constexpr std::size_t large_page = std::size_t{1} << 21;
  const std::size_t within = reinterpret_cast<std::uintptr_t>(at) % large_page;  // or no large page would fit
  const std::size_t from = (mapped_ + large_page - 1) / large_page * large_page + within;
  mapped_ = from + bytes + 1;
  const auto end = static_cast<off_t>(from + bytes);
  void* mapped = MAP_FAILED;
  if (::pwrite(memory_, "", 1, end) == 1) {
    mapped = ::mmap(at, bytes, PROT_READ | PROT_WRITE, MAP_SHARED | (at ? MAP_FIXED : 0), memory_,
                    static_cast<off_t>(from));
  }
  if (mapped == MAP_FAILED) {
    throw Error(
        fmt::format("no memory for {} MB that the processes share: {}; RWAVE_EXCHANGE=network on all "
                    "ranks goes without",
                    bytes >> 20, std::strerror(errno)));
  }
  ::madvise(mapped, bytes, MADV_HUGEPAGE);  // advice: no matter where it is not taken
  return mapped;
}

void Near::before_writing() {
  await();
}

}  // namespace rwave::learn
