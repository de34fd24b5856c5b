#include "learn/distributed/group.h"

#include <torch/torch.h>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <map>
#include <nlohmann/json.hpp>

#include "learn/distributed/backend.h"
#include "learn/distributed/difference.h"
#include "learn/distributed/meeting.h"
#include "learn/distributed/near.h"

namespace rwave::learn {
namespace {

using namespace std::chrono_literals;

constexpr auto answer_limit = 20s;  // a process that is silent for longer is lost
constexpr auto reading_limit = 10min;
constexpr int exchange_threads = 2;  // one adds while the other sends

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

}  // namespace

struct Group::Links {
  explicit Links(const World& world) : meeting(world) {}

  Meeting meeting;
  std::unique_ptr<Near> near;
  std::map<std::pair<Use, bool>, c10::intrusive_ptr<Backend>> backends;  // by use and whether on a GPU

  Backend& backend(const World& world, Use use, bool gpu) {
    auto& backend = backends[{use, gpu}];
    if (!backend) {
      const auto part = meeting.part(fmt::format("{}/{}", static_cast<int>(use), gpu ? "gpu" : "cpu"));
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
  return links_->meeting.sharing_cores();
}

void Group::agree(const nlohmann::json& own) {
  std::vector<std::string> texts;
  try {
    const auto backend = make_backend(world_, links_->meeting.part("agree"), false, reading_limit, 1);
    const auto gather = [&](const std::string& text) { return gather_texts(*backend, world_, text); };
    texts = gather(own.dump());
    links_->near =
        Near::meet(world_.rank, world_.ranks, gather, [this](const std::string& why) { fail(why); });
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

Near* Group::near() {
  return links_->near.get();
}

void Group::sum(const torch::Tensor& values, Use use) {
  if (near() && values.is_cpu() && values.numel() <= Near::capacity) {
    const torch::Tensor wide = values.to(torch::kFloat64);
    near()->sum(wide.data_ptr<double>(), wide.numel());
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

std::string Group::broadcast(const std::string& text) {
  const torch::Tensor size = torch::full({1}, static_cast<std::int64_t>(text.size()), torch::kInt64);
  broadcast(size);
  const torch::Tensor bytes =
      leads() ? as_tensor(text) : torch::empty({size.item<std::int64_t>()}, torch::kUInt8);
  broadcast(bytes);
  const auto* first = bytes.data_ptr<std::uint8_t>();
  return {first, first + bytes.numel()};
}

// Closes this process's connections first, so that whoever waits for it notices too and comes to say that he
// is still there.
void Group::fail(const std::string& reason) {
  links_->backends.clear();
  const std::vector<int> lost = links_->meeting.lost_ranks();
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

}  // namespace rwave::learn
