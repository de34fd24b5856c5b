#include "serve/connection.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstring>

#include "base/clock.h"

namespace rwave::serve {
namespace {

constexpr std::size_t most_left = 64 * 1024;  // of a body that nobody reads; longer ones end the connection
constexpr double slice = 0.2;                 // s: as late a stopping server may be noticed

std::string lower(std::string_view text) {
  std::string small(text);
  for (char& c : small) c = static_cast<char>(c >= 'A' && c <= 'Z' ? c | 0x20 : c);
  return small;
}

void address_of(const sockaddr_storage& address, std::string& ip, int& port) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  if (address.ss_family == AF_INET) {
    const auto& v4 = reinterpret_cast<const sockaddr_in&>(address);
    ip = ::inet_ntop(AF_INET, &v4.sin_addr, text.data(), text.size());
    port = ntohs(v4.sin_port);
  } else if (address.ss_family == AF_INET6) {
    const auto& v6 = reinterpret_cast<const sockaddr_in6&>(address);
    ip = ::inet_ntop(AF_INET6, &v6.sin6_addr, text.data(), text.size());
    port = ntohs(v6.sin6_port);
  }
}

}  // namespace

Connection::Connection(int socket, SSL* tls, const std::atomic<bool>& stopping,
                       const ConnectionLimits& limits)
    : socket_(socket), tls_(tls), stopping_(stopping), limits_(limits) {}

// In slices, so that a thread that waits for a client for a minute still ends with the server.
bool Connection::wait(short events, double seconds) const {
  const double until = steady_seconds() + seconds;
  while (!stopping_) {
    const double left = until - steady_seconds();
    if (left <= 0) return false;
    pollfd waited{socket_, events, 0};
    const int ready = ::poll(&waited, 1, static_cast<int>(std::min(left, slice) * 1000) + 1);
    if (ready > 0) return true;
    if (ready < 0 && errno != EINTR) return false;
  }
  return false;
}

// 0: the client is gone, -1: too late or failed.
ssize_t Connection::receive(char* out, std::size_t size, double seconds) {
  const double until = steady_seconds() + seconds;
  for (;;) {
    // TLS may need to write in order to read, when keys are exchanged again.
    short events = POLLIN;
    if (tls_ != nullptr) {
      const int got = SSL_read(tls_, out, static_cast<int>(std::min<std::size_t>(size, 1 << 20)));
      if (got > 0) return got;
      const int why = SSL_get_error(tls_, got);
      if (why == SSL_ERROR_ZERO_RETURN) return 0;
      if (why == SSL_ERROR_WANT_WRITE)
        events = POLLOUT;
      else if (why != SSL_ERROR_WANT_READ)
        return -1;
    } else {
      const ssize_t got = ::recv(socket_, out, size, MSG_DONTWAIT);
      if (got >= 0) return got;
      if (errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR) return -1;
    }
    if (!wait(events, until - steady_seconds())) return -1;
  }
}

// Before the head's first byte a connection may be idle for long; from then on the clock runs,
// however slowly bytes come. Otherwise a client that sends a byte now and then would hold a thread
// for ever.
HeadState Connection::wait_for_head() {
  buffer_.erase(0, taken_);
  taken_ = 0;
  head_ = body_ = 0;
  chunked_ = false;
  double until = steady_seconds() + (buffer_.empty() ? limits_.idle_seconds : limits_.head_seconds);
  std::size_t searched = 0;
  for (;;) {
    // Blank lines before a request are let pass, as RFC 9112 asks.
    while (searched == 0 && buffer_.starts_with("\r\n")) buffer_.erase(0, 2);
    const std::size_t end = buffer_.find("\r\n\r\n", searched);
    if (end != std::string::npos) {
      head_ = end + 4;
      if (head_ > limits_.head_bytes) return HeadState::too_large;
      return check_head(std::string_view(buffer_).substr(0, end + 2));
    }
    if (buffer_.size() > limits_.head_bytes) return HeadState::too_large;
    // The end may lie across two blocks: the last three bytes are looked at again.
    searched = buffer_.size() > 3 ? buffer_.size() - 3 : 0;
    std::array<char, 4096> block;
    const bool fresh = buffer_.empty();
    const ssize_t got = receive(block.data(), block.size(), until - steady_seconds());
    if (got <= 0) return fresh || got == 0 || stopping_ ? HeadState::closed : HeadState::late;
    if (fresh) until = steady_seconds() + limits_.head_seconds;
    buffer_.append(block.data(), static_cast<std::size_t>(got));
  }
}

