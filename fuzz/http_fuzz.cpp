// Bytes as they come in from the network: sent to a server on this machine's own address. It answers with an
// HTTP status below 500 (or 503) or closes, and is there for the next.
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <string>

#include "scratch.h"
#include "serve/server.h"
#include "served_recording.h"

namespace {

int connect_to(int port) {
  const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  timeval most{5, 0};
  ::setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &most, sizeof most);
  // Reset at close: thousands of connections a second would else use up the ports.
  const linger reset{1, 0};
  ::setsockopt(socket, SOL_SOCKET, SO_LINGER, &reset, sizeof reset);
  if (::connect(socket, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) {
    std::perror("connect");
    std::abort();
  }
  return socket;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static rwave::serve::Server& server = [&]() -> rwave::serve::Server& {
    rwave::serve::Server& made = rwave::fuzz::served_recording();
    made.start();
    return made;
  }();
  const int socket = connect_to(server.port());
  for (std::size_t sent = 0; sent < size;) {
    const ssize_t count = ::send(socket, data + sent, size - sent, MSG_NOSIGNAL);
    if (count <= 0) break;
    sent += static_cast<std::size_t>(count);
  }
  ::shutdown(socket, SHUT_WR);
  std::string answer;
  std::array<char, 4096> block;
  ssize_t got = 0;
  // The first block is enough to see the status; an event stream would go on for ever.
  while (answer.size() < 16 && (got = ::recv(socket, block.data(), block.size(), 0)) > 0)
    answer.append(block.data(), static_cast<std::size_t>(got));
  ::close(socket);
  if (answer.starts_with("HTTP/1.1 5") && !answer.starts_with("HTTP/1.1 503")) std::abort();
  return 0;
}
