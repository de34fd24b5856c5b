#pragma once
// The server: recordings of folders, reviewed over HTTP.

#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "serve/front.h"
#include "serve/guard.h"
#include "serve/library.h"
#include "serve/live.h"
#include "serve/review.h"
#include "serve/store.h"

namespace rwave::serve {

struct ServeOptions {
  std::vector<std::filesystem::path> recordings;  // folders and single recordings
  OpenOptions open;                               // the rate of tables that state none
  std::filesystem::path store;                    // where edits go; empty: next to each recording
  std::string model;                              // ONNX file; empty: the one that comes with the program
  std::int64_t upload_limit = 0;                  // bytes of one request; 0: no uploads. They need `store`.
  int live_streams = 0;                           // taken over HTTP at once
  std::string password;
  std::vector<std::string> hosts;  // names by which a proxy calls the server
  std::string version;
  FrontOptions front;
};

// Recordings are opened when they are first asked for and stay open while anybody may come back: closing and
// opening again would cost seconds, an idle one some megabytes. Of more than 200 the ones unused longest are
// closed.
class Server {
 public:
  // Binds the port; answers from start() on. Throws Error where an option cannot be met.
  explicit Server(ServeOptions options);
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;
  ~Server();

  void start() { front_->start(); }
  // Ends event streams and connections; no edit that was confirmed is lost at any time.
  void stop();

  int port() const { return front_->port(); }
  std::string address() const;  // "http://127.0.0.1:8080/"

  // Answers one request, as the front does.
  Reply handle(const Request& request);

  LiveStreams& live() { return live_; }

  // How many recordings the folders hold now.
  std::size_t recording_count() { return library_.list().size(); }

  // The review of a recording, opened now if need be. Throws Refused (404).
  std::shared_ptr<Review> review(const std::string& id);

 private:
  Reply page(const Request& request);
  Reply recordings(const Request& request);
  Reply of_recording(const Request& request, const std::shared_ptr<Review>& review);
  Reply signal_of(const Request& request, Review& review);
  Reply annotators(const Request& request, Review& review);
  Reply upload(const Request& request);
  nlohmann::ordered_json listed(const LibraryEntry& entry);
  void close_idle();

  ServeOptions options_;
  Library library_;
  Store store_;
  Guard guard_;
  LiveStreams live_;
  std::mutex mutex_;
  // A recording and when it was last asked for, s of steady_seconds().
  struct Open {
    std::shared_ptr<Review> review;
    double used = 0;
  };
  std::map<std::string, Open> open_;
  // Last, as its threads use all of the above: it must be gone first.
  std::unique_ptr<Front> front_;
};

// openapi.json as text.
std::string_view openapi_text();

}  // namespace rwave::serve