// The library takes lines that have no colon, several lengths and ranges of any number, and matches ranges
// with a regular expression that recurses by character: what could mislead it is refused before it looks.
HeadState Connection::check_head(std::string_view head) {
  int lines = 0;
  int lengths = 0;
  bool http = false;
  while (!head.empty()) {
    // Bare line ends and folded lines are read differently by different servers. A proxy in front
    // could then see one request where we see two.
    const std::size_t end = head.find('\n');
    if (end == std::string_view::npos || end == 0 || head[end - 1] != '\r') return HeadState::malformed;
    const std::string_view line = head.substr(0, end - 1);
    head.remove_prefix(end + 1);
    if (line.size() > limits_.line_bytes || ++lines > limits_.head_lines) return HeadState::too_large;
    if (std::ranges::any_of(line, [](unsigned char c) { return (c < 0x20 && c != '\t') || c == 0x7f; }))
      return HeadState::malformed;
    if (lines == 1) {
      http = line.ends_with(" HTTP/1.1") || line.ends_with(" HTTP/1.0");
      continue;
    }
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos || colon == 0 || line[0] == ' ' || line[0] == '\t' ||
        line[colon - 1] == ' ')
      return HeadState::malformed;
    const std::string name = lower(line.substr(0, colon));
    std::string_view value = line.substr(colon + 1);
    while (value.starts_with(' ')) value.remove_prefix(1);
    while (value.ends_with(' ')) value.remove_suffix(1);
    if (name == "content-length") {
      // Two lengths, or a length that is no number, are the usual way to smuggle a second request
      // past a proxy.
      const auto read = std::from_chars(value.data(), value.data() + value.size(), body_);
      if (value.empty() || read.ec != std::errc() || read.ptr != value.data() + value.size() || ++lengths > 1)
        return HeadState::malformed;
    } else if (name == "transfer-encoding") {
      if (lower(value) != "chunked") return HeadState::unsupported;
      chunked_ = true;
    } else if (name == "content-encoding") {
      return HeadState::unsupported;  // a small body that unpacks to a large one
    } else if ((name == "range" || name == "content-type") && value.size() > 200) {
      return HeadState::too_large;
    }
  }
  if (!http || (chunked_ && lengths > 0)) return HeadState::malformed;
  body_since_ = steady_seconds();
  body_read_ = 0;
  return HeadState::complete;
}

// A long body that nobody has read would have to be drained before the next request. Closing is
// cheaper.
bool Connection::ends_with_this() const {
  return chunked_ || body_ > most_left;
}

bool Connection::finish_body() {
  if (chunked_ || head_ > 0 || body_ > most_left) return false;
  std::array<char, 4096> dropped;
  while (body_ > 0)
    if (read(dropped.data(), std::min(body_, dropped.size())) <= 0) return false;
  return true;
}

bool Connection::is_readable() const {
  return taken_ < buffer_.size() || wait(POLLIN, limits_.stall_seconds);
}

bool Connection::is_writable() const {
  return !stopping_ && wait(POLLOUT, limits_.stall_seconds);
}

