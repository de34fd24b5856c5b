#pragma once
// Commands that start the processes of one training, by torchrun's variables.

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <string>

namespace rwave::testing {

// A port that nobody listens at now.
inline int free_port() {
  const int fd = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  socklen_t size = sizeof address;
  const bool bound = ::bind(fd, reinterpret_cast<const sockaddr*>(&address), size) == 0 &&
                     ::getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size) == 0;
  ::close(fd);
  return bound ? ntohs(address.sin_port) : 0;
}

// "RANK=... WORLD_SIZE=... ... LINE"
inline std::string as_rank(int rank, int port, const std::string& line, int ranks = 2) {
  return "RANK=" + std::to_string(rank) + " WORLD_SIZE=" + std::to_string(ranks) +
         " MASTER_ADDR=127.0.0.1 MASTER_PORT=" + std::to_string(port) + " " + line;
}

// Two ranks of one training, rank 1 in the background; the status is rank 0's.
inline std::string two_ranks(const std::string& line0, const std::string& line1) {
  const int port = free_port();
  return as_rank(1, port, line1) + " & other=$!; " + as_rank(0, port, line0) +
         "; status=$?; wait $other; echo \"rank 1 ended with $?\"; exit $status";
}

}  // namespace rwave::testing
