#pragma once
// The listening side: connections, their limits, TLS, and HTTP to Request and Reply.

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <thread>

#include "serve/connection.h"
#include "serve/exchange.h"

namespace rwave::serve {

// Where and how the server listens.
struct FrontOptions {
  // Another than this machine's own is refused without a password (server.cpp): patients' data must not be
  // open to a network by a slip.
  std::string address = "127.0.0.1";
  // 0: one that the system chooses.
  int port = 8080;
  // PEM files of TLS; both or none.
  std::string certificate;
  std::string key;
  // At once; more are answered 503.
  int connections = 256;
  // Connections at once that may be event streams: each holds a thread for as long as its page is open.
  int event_streams = 128;
  // Sizes and times that each connection must keep.
  ConnectionLimits limits;
  // A line a request on standard error: no names, no addresses asked for.
  bool log = false;
};

// Requests come as Request and go as Reply; nothing above this class knows of HTTP's library. A handler may
// throw: Refused becomes its status, any other fault 500, and no request ends the process.
class Front {
 public:
  using Handler = std::function<Reply(const Request&)>;

  // Binds the port. Throws Error naming the address where it is taken or not ours, or where a file of TLS
  // does not read.
  Front(const FrontOptions& options, Handler handler);
  Front(const Front&) = delete;
  Front& operator=(const Front&) = delete;
  ~Front();

  // The one that was bound, also where options.port is 0.
  int port() const;

  // Answers requests on threads of its own, until stop().
  void start();

  // No new requests; those being answered have `limits.stall_seconds` at most. Returns when all are done.
  void stop();

 private:
  // httplib's server with our connections (front.cpp), so that its header stays out of this one.
  class Listener;
  std::unique_ptr<Listener> listener_;
  std::thread thread_;
};

}  // namespace rwave::serve
