#include "learn/distributed/process_group.h"

#include <torch/torch.h>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <map>
#include <nlohmann/json.hpp>

#include "learn/distributed/backend.h"
#include "learn/distributed/rendezvous.h"
#include "learn/distributed/shared_memory.h"

namespace rwave::learn {
namespace {

using namespace std::chrono_literals;

// A process that is silent for longer is lost.
constexpr auto answer_limit = 20s;
constexpr auto reading_limit = 10min;
// One adds while the other sends.
constexpr int exchange_threads = 2;

// Texts go as bytes in tensors: the backends know no other type.
torch::Tensor as_tensor(const std::string& text) {
  torch::Tensor bytes = torch::empty({static_cast<std::int64_t>(text.size())}, torch::kUInt8);
  std::copy(text.begin(), text.end(), bytes.data_ptr<std::uint8_t>());
  return bytes;
}

void broadcast_by(Backend& backend, const torch::Tensor& values) {
  std::vector<torch::Tensor> tensors{values};
  backend.broadcast(tensors)->wait();
}

// What every rank passes, on every rank: a sum of tables in which each fills its own row.
std::vector<std::string> gather_texts(Backend& backend, const World& world, const std::string& own) {
  const auto sum = [&](const torch::Tensor& values) {
    std::vector<torch::Tensor> tensors{values};
    backend.allreduce(tensors)->wait();
  };
  // Sizes first, so that all ranks make a table of the same width.
  const torch::Tensor sizes = torch::zeros({world.ranks}, torch::kInt64);
  sizes[world.rank] = static_cast<std::int64_t>(own.size());
  sum(sizes);
  const torch::Tensor table = torch::zeros({world.ranks, sizes.max().item<std::int64_t>()}, torch::kUInt8);
  table[world.rank].narrow(0, 0, static_cast<std::int64_t>(own.size())).copy_(as_tensor(own));
  sum(table);
  std::vector<std::string> texts;
  for (int rank = 0; rank < world.ranks; ++rank) {
    const auto* row = table[rank].data_ptr<std::uint8_t>();
    texts.emplace_back(row, row + sizes[rank].item<std::int64_t>());
  }
  return texts;
}

// A string without the quotation marks that JSON gives it: for messages.
std::string plain(const nlohmann::json& value) {
  return value.is_string() ? value.get<std::string>() : value.dump();
}

}  // namespace

// libtorch's types, which the header keeps out.
struct Group::Links {
  explicit Links(const World& world) : rendezvous(world) {}

  Rendezvous rendezvous;
  std::unique_ptr<SharedMemoryGroup> shared_memory;
  // By use and whether on a GPU.
  std::map<std::pair<Use, bool>, c10::intrusive_ptr<Backend>> backends;

  Backend& backend(const World& world, Use use, bool gpu) {
    // Made at the first use, which all ranks come to in the same order.
    auto& backend = backends[{use, gpu}];
    if (!backend) {
      const auto part = rendezvous.part(fmt::format("{}/{}", static_cast<int>(use), gpu ? "gpu" : "cpu"));
      backend = make_backend(world, part, gpu, answer_limit, use == Use::gradients ? exchange_threads : 1);
    }
    return *backend;
  }
};

// A sum by libtorch, whose faults become the group's.
class GroupSum : public PendingSum {
 public:
  GroupSum(Group& group, c10::intrusive_ptr<c10d::Work> work) : group_(group), work_(std::move(work)) {}
  void wait() override {
    try {
      work_->wait();
    } catch (const std::exception& fault) {
      group_.fail(reason_of(fault));
    }
  }

