#pragma once
// Sums over processes of one machine, which read each other's memory: 20 MB of gradients cost 12 ms of every
// core through Gloo's sockets, of which the copies in and out of the kernel are most; reading them where they
// lie costs a third of that.

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

  // Null, on all ranks, where they are not on one machine or the system does not let them read each other.
  static std::unique_ptr<Near> meet(int rank, int ranks, const Gather& gather, Lost lost);
  ~Near();
  Near(const Near&) = delete;
  Near& operator=(const Near&) = delete;

  // How many numbers sum() takes at most.
  static constexpr std::int64_t capacity = 4096;

  // Adds up small numbers, in the order of the ranks. What any rank did before, all see after.
  void sum(double* values, std::int64_t count);

  // Adds up `count` floats that lie at `values` in this process and somewhere in the others; each rank sums
  // its part and reads the others' parts. All must have finished writing them and then called sum(). The
  // first call tells the others the address.
  void sum_large(float* values, std::int64_t count);

  // Before anything is written where sum_large() was: waits until the others have read it.
  void before_writing();

 private:
  struct Shared;
  struct Peer {
    int pid = 0, fd = -1;
    std::uintptr_t large = 0;  // where its values lie
  };
  Near(int rank, std::vector<Peer> peers, Shared* shared, Lost lost);
  void arrive();
  void await();
  bool read(int rank, std::int64_t first, std::int64_t count, float* to) const;
  void share_address(const float* values);

  int rank_;
  std::vector<Peer> peers_;
  Shared* shared_;
  Lost lost_;
  std::uint32_t arrivals_ = 0;  // of this rank
  std::uint32_t sums_ = 0;
};

}  // namespace rwave::learn
