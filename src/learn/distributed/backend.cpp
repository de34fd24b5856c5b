#include "learn/distributed/backend.h"

#include <ifaddrs.h>
#include <netdb.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstring>
#include <memory>

#include "rwave/error.h"

// Debian's libtorch-dev leaves Gloo's headers to libgloo-dev; NCCL's come with CUDA.
#if __has_include(<gloo/context.h>)
#define USE_C10D_GLOO
#include <torch/csrc/distributed/c10d/ProcessGroupGloo.hpp>
#endif
#ifdef RWAVE_NCCL
#define USE_C10D_NCCL
#include <torch/csrc/distributed/c10d/ProcessGroupNCCL.hpp>
#endif

namespace rwave::learn {
namespace {

// By number, as a name would be looked up again on the other machine, perhaps to another address.
#ifdef USE_C10D_GLOO
std::string numeric(const sockaddr* address, socklen_t size) {
  std::array<char, NI_MAXHOST> text{};
  const int fault = ::getnameinfo(address, size, text.data(), text.size(), nullptr, 0, NI_NUMERICHOST);
  return fault == 0 ? text.data() : "";
}

// The address from which this machine reaches `host`; empty where it is not known. Nothing is sent.
std::string address_towards(const World& world) {
  addrinfo hints{}, *found = nullptr;
  hints.ai_socktype = SOCK_DGRAM;
  if (::getaddrinfo(world.host.c_str(), std::to_string(world.port).c_str(), &hints, &found) != 0) return "";
  const std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> owner(found, ::freeaddrinfo);
  std::string text;
  // Connecting a datagram socket sends nothing; it only makes the system choose a route.
  const int fd = ::socket(found->ai_family, SOCK_DGRAM, 0);
  sockaddr_storage own{};
  socklen_t size = sizeof own;
  auto* address = reinterpret_cast<sockaddr*>(&own);
  if (fd >= 0 && ::connect(fd, found->ai_addr, found->ai_addrlen) == 0 &&
      ::getsockname(fd, address, &size) == 0) {
    text = numeric(address, size);
  }
  if (fd >= 0) ::close(fd);
  return text;
}

// Gloo gives the others this address. By itself it would take that of the machine's name, which on Debian is
// 127.0.1.1 and leads every other machine to itself. GLOO_SOCKET_IFNAME names a network card, as in PyTorch.
std::shared_ptr<gloo::transport::Device> device_of(const World& world) {
  if (const auto card = environment("GLOO_SOCKET_IFNAME"))
    return c10d::ProcessGroupGloo::createDeviceForInterface(*card);
  const std::string address = address_towards(world);
  return address.empty() ? c10d::ProcessGroupGloo::createDefaultDevice()
                         : c10d::ProcessGroupGloo::createDeviceForHostname(address);
}
#endif

}  // namespace

std::string reason_of(const std::exception& fault) {
  // The first frame's words say what happened; the frames say where in libtorch.
  const auto* of_libtorch = dynamic_cast<const c10::Error*>(&fault);
  return of_libtorch ? of_libtorch->what_without_backtrace() : fault.what();
}

c10::intrusive_ptr<Backend> make_backend(const World& world, const c10::intrusive_ptr<c10d::Store>& table,
                                         bool gpu, std::chrono::milliseconds timeout, int threads) {
  if (gpu) {
#ifdef USE_C10D_NCCL
    auto options = c10d::ProcessGroupNCCL::Options::create();
    options->timeout = timeout;
    return c10::make_intrusive<c10d::ProcessGroupNCCL>(table, world.rank, world.ranks, options);
#else
    throw Error("this rwave was built without NCCL: several processes can train on processors only");
#endif
  }
#ifdef USE_C10D_GLOO
  auto options = c10d::ProcessGroupGloo::Options::create(timeout);
  options->devices.push_back(device_of(world));
  options->threads = threads;
  return c10::make_intrusive<c10d::ProcessGroupGloo>(table, world.rank, world.ranks, options);
#else
  throw Error("this rwave was built without Gloo (Debian: libgloo-dev): it trains in one process");
#endif
}

}  // namespace rwave::learn
