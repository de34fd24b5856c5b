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

// What a connection may cost. Whoever reaches the port can open some; the limits keep a slow or malicious
// client from holding memory and threads that others need.
struct ConnectionLimits {
  // Of a request's head; a browser's has one or two thousand.
  std::size_t head_bytes = 32 * 1024;
  // Of one line of the head, the address included.
  std::size_t line_bytes = 8000;
  int head_lines = 100;
  // From its first byte to its last. Not from byte to byte: a client that sends one byte at a time would
  // never be late ("slow loris").
  double head_seconds = 10;
  // Between two requests on one connection.
  double idle_seconds = 30;
  // Without one byte, reading or writing.
  double stall_seconds = 15;
  // Bytes/s of a body, counted from its begin; slower ones are broken off once the grace is over.
  double least_body_rate = 256;
  // Before which no body is too slow: one that has just begun has no rate yet.
  double body_grace_seconds = 20;
};

// What came of waiting for a request's head: complete, or why there is none. `late`, `too_large`,
// `malformed` and `unsupported` are answered by refuse(); `closed` has nobody left to answer.
enum class HeadState { complete, closed, late, too_large, malformed, unsupported };

// One thread serves a connection from its first request to its last.
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
  // For the library: bytes of the present head and body, -1 where the connection fails or a limit is
  // passed.
  ssize_t read(char* out, std::size_t size) override;
  ssize_t write(const char* data, std::size_t size) override;
  void get_remote_ip_and_port(std::string& ip, int& port) const override;
  void get_local_ip_and_port(std::string& ip, int& port) const override;
  socket_t socket() const override { return socket_; }

 private:
  // At most `size` bytes from the socket, waiting `seconds` at most.
  ssize_t receive(char* out, std::size_t size, double seconds);
  // Until the socket is ready: in slices of 0.2 s, so that a stopping server is noticed.
  bool wait(short events, double seconds) const;
  // Whether a complete head is a request that can be served: its form, its length fields, which must not
  // contradict each other (two readings of one request are how proxies are deceived).
  HeadState check_head(std::string_view head);

  int socket_;
  SSL* tls_;
  const std::atomic<bool>& stopping_;
  const ConnectionLimits& limits_;
  std::string buffer_;
  // Bytes of buffer_ that were given out.
  std::size_t taken_ = 0;
  // Bytes of the present head, counted down as they are read.
  std::size_t head_ = 0;
  // Bytes of its body still to be read.
  std::size_t body_ = 0;
  bool chunked_ = false;
  // When the body began, s of steady_seconds(), and its bytes so far: by them a body that is too slow is
  // told.
  double body_since_ = 0;
  double body_read_ = 0;
};

}  // namespace rwave::serve
