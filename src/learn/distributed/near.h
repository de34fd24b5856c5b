#pragma once
// Processes of one machine: memory that all map, and sums of small numbers through it. Through Gloo's sockets
// 20 MB of gradients cost 12 ms of every core, of which the copies in and out of the kernel are most.

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace rwave::learn {

class Near {
 public:
  // What every rank passes, on every rank.
  using Gather = std::function<std::vector<std::string>(const std::string& own)>;
  // Ends the run for a rank that is lost; does not return.
  using Lost = std::function<void(const std::string& reason)>;

  // Null, on all ranks, where they are not on one machine or the system does not let them share memory.
  static std::unique_ptr<Near> meet(int rank, int ranks, const Gather& gather, Lost lost);
  ~Near();
  Near(const Near&) = delete;
  Near& operator=(const Near&) = delete;

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
  struct Shared;
  Near(int rank, std::vector<int> peers, Shared* shared, int memory, Lost lost);
  bool withdraw(std::uint32_t wanted);

  int rank_;
  std::vector<int> peers_;  // by rank: a descriptor of the process
  Shared* shared_;
  int memory_;              // the file behind it
  std::size_t mapped_ = 0;  // bytes of that file in use
  Lost lost_;
  std::uint32_t arrivals_ = 0;  // of this rank
  std::uint32_t sums_ = 0;
};

}  // namespace rwave::learn
