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

  // A stretch of a rank's values that its owner gives the others, after it has added up theirs or, where it
  // is not `summed`, as it is.
  struct Part {
    int owner = 0;
    std::int64_t first = 0, count = 0;
    bool summed = true;
  };

  // The values [first, last), a part for each rank.
  static std::vector<Part> divide(std::int64_t first, std::int64_t last, int ranks);

  // Makes parts of the floats that lie at `values` in this process and somewhere in the others equal on all
  // ranks. All must have finished writing what is summed and then called sum(). The first call tells the
  // others the address.
  void sum_large(float* values, const std::vector<Part>& parts);

  // Memory that all ranks see, zeros at first: at `at`, a page's begin, in place of what was there, or
  // anywhere. The caller unmaps it. All ranks must call it in the same order with the same sizes, and places
  // that lie alike in large pages. Throws Error.
  void* map(std::size_t bytes, void* at);

  // Before anything is written where sum_large() was: waits until the others have read it.
  void before_writing();

 private:
  struct Shared;
  struct Peer {
    int pid = 0, fd = -1;
    std::uintptr_t large = 0;  // where its values lie
  };
  Near(int rank, std::vector<Peer> peers, Shared* shared, int memory, Lost lost);
  void arrive();
  void await();
  bool read(int rank, std::int64_t first, std::int64_t count, float* to) const;
  bool add_theirs(float* values, const Part& part) const;
  void share_address(const float* values);

  int rank_;
  std::vector<Peer> peers_;
  Shared* shared_;
  int memory_;              // the file behind it
  std::size_t mapped_ = 0;  // bytes of that file in use
  Lost lost_;
  std::uint32_t arrivals_ = 0;  // of this rank
  std::uint32_t sums_ = 0;
};

}  // namespace rwave::learn
