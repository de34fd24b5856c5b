#include "serve/front.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/err.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <mutex>

#include "base/clock.h"
#include "serve/translate.h"

namespace rwave::serve {
namespace {

constexpr int backlog = 512;  // the library's 5 makes a page's connections wait for a second

// The connection that the accepting thread works on itself is one too many: it is told so and closed.
thread_local bool refusing = false;

// A thread a connection: event streams and idle connections hold one each, so a pool of a few would stand
// still.
class ThreadPerConnection : public httplib::TaskQueue {
 public:
  explicit ThreadPerConnection(int most) : most_(most) {}

  void enqueue(std::function<void()> work) override {
    {
      const std::lock_guard lock(mutex_);
      if (running_ < most_) {
        ++running_;
        try {
          std::thread([this, work] {
            work();
            const std::lock_guard done(mutex_);
            // Detached threads are counted, so that shutdown can wait for all of them; a list of
            // threads to join would grow with every connection.
            --running_;
            none_.notify_all();
          }).detach();
          return;
        } catch (const std::system_error&) {
          --running_;  // no thread is to be had
        }
      }
    }
    // With no thread left the accepting thread itself answers 503. A queue would let clients wait
    // without a word until they give up.
    refusing = true;
    work();
    refusing = false;
  }

  void shutdown() override {
    std::unique_lock lock(mutex_);
    none_.wait(lock, [&] { return running_ == 0; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable none_;
  int running_ = 0, most_;
};

struct FreeContext {
  void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
};

std::unique_ptr<SSL_CTX, FreeContext> tls_context(const FrontOptions& options) {
  if (options.certificate.empty()) return nullptr;
  std::unique_ptr<SSL_CTX, FreeContext> context(SSL_CTX_new(TLS_server_method()));
  if (!context) throw Error("TLS cannot be set up");
  // TLS 1.0 and 1.1 are deprecated by RFC 8996.
  SSL_CTX_set_min_proto_version(context.get(), TLS1_2_VERSION);
  // write() may be called again from another buffer after a partial write, which OpenSSL refuses
  // unless told.
  SSL_CTX_set_mode(context.get(), SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
  if (SSL_CTX_use_certificate_chain_file(context.get(), options.certificate.c_str()) != 1)
    throw Error(options.certificate, "is no certificate in PEM form");
  if (SSL_CTX_use_PrivateKey_file(context.get(), options.key.c_str(), SSL_FILETYPE_PEM) != 1 ||
      SSL_CTX_check_private_key(context.get()) != 1)
    throw Error(options.key,
                fmt::format("is no private key in PEM form that belongs to {}", options.certificate));
  return context;
}

}  // namespace

class Front::Listener : public httplib::Server {
 public:
  Listener(const FrontOptions& options, Front::Handler handler)
      : options_(options), handler_(std::move(handler)), tls_(tls_context(options)) {
    new_task_queue = [this] { return new ThreadPerConnection(options_.connections); };
    set_keep_alive_timeout(static_cast<time_t>(options_.limits.idle_seconds));
    set_socket_options([](socket_t socket) {
      const int yes = 1;
      ::setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);  // and no second server on the port
    });
    // All requests are answered by one handler, before the library's own routing with its regular
    // expressions. Only POST goes through a route, as the library gives a body's reader to routes
    // alone.
    set_pre_routing_handler([this](const httplib::Request& request, httplib::Response& response) {
      const bool body = request.method == "POST" && request.path.size() <= longest_path;
      if (body) return HandlerResponse::Unhandled;
      answer(request, response, nullptr);
      return HandlerResponse::Handled;
    });
    Post(R"([\s\S]*)", [this](const httplib::Request& request, httplib::Response& response,
                              const httplib::ContentReader& reader) { answer(request, response, &reader); });
    set_error_handler([](const httplib::Request&, httplib::Response& response) {
      if (response.body.empty()) to_response(fault_of_status(response.status), {}, response);
    });
    const int port = options.port == 0 ? bind_to_any_port(options.address) : options.port;
    if (port < 0 || (options.port != 0 && !bind_to_port(options.address, options.port)))
      throw Error(fmt::format("{} port {} cannot be listened at: {}", options.address, options.port,
                              errno == EADDRINUSE ? "it is taken (--port chooses another)"
                              : errno == 0        ? "there is no such address here"
                                                  : std::strerror(errno)));
    port_ = port;
    ::listen(svr_sock_, backlog);
  }

  int port() const { return port_; }

  void end() {
    stopping_ = true;
    stop();
  }

 private:
  static constexpr std::size_t longest_path = 1000;

  void answer(const httplib::Request& from, httplib::Response& response,
              const httplib::ContentReader* reader) {
    const double begun = steady_seconds();
    Reply reply;
    Request request;
    try {
      if (from.path.size() > longest_path) throw Refused(414, "too_large", "the address is too long");
      request = to_request(from, reader);
      reply = handler_(request);
      if (reply.events) guard_events(reply);
    } catch (const Refused& refused) {
      reply = fault_reply(refused.status(), refused.code(), refused.what());
    } catch (const Error& fault) {
      reply = fault_reply(500, "failed", fault.what());
    } catch (const std::bad_alloc&) {
      // One request that asks for too much must not end the server that others use.
      reply = fault_reply(503, "too_many", "the server is out of memory");
    } catch (const std::exception&) {
      reply = fault_reply(500, "failed", "the server made a mistake");
    }
    // Names of recordings are often names of patients: the log holds the kind of address only.
    if (options_.log)
      fmt::print(stderr, "rwave serve: {} {} {} {:.1f} ms {} bytes\n", from.method, path_kind(request),
                 reply.status, (steady_seconds() - begun) * 1e3, reply.body.size());
    to_response(std::move(reply), from.get_header_value("If-None-Match"), response,
                from.get_header_value("Range"));
  }

  // Counts event streams, which hold a thread each as long as they please, and ends them with the server.
  void guard_events(Reply& reply) {
    if (event_streams_.fetch_add(1) >= options_.event_streams) {
      --event_streams_;
      throw Refused(503, "too_many", "too many event streams are open");
    }
    const std::shared_ptr<void> counted(nullptr, [this](void*) { --event_streams_; });
    reply.events = [this, counted, next = std::move(reply.events)](std::string& events) {
      return !stopping_ && next(events);
    };
  }

  bool process_and_close_socket(socket_t socket) override {
    const int yes = 1;
    // A tile is answered in a fraction of a millisecond; Nagle's algorithm could hold its last
    // packet for 40 ms.
    ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    SSL* tls = nullptr;
    if (tls_ && !refusing) {
      timeval most{5, 0};  // of a handshake's step
      ::setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &most, sizeof most);
      ::setsockopt(socket, SOL_SOCKET, SO_SNDTIMEO, &most, sizeof most);
      tls = SSL_new(tls_.get());
      if (tls == nullptr || SSL_set_fd(tls, socket) != 1 || SSL_accept(tls) != 1) {
        ERR_clear_error();
        SSL_free(tls);
        ::close(socket);
        return false;
      }
      // From here on all waiting is by poll with limits of our own.
      ::fcntl(socket, F_SETFL, ::fcntl(socket, F_GETFL) | O_NONBLOCK);
    }
    Connection connection(socket, tls, stopping_, options_.limits);
    if (refusing)
      connection.refuse(503, "Service Unavailable", "too_many", "too many connections are open");
    else
      serve(connection);
    connection.close_gently();
    SSL_free(tls);
    return true;
  }

  void serve(Connection& connection) {
    for (bool closed = false; !closed && !stopping_;) {
      switch (connection.wait_for_head()) {
        case HeadState::complete:
          break;
        case HeadState::closed:
          return;
        case HeadState::late:
          return connection.refuse(408, "Request Timeout", "bad_request", "the request took too long");
        case HeadState::too_large:
          return connection.refuse(431, "Request Header Fields Too Large", "too_large",
                                   "the head is too large");
        case HeadState::malformed:
          return connection.refuse(400, "Bad Request", "bad_request", "this is no HTTP/1.1 request");
        case HeadState::unsupported:
          return connection.refuse(415, "Unsupported Media Type", "unsupported",
                                   "encoded bodies are not taken");
      }
      const bool last = connection.ends_with_this();
      const bool done = process_request(connection, last, closed, [](httplib::Request& request) {
        // The library's own ranges multiply a reply and trust their bounds; its brotli takes seconds.
        request.ranges.clear();
        request.headers.erase("Accept-Encoding");
      });
      if (!done || last || !connection.finish_body()) return;
    }
  }

  FrontOptions options_;
  Front::Handler handler_;
  std::unique_ptr<SSL_CTX, FreeContext> tls_;
  std::atomic<bool> stopping_{false};
  std::atomic<int> event_streams_{0};
  int port_ = 0;
};

Front::Front(const FrontOptions& options, Handler handler)
    : listener_(std::make_unique<Listener>(options, std::move(handler))) {}

Front::~Front() {
  stop();
}

int Front::port() const {
  return listener_->port();
}

void Front::start() {
  thread_ = std::thread([this] { listener_->listen_after_bind(); });
  // A stop that comes before the library listens would be lost.
  while (!listener_->is_running()) std::this_thread::sleep_for(std::chrono::milliseconds(1));
}

void Front::stop() {
  if (!thread_.joinable()) return;
  listener_->end();
  thread_.join();
}

}  // namespace rwave::serve