ssize_t Connection::read(char* out, std::size_t size) {
  // The head was taken from the socket to be checked; the library gets the same bytes now.
  if (head_ > 0) {
    const std::size_t count = std::min(size, head_);
    std::memcpy(out, buffer_.data() + taken_, count);
    taken_ += count;
    head_ -= count;
    return static_cast<ssize_t>(count);
  }
  ssize_t got = 0;
  if (taken_ < buffer_.size()) {
    got = static_cast<ssize_t>(std::min(size, buffer_.size() - taken_));
    std::memcpy(out, buffer_.data() + taken_, static_cast<std::size_t>(got));
    taken_ += static_cast<std::size_t>(got);
  } else {
    // Bodies come in pieces of a byte where a library asks so: read ahead, or each is a system call.
    buffer_.resize(16 * 1024);
    taken_ = 0;
    const ssize_t more = receive(buffer_.data(), buffer_.size(), limits_.stall_seconds);
    buffer_.resize(more > 0 ? static_cast<std::size_t>(more) : 0);
    if (more <= 0) return more;
    return read(out, size);
  }
  body_read_ += static_cast<double>(got);
  // A least rate for bodies: a client that sends a byte a second would hold a thread and a
  // half-written upload for days.
  const double taken = steady_seconds() - body_since_;
  if (taken > limits_.body_grace_seconds && body_read_ < limits_.least_body_rate * taken) return -1;
  body_ -= std::min(body_, static_cast<std::size_t>(got));
  return got;
}

ssize_t Connection::write(const char* data, std::size_t size) {
  std::size_t sent = 0;
  while (sent < size) {
    short events = POLLOUT;
    ssize_t count = 0;
    if (tls_ != nullptr) {
      count = SSL_write(tls_, data + sent, static_cast<int>(std::min<std::size_t>(size - sent, 1 << 20)));
      if (count <= 0) {
        const int why = SSL_get_error(tls_, static_cast<int>(count));
        if (why == SSL_ERROR_WANT_READ)
          events = POLLIN;
        else if (why != SSL_ERROR_WANT_WRITE)
          return -1;
        count = 0;
      }
    } else {
      // MSG_NOSIGNAL: a client that has gone must not end the process by SIGPIPE.
      count = ::send(socket_, data + sent, size - sent, MSG_NOSIGNAL | MSG_DONTWAIT);
      if (count < 0) {
        if (errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR) return -1;
        count = 0;
      }
    }
    sent += static_cast<std::size_t>(count);
    if (count == 0 && !wait(events, limits_.stall_seconds)) return -1;
  }
  return static_cast<ssize_t>(size);
}

// Written by hand: the library has not been asked yet, and may not be, as it would parse what was
// just found to be malformed.
void Connection::refuse(int status, std::string_view reason, std::string_view code,
                        std::string_view message) {
  const std::string body = fmt::format(R"({{"error":{{"code":"{}","message":"{}"}}}})", code, message);
  const std::string answer = fmt::format(
      "HTTP/1.1 {} {}\r\nContent-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{}",
      status, reason, body.size(), body);
  write(answer.data(), answer.size());
}

void Connection::close_gently() {
  if (tls_ != nullptr) SSL_shutdown(tls_);
  ::shutdown(socket_, SHUT_WR);
  // Closing with bytes unread resets the connection, and the client may never see the answer.
  std::array<char, 4096> dropped;
  for (int block = 0; block < 64; ++block) {
    if (tls_ != nullptr || !wait(POLLIN, 0.5)) break;
    if (::recv(socket_, dropped.data(), dropped.size(), MSG_DONTWAIT) <= 0) break;
  }
  ::close(socket_);
}

void Connection::get_remote_ip_and_port(std::string& ip, int& port) const {
  sockaddr_storage address{};
  socklen_t length = sizeof address;
  if (::getpeername(socket_, reinterpret_cast<sockaddr*>(&address), &length) == 0)
    address_of(address, ip, port);
}

void Connection::get_local_ip_and_port(std::string& ip, int& port) const {
  sockaddr_storage address{};
  socklen_t length = sizeof address;
  if (::getsockname(socket_, reinterpret_cast<sockaddr*>(&address), &length) == 0)
    address_of(address, ip, port);
}

}  // namespace rwave::serve
