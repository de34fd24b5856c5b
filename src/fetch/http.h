#pragma once
// HTTP downloads over one kept connection.

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <stop_token>
#include <string>
#include <string_view>

namespace rwave {

// Takes a piece of a body that lies at byte `at` of the file. What it throws comes out of HttpClient::get.
using BodySink = std::function<void(std::int64_t at, std::string_view bytes)>;

// What came of one request.
struct HttpReply {
  // Of the last response; 0 where none came.
  long status = 0;
  // Bytes handed to the sink.
  std::int64_t received = 0;
  // Why the exchange ended early; empty where the response came whole.
  std::string fault;
  // The fault is no passing one: a bad certificate, a redirect to another protocol.
  bool hopeless = false;
  // A part of the file came that was not asked for: this server cannot resume.
  bool wrong_range = false;
  // Ended because it was asked to.
  bool stopped = false;
};

// One client does one exchange at a time; a thread has its own. Only http and https are spoken, also after
// redirects, and a redirect may not lead from https to http.
class HttpClient {
 public:
  // Requests end soon after `stop` is asked for. A server that is silent for `silence_limit` counts as
  // gone.
  explicit HttpClient(std::stop_token stop, std::chrono::seconds silence_limit = std::chrono::seconds(30));
  HttpClient(const HttpClient&) = delete;
  HttpClient& operator=(const HttpClient&) = delete;
  ~HttpClient();

  // Gets `url` from byte `from` on. The sink sees only bodies of status 200 (from byte 0: the server may
  // ignore that a range was asked for) and 206 (from `from`; a response that states another range is a
  // fault). Throws Error where libcurl cannot be set up, and whatever the sink throws; all else is in the
  // reply.
  HttpReply get(const std::string& url, std::int64_t from, const BodySink& sink);

  // `name` as part of an address: everything but '/' and unreserved characters as %XX.
  std::string escaped(std::string_view name) const;

 private:
  // libcurl's handle and the exchange under way; its headers stay out.
  struct Transfer;
  std::unique_ptr<Transfer> transfer_;
};

}  // namespace rwave
