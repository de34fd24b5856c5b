#pragma once
// The server: recordings of folders, reviewed over HTTP.

#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "serve/front.h"
#include "serve/guard.h"
#include "serve/library.h"
#include "serve/live.h"
#include "serve/review.h"
#include "serve/store.h"

namespace rwave::serve {

// What `rwave serve` is asked for; docs/serve.md has each option with its reason.
struct ServeOptions {
  // Folders that are searched, and single recordings.
  std::vector<std::filesystem::path> recordings;
  // The rate of tables that state none.
  OpenOptions open;
  // Where edits go; empty: next to each recording.
  std::filesystem::path store;
  // ONNX file; empty: the one that comes with the program.
  std::string model;
  // Bytes of one request; 0: no uploads. They need `store`.
  std::int64_t upload_limit = 0;
  // Streams that are taken over HTTP at once; 0: none.
  int live_streams = 0;
  // Empty: none. UsageError where the address can be reached from other machines.
  std::string password;
  // Names by which a proxy calls the server.
  std::vector<std::string> hosts;
  // The program's, for /api/status and the page.
  std::string version;
  // Address, port, TLS and limits.
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
  // For a person to open: "http://127.0.0.1:8080/".
  std::string address() const;

  // Answers one request, as the front does.
  Reply handle(const Request& request);

  // For `rwave serve --live`, whose stream comes from standard input.
  LiveStreams& live() { return live_; }

  // What the folders hold now.
  std::shared_ptr<const LibraryList> recording_list() { return library_.list(); }

  // The review of a recording, opened now if need be. Throws Refused (404).
  std::shared_ptr<Review> review(const std::string& id);

 private:
  // The parts of handle(): each answers the addresses of one kind, as openapi.json lists them.
  Reply page(const Request& request);
  Reply recordings(const Request& request);
  Reply of_recording(const Request& request, const std::shared_ptr<Review>& review);
  Reply signal_of(const Request& request, Review& review);
  Reply annotators(const Request& request, Review& review);
  Reply upload(const Request& request);
  // A recording's line in the list: its state, and its edits once it is ready. `kept` as of the store.
  nlohmann::ordered_json listed(const LibraryEntry& entry, const std::set<std::string>& kept);
  // Closes the reviews unused longest while there are more than 200 and nobody holds them.
  void close_idle();

  // As the status has it.
  StoreState store_state();

  ServeOptions options_;
  // Each guards itself; `mutex_` is of the open reviews alone.
  Library library_;
  Store store_;
  Guard guard_;
  LiveStreams live_;
  std::mutex store_mutex_;
  std::optional<StoreState> store_state_;
  // When it was asked, s of steady_seconds().
  double store_asked_ = 0;
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
// The description of the interface by which tests and clients check it. Embedded, so program and
// description cannot be of two versions.
std::string_view openapi_text();

}  // namespace rwave::serve