 private:
  Group& group_;
  c10::intrusive_ptr<c10d::Work> work_;
};

Group::Group(const World& world) : world_(world), links_(std::make_unique<Links>(world)) {}

Group::~Group() = default;

int Group::sharing_cores() const {
  return links_->rendezvous.sharing_cores();
}

void Group::agree(const nlohmann::json& own) {
  std::vector<std::string> texts;
  try {
    // A connection of its own with a long timeout: the others may still be reading their rows.
    const auto backend = make_backend(world_, links_->rendezvous.part("agree"), false, reading_limit, 1);
    const auto gather = [&](const std::string& text) { return gather_texts(*backend, world_, text); };
    texts = gather(own.dump());
    links_->shared_memory = SharedMemoryGroup::create(world_.rank, world_.ranks, gather,
                                                      [this](const std::string& why) { fail(why); });
  } catch (const Error&) {
    throw;
  } catch (const std::exception& fault) {
    fail(reason_of(fault));
  }
  const nlohmann::json first = nlohmann::json::parse(texts[0]);
  for (int rank = 1; rank < world_.ranks; ++rank) {
    const std::string differs =
        difference_between_ranks(first, nlohmann::json::parse(texts[static_cast<std::size_t>(rank)]), rank);
    if (!differs.empty()) throw Error(differs + ": start all ranks with the same program, options and rows");
  }
}

// Faults of libtorch become the group's own, which name the lost rank.
std::unique_ptr<PendingSum> Group::begin_sum(const torch::Tensor& values, Use use) {
  try {
    std::vector<torch::Tensor> tensors{values};
    Backend& backend = links_->backend(world_, use, values.is_cuda());
    return std::make_unique<GroupSum>(*this, backend.allreduce(tensors));
  } catch (const Error&) {
    throw;
  } catch (const std::exception& fault) {
    fail(reason_of(fault));
  }
}

SharedMemoryGroup* Group::shared_memory() {
  return links_->shared_memory.get();
}

void Group::sum(const torch::Tensor& values, Use use) {
  if (shared_memory() && values.is_cpu() && values.numel() <= SharedMemoryGroup::capacity) {
    // In double and in the order of the ranks: the sum is the same on all of them, to the last bit.
    const torch::Tensor wide = values.to(torch::kFloat64);
    shared_memory()->sum(wide.data_ptr<double>(), wide.numel());
    if (!wide.is_same(values)) values.copy_(wide);
    return;
  }
  begin_sum(values, use)->wait();
}

void Group::broadcast(const torch::Tensor& values) {
  try {
    broadcast_by(links_->backend(world_, Use::notice, values.is_cuda()), values);
  } catch (const Error&) {
    throw;
  } catch (const std::exception& fault) {
    fail(reason_of(fault));
  }
}

// In two messages: a receiver must know the size before it can make room.
std::string Group::broadcast(const std::string& text) {
  const torch::Tensor size = torch::full({1}, static_cast<std::int64_t>(text.size()), torch::kInt64);
  broadcast(size);
  const torch::Tensor bytes =
      is_leader() ? as_tensor(text) : torch::empty({size.item<std::int64_t>()}, torch::kUInt8);
  broadcast(bytes);
  const auto* first = bytes.data_ptr<std::uint8_t>();
  return {first, first + bytes.numel()};
}

// Closes this process's connections first, so that whoever waits for it notices too and comes to say that he
// is still there.
void Group::fail(const std::string& reason) {
  links_->backends.clear();
  // Only now is it known whether a rank is gone or a connection broke.
  const std::vector<int> lost = links_->rendezvous.lost_ranks();
  if (reason.find("Duplicate GPU") != std::string::npos) {  // NCCL's words
    throw LostRank(
        fmt::format("rank {}: --device cuda takes a GPU a process, and two processes have the same: start as "
                    "many on a machine as it has GPUs",
                    world_.rank));
  }
  if (lost.empty()) {
    throw LostRank(fmt::format("rank {} lost its connection to the other {}: {}", world_.rank,
                               world_.ranks == 2 ? "rank" : "ranks", reason));
  }
  throw LostRank(fmt::format("rank {} of {}: lost rank {}, which ended or was silent for {} s", world_.rank,
                             world_.ranks, fmt::join(lost, ", "), answer_limit.count()));
}

// Options by name, so that a difference is reported as what to type.
nlohmann::json identity(const std::string& program, const std::string& rows, int ranks,
                        const nlohmann::json& options) {
  nlohmann::json own = {{"program", program}, {"rows of checksum", rows}, {"ranks", ranks}};
  for (const auto& [name, value] : options.items()) {
    if (name != "given" && name != "data") own["--" + name] = value;
  }
  return own;
}

std::string difference_between_ranks(const nlohmann::json& rank0, const nlohmann::json& other, int rank) {
  std::string text;
  for (const auto& [name, value] : rank0.items()) {
    const std::string there = other.contains(name) ? plain(other[name]) : "nothing";
    if (there == plain(value)) continue;
    text += fmt::format("{}rank {} has {} {}, rank 0 {} {}", text.empty() ? "" : "; ", rank, name, there,
                        name, plain(value));
  }
  return text;
}

}  // namespace rwave::learn
