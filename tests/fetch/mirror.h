#pragma once
// A local web server that serves a database and misbehaves on request, for the tests of fetch and of its
// command.

#include <httplib.h>

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <cstdlib>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace rwave::testing {

// What the server does wrong with one file, for its first `times` requests.
struct Misdeed {
  enum Kind { BreakOff, Damage, ServerError, Endless, WrongRange };
  Kind kind = BreakOff;
  int times = 1;
};

// Serves files from memory below http://127.0.0.1:PORT, on a port of the system's choice.
class Mirror {
 public:
  Mirror() {
    ::setenv("no_proxy", "127.0.0.1", 1);  // whatever proxy the machine is set up for
    server_.Get("/.*", [this](const httplib::Request& request, httplib::Response& response) {
      answer(request, response);
    });
    port_ = server_.bind_to_any_port("127.0.0.1");
    thread_ = std::thread([this] { server_.listen_after_bind(); });
    while (!server_.is_running()) std::this_thread::yield();
  }
  Mirror(const Mirror&) = delete;
  Mirror& operator=(const Mirror&) = delete;
  ~Mirror() {
    server_.stop();
    thread_.join();
  }

  std::string url() const { return "http://127.0.0.1:" + std::to_string(port_); }

  // A file under a path that begins with '/'. All of these may be called while the server runs.
  void put(const std::string& path, std::string bytes) {
    const std::lock_guard lock(mutex_);
    files_[path] = std::move(bytes);
  }
  void remove(const std::string& path) {
    const std::lock_guard lock(mutex_);
    files_.erase(path);
  }
  void misbehave(const std::string& path, Misdeed misdeed) {
    const std::lock_guard lock(mutex_);
    misdeeds_[path].push_back(misdeed);
  }
  void behave() {  // from now on
    const std::lock_guard lock(mutex_);
    misdeeds_.clear();
  }
  void ignore_ranges() {
    const std::lock_guard lock(mutex_);
    ignore_ranges_ = true;
  }
  void redirect(const std::string& path, const std::string& to) {
    const std::lock_guard lock(mutex_);
    redirects_[path] = to;
  }

  struct Seen {
    std::string path;
    std::string range;  // the Range header, empty where there was none
  };
  std::vector<Seen> seen(const std::string& path) const {
    const std::lock_guard lock(mutex_);
    std::vector<Seen> of_path;
    std::copy_if(seen_.begin(), seen_.end(), std::back_inserter(of_path),
                 [&](const Seen& one) { return one.path == path; });
    return of_path;
  }
  std::size_t requests() const {
    const std::lock_guard lock(mutex_);
    return seen_.size();
  }

 private:
  static std::size_t range_start(const std::string& range) {
    std::size_t start = 0;
    const std::string prefix = "bytes=";
    if (range.starts_with(prefix))
      std::from_chars(range.data() + prefix.size(), range.data() + range.size(), start);
    return start;
  }

  // The misdeed due for this request, if any.
  const Misdeed* next_misdeed(const std::string& path) {
    for (Misdeed& one : misdeeds_[path]) {
      if (one.times-- > 0) return &one;
    }
    return nullptr;
  }

  void answer(const httplib::Request& request, httplib::Response& response) {
    const std::lock_guard lock(mutex_);
    const std::string range = request.get_header_value("Range");
    seen_.push_back({request.path, range});
    const_cast<httplib::Request&>(request).ranges.clear();  // ranges are this class's own affair
    if (const auto to = redirects_.find(request.path); to != redirects_.end()) {
      response.set_redirect(to->second);
      return;
    }
    const auto file = files_.find(request.path);
    if (file == files_.end()) {
      response.status = 404;
      response.set_content("no such file", "text/html");
      return;
    }
    std::string bytes = file->second;
    std::size_t start = ignore_ranges_ ? 0 : range_start(range);
    const Misdeed* misdeed = next_misdeed(request.path);
    if (misdeed != nullptr && misdeed->kind == Misdeed::ServerError) {
      response.status = 500;
      return;
    }
    if (misdeed != nullptr && misdeed->kind == Misdeed::Endless) return send_endless(response);
    if (misdeed != nullptr && misdeed->kind == Misdeed::Damage) bytes[bytes.size() / 2] ^= 1;
    if (misdeed != nullptr && misdeed->kind == Misdeed::WrongRange && start > 0) --start;
    if (start > 0 && start >= bytes.size()) {
      response.status = 416;
      return;
    }
    if (start > 0) {
      response.status = 206;
      response.set_header("Content-Range", "bytes " + std::to_string(start) + "-" +
                                               std::to_string(bytes.size() - 1) + "/" +
                                               std::to_string(bytes.size()));
    }
    const bool break_off = misdeed != nullptr && misdeed->kind == Misdeed::BreakOff;
    send(response, bytes.substr(start), break_off);
  }

  // The body, or its first half and the end of the connection.
  static void send(httplib::Response& response, std::string body, bool break_off) {
    const std::size_t length = body.size();
    const std::size_t sent = break_off ? length / 2 : length;
    response.set_content_provider(
        length, "application/octet-stream",
        [body = std::move(body), sent](std::size_t offset, std::size_t, httplib::DataSink& sink) {
          if (offset >= sent) return false;
          return sink.write(body.data() + offset, sent - offset);
        });
  }

  static void send_endless(httplib::Response& response) {
    response.set_chunked_content_provider("application/octet-stream",
                                          [](std::size_t, httplib::DataSink& sink) {
                                            static const std::string block(1 << 20, 'x');
                                            return sink.write(block.data(), block.size());
                                          });
  }

  httplib::Server server_;
  std::thread thread_;
  int port_ = 0;
  mutable std::mutex mutex_;  // over all below: the server answers on several threads
  std::map<std::string, std::string> files_;
  std::map<std::string, std::vector<Misdeed>> misdeeds_;
  std::map<std::string, std::string> redirects_;
  std::vector<Seen> seen_;
  bool ignore_ranges_ = false;
};

}  // namespace rwave::testing
