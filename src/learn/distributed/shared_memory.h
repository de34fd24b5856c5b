#pragma once
// Shared-memory group: processes of one machine, memory that all map, and sums of small numbers through it.
// Through Gloo's sockets 20 MB of gradients cost 12 ms of every core, of which the copies in and out of the
// kernel are most.

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace rwave::learn {

// One process's part of it. A process that ends or hangs is noticed by all that wait for it.
class SharedMemoryGroup {
 public:
  // What every rank passes, on every rank.
  using Gather = std::function<std::vector<std::string>(const std::string& own)>;
  // Ends the run for a rank that is lost; does not return.
  using Lost = std::function<void(const std::string& reason)>;

  // Null, on all ranks, where they are not on one machine or the system does not let them share memory.
  static std::unique_ptr<SharedMemoryGroup> create(int rank, int ranks, const Gather& gather, Lost lost);
  ~SharedMemoryGroup();
  SharedMemoryGroup(const SharedMemoryGroup&) = delete;
  SharedMemoryGroup& operator=(const SharedMemoryGroup&) = delete;

  // How many numbers sum() takes at most.
  static constexpr std::int64_t capacity = 4096;

  // Adds up small numbers, in the order of the ranks. What any rank did before, all see after. Both this and
  // wait_for_all() end by `lost` where a rank does not come.
  void sum(double* values, std::int64_t count);

  // Waits until all ranks have called it. What any rank did before, all see after.
  void wait_for_all();

  // Memory that all ranks see, `values` floats, zeros at first. All ranks must call it in the same order with
  // the same sizes. Throws Error.
  std::shared_ptr<float> memory(std::int64_t values);

 private:
  // The head of the common memory: a counter of arrivals, a token, the slots of the sums.
  struct Shared;
  SharedMemoryGroup(int rank, std::vector<int> peers, Shared* shared, int memory, Lost lost);
  // Takes this rank's arrival back, where the others have not all come.
  bool withdraw(std::uint32_t wanted);

  // This process's number.
  int rank_;
  // By rank: a descriptor of the process.
  std::vector<int> peers_;
  Shared* shared_;
  // The file behind it.
  int memory_;
  // Bytes of that file in use.
  std::size_t mapped_ = 0;
  Lost lost_;
  // Of this rank: how often it has arrived, and how many sums it has taken part in.
  std::uint32_t arrivals_ = 0;
  std::uint32_t sums_ = 0;
};

}  // namespace rwave::learn
