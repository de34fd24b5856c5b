#pragma once
// Process group: processes that train one network together, what they agree on, and sums over all of them.
// Without libtorch's headers, as the command line meets the others before it reads any rows.

#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <string>

#include "learn/distributed/world.h"
#include "rwave/error.h"

namespace at {
class Tensor;
}

namespace rwave::learn {

// A process of the group is gone, or did not answer for answer_limit. what() names it.
class LostRank : public Error {
 public:
  using Error::Error;
};

class SharedMemoryGroup;

// A sum that is under way, while the process computes something else.
class PendingSum {
 public:
  virtual ~PendingSum() = default;
  // Returns when the sum is there. Throws LostRank.
  virtual void wait() = 0;
};

// All ranks must call the same functions in the same order, with tensors of the same sizes.
class Group {
 public:
  // What the connections are for; each kind has its own, so that the order of calls counts only within one
  // (on one machine among all small sums too).
  // Notices are a step's loss and stop, network sums the batch norms', gradients the rest.
  enum class Use { notice, network, gradients };

  // Meets the others; throws Error where they do not all come (learn/distributed/rendezvous.h).
  explicit Group(const World& world);
  ~Group();
  Group(const Group&) = delete;
  Group& operator=(const Group&) = delete;

  // This process's number, from 0, and how many there are.
  int rank() const { return world_.rank; }
  int size() const { return world_.ranks; }
  // Whether it is rank 0, which prints, writes and scores for all.
  bool is_leader() const { return world_.rank == 0; }

  // Processes of the group that share this machine's cores with this one, which is counted too.
  int sharing_cores() const;

  // Compares what each process says of itself, an object of values or of objects of values; throws Error on
  // all ranks where one differs, naming the rank, the entry and both values. The others may come up to ten
  // minutes later: they may still be reading their rows.
  void agree(const nlohmann::json& own);

  // Replaces the values, contiguous and on one device, by their sums over all ranks. Throws LostRank.
  void sum(const at::Tensor& values, Use use = Use::network);

  // The same without waiting: the values must stay as they are until wait().
  std::unique_ptr<PendingSum> begin_sum(const at::Tensor& values, Use use);

  // Replaces the values by rank 0's.
  void broadcast(const at::Tensor& values);

  // How the ranks reach each other's memory; null where they do not, as between machines, or before agree().
  SharedMemoryGroup* shared_memory();

  // Rank 0's text, on all ranks.
  std::string broadcast(const std::string& text);

 private:
  friend class GroupSum;
  // libtorch's connections and the rendezvous, whose headers stay out.
  struct Links;
  // Finds out which ranks are gone and throws LostRank naming them, with the connection's own words.
  [[noreturn]] void fail(const std::string& reason);

  World world_;
  std::unique_ptr<Links> links_;
};

// What a process says of itself for comparison, an entry a thing that must agree: the program, the rows'
// checksum, the number of ranks, each option by its name ("--lr"). Left out: the name of the data, which may
// lie in other places on other machines.
nlohmann::json identity(const std::string& program, const std::string& rows, int ranks,
                        const nlohmann::json& options);

// "rank 1 has --lr 0.01, rank 0 --lr 0.001" for each entry in which rank's identity differs from rank 0's;
// empty where none does.
std::string difference_between_ranks(const nlohmann::json& rank0, const nlohmann::json& other, int rank);

}  // namespace rwave::learn
