#include "learn/distributed/port_probe.h"

#include <netdb.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <memory>
#include <thread>

namespace rwave::learn {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

constexpr auto retry_interval = 100ms;
// For one connection to come about.
constexpr auto try_limit = 3s;

// Closed whatever happens on the way.
class Socket {
 public:
  explicit Socket(int family) : fd_(::socket(family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)) {}
  Socket(const Socket&) = delete;
  Socket& operator=(const Socket&) = delete;
  ~Socket() {
    if (fd_ >= 0) ::close(fd_);
  }
  int fd() const { return fd_; }

 private:
  int fd_;
};

std::string system_reason(int code) {
  return std::strerror(code);  // NOLINT(concurrency-mt-unsafe): before any thread of ours
}

// Empty where the connection came about.
std::string try_address(const addrinfo& address, std::chrono::milliseconds limit) {
  const Socket socket(address.ai_family);
  if (socket.fd() < 0) return system_reason(errno);
  if (::connect(socket.fd(), address.ai_addr, address.ai_addrlen) == 0) return "";
  // Without waiting, so that the limit is ours: the system's own is minutes.
  if (errno != EINPROGRESS) return system_reason(errno);
  pollfd waiting{socket.fd(), POLLOUT, 0};
  // Writable means connected, or refused: the socket's error says which.
  if (::poll(&waiting, 1, static_cast<int>(limit.count())) <= 0) return "no answer";
  int fault = 0;
  socklen_t size = sizeof fault;
  ::getsockopt(socket.fd(), SOL_SOCKET, SO_ERROR, &fault, &size);
  return fault == 0 ? "" : system_reason(fault);
}

std::string try_host(const std::string& host, int port, std::chrono::milliseconds limit) {
  addrinfo hints{}, *found = nullptr;
  hints.ai_socktype = SOCK_STREAM;
  const int fault = ::getaddrinfo(host.c_str(), std::to_string(port).c_str(), &hints, &found);
  if (fault != 0) return ::gai_strerror(fault);
  const std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> owner(found, ::freeaddrinfo);
  // The last reason is reported: earlier ones are of addresses that were tried in vain too.
  std::string reason;
  // A name may have several addresses, of which one listens.
  for (const addrinfo* address = found; address; address = address->ai_next) {
    reason = try_address(*address, limit);
    if (reason.empty()) return "";
  }
  return reason;
}

}  // namespace

std::string listen_error(int port) {
  const Socket socket(AF_INET);
  // As libtorch does: connections that are being closed do not count.
  const int yes = 1;
  ::setsockopt(socket.fd(), SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_ANY);
  const bool can = ::bind(socket.fd(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0 &&
                   ::listen(socket.fd(), 1) == 0;
  return can ? "" : system_reason(errno);
}

std::string connect_error(const std::string& host, int port, std::chrono::milliseconds limit) {
  // Attempts go on after a refusal: rank 0 may be starting.
  const Clock::time_point end = Clock::now() + limit;
  for (;;) {
    std::string reason = try_host(host, port, try_limit);
    if (reason.empty() || Clock::now() >= end) return reason;
    std::this_thread::sleep_for(retry_interval);
  }
}

}  // namespace rwave::learn
