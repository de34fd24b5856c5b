#pragma once
// A server in the test's own process, over simulated recordings, and a client of it.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <httplib.h>

#include <filesystem>
#include <fstream>
#include <memory>
#include <mutex>
#include <nlohmann/json.hpp>
#include <span>
#include <string>
#include <thread>
#include <vector>

#include "record/wfdb_write.h"
#include "rwave/annotation.h"
#include "serve/server.h"
#include "support/support.h"
#include "synth/simulate.h"

namespace rwave::testing {

using Json = nlohmann::json;

// Writes FOLDER/NAME with its reference NAME.atr: `seconds` of a simulated patient at 250 Hz.
inline void write_recording(const std::filesystem::path& folder, const std::string& name, double seconds = 40,
                            std::uint64_t seed = 3) {
  SimulateOptions options;
  options.rate = 250;
  options.seconds = seconds;
  options.seed = seed;
  options.snr_db = 24;
  Simulator simulator(options);
  RecordingInfo info = simulator.info();
  info.name = name;
  std::filesystem::create_directories(folder);
  WfdbWriter writer(folder, info, 212);
  std::vector<std::int32_t> frames(static_cast<std::size_t>(info.frames) * info.signals.size());
  simulator.read(frames);
  writer.write(frames);
  writer.commit();
  write_annotations(folder / (name + ".atr"), simulator.take_beats());
}

// The server-sent events of an address, taken by a thread until `last` has come.
class Events {
 public:
  Events(httplib::Client& client, const std::string& path, const std::string& last)
      : thread_([this, &client, path, last] {
          client.Get(path, [&](const char* data, std::size_t size) {
            const std::lock_guard lock(mutex_);
            heard_.append(data, size);
            return heard_.find(last) == std::string::npos;
          });
        }) {}

  void wait_for(const std::string& word) {
    while (!has(word)) std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }

  // All that was heard, when the last has come.
  std::string take() {
    thread_.join();
    return heard_;
  }

 private:
  bool has(const std::string& word) {
    const std::lock_guard lock(mutex_);
    return heard_.find(word) != std::string::npos;
  }

  std::mutex mutex_;
  std::string heard_;
  std::thread thread_;
};

// A server on a free port of this machine, and requests to it.
class Served {
 public:
  explicit Served(const std::filesystem::path& folder) : Served(options_for(folder)) {}
  explicit Served(serve::ServeOptions options)
      : server_(std::make_unique<serve::Server>(std::move(options))) {
    server_->start();
    client_ = make_client();
  }

  static serve::ServeOptions options_for(const std::filesystem::path& folder) {
    ::setenv("no_proxy", "127.0.0.1", 1);  // whatever proxy the machine is set up for
    serve::ServeOptions options;
    options.recordings = {folder};
    options.front.port = 0;
    options.version = "test";
    return options;
  }

  std::unique_ptr<httplib::Client> make_client() const {
    auto client = std::make_unique<httplib::Client>("127.0.0.1", server_->port());
    client->set_keep_alive(true);
    client->set_read_timeout(20);
    return client;
  }

  serve::Server& server() { return *server_; }
  httplib::Client& client() { return *client_; }
  int port() const { return server_->port(); }

  httplib::Result get(const std::string& path) { return client_->Get(path); }
  Json json(const std::string& path) {
    const httplib::Result result = get(path);
    EXPECT_TRUE(result) << path;
    if (!result) return {};
    EXPECT_EQ(result->status, 200) << path << " " << result->body;
    return Json::parse(result->body, nullptr, false);
  }
  httplib::Result post(const std::string& path, const Json& body) {
    return client_->Post(path, body.dump(), "application/json");
  }

  // Opens the recording and waits until it is ready.
  void open(const std::string& id) {
    const auto review = server_->review(id);
    review->begin();
    review->wait();
    ASSERT_EQ(review->progress().state, serve::ReviewState::ready) << review->progress().error;
  }

  // An edit that must be made; returns what the server says of it.
  Json edit(const std::string& id, Json body, const std::string& client = "one") {
    body["client"] = client;
    if (!body.contains("based_on")) body["based_on"] = json("/api/recordings/" + id + "/edits")["revision"];
    const httplib::Result result = post("/api/recordings/" + id + "/edits", body);
    EXPECT_TRUE(result);
    EXPECT_EQ(result->status, 200) << result->body;
    return Json::parse(result->body, nullptr, false);
  }

  // The bytes that the server answers to these, read until it closes or says nothing for `seconds`.
  std::string raw(const std::string& bytes, double seconds = 3) const;

 private:
  std::unique_ptr<serve::Server> server_;
  std::unique_ptr<httplib::Client> client_;
};

// A plain socket connected to a port of this machine; -1 where it cannot be.
int connect_to(int port);

inline std::string Served::raw(const std::string& bytes, double seconds) const {
  const int socket = connect_to(port());
  if (socket < 0) return "";
  timeval most{static_cast<time_t>(seconds), 0};
  ::setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &most, sizeof most);
  std::size_t sent = 0;
  while (sent < bytes.size()) {
    const ssize_t count = ::send(socket, bytes.data() + sent, bytes.size() - sent, MSG_NOSIGNAL);
    if (count <= 0) break;
    sent += static_cast<std::size_t>(count);
  }
  ::shutdown(socket, SHUT_WR);
  std::string answer;
  std::array<char, 4096> block;
  for (ssize_t got = 0; (got = ::recv(socket, block.data(), block.size(), 0)) > 0;)
    answer.append(block.data(), static_cast<std::size_t>(got));
  ::close(socket);
  return answer;
}

inline int connect_to(int port) {
  const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(socket, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0) return socket;
  ::close(socket);
  return -1;
}

// Samples as a request's body holds them: float32, little-endian.
inline std::string bytes_of(std::span<const float> values) {
  return {reinterpret_cast<const char*>(values.data()), values.size_bytes()};
}

// A server that takes two live streams.
class LiveServed : public ::testing::Test {
 protected:
  void SetUp() override {
    serve::ServeOptions options = Served::options_for(folder_.path());
    options.live_streams = 2;
    served_ = std::make_unique<Served>(options);
  }
  httplib::Result send(const std::string& path, const std::string& body) {
    return served_->client().Post("/api/live/" + path, body, "application/octet-stream");
  }
  TemporaryFolder folder_;
  std::unique_ptr<Served> served_;
};

}  // namespace rwave::testing
