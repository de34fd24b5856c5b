#pragma once
// One client's connection, plain or TLS. What a head may hold and how long anything may take is limited here,
// since cpp-httplib limits neither.

#include <httplib.h>
#include <openssl/ssl.h>

#include <atomic>
#include <cstddef>
#include <string>
#include <string_view>

namespace rwave::serve {

// What a connection may cost.
struct ConnectionLimits {
  std::size_t head_bytes = 32 * 1024;  // of a request's head
  std::size_t line_bytes = 8000;       // of one of its lines
  int head_lines = 100;
  double head_seconds = 10;      // from its first byte to its last
  double idle_seconds = 30;      // without a request
  double stall_seconds = 15;     // without one byte, either way
  double least_body_rate = 256;  // bytes/s from `grace_seconds` on; slower bodies are broken off
  double body_grace_seconds = 20;
};

// What came of waiting for a request's head.
enum class HeadState { complete, closed, late, too_large, malformed, unsupported };

class Connection : public httplib::Stream {
 public:
  // Takes over the socket; `tls` is null for a plain connection, else it has been accepted. `stopping` ends
  // every wait.
  Connection(int socket, SSL* tls, const std::atomic<bool>& stopping, const ConnectionLimits& limits);

  // Waits for the whole head of the next request and checks its form. It is then read again through read().
  HeadState wait_for_head();

  // Reads what a handler left of a small body. Whether the body was read to its end, so that the next request
  // can follow.
  bool finish_body();

  // Whether this request is the connection's last: a body whose end may lie far off cannot be skipped where a
  // handler leaves it. The answer must say so, or a client sends its next request into a closed connection.
  bool ends_with_this() const;

  // Sends what is shown where a head is refused, and nothing more.
  void refuse(int status, std::string_view reason, std::string_view code, std::string_view message);

  // Ends the connection so that the client still gets what was sent.
  void close_gently();

  bool is_readable() const override;
  bool is_writable() const override;
  ssize_t read(char* out, std::size_t size) override;
  ssize_t write(const char* data, std::size_t size) override;
  void get_remote_ip_and_port(std::string& ip, int& port) const override;
  void get_local_ip_and_port(std::string& ip, int& port) const override;
  socket_t socket() const override { return socket_; }

 private:
  ssize_t receive(char* out, std::size_t size, double seconds);
  bool wait(short events, double seconds) const;
  HeadState check_head(std::string_view head);

  int socket_;
  SSL* tls_;
  const std::atomic<bool>& stopping_;
  const ConnectionLimits& limits_;
  std::string buffer_;
  std::size_t taken_ = 0;  // of the buffer
  std::size_t head_ = 0;   // bytes of the present head, counted down as they are read
  std::size_t body_ = 0;   // bytes of its body still to be read
  bool chunked_ = false;
  double body_since_ = 0;
  double body_read_ = 0;  // bytes
};

}  // namespace rwave::serve
