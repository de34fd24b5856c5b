#pragma once
// One file from a server: resumed, tried again, and kept only with the published sum.

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>

#include "fetch/http.h"
#include "fetch/patience.h"
#include "rwave/error.h"

namespace rwave {

// A fault of one file that says nothing about the others: not on the server, or never with its published sum.
class FileFault : public Error {
 public:
  using Error::Error;
};

// Thrown where a download ended because it was asked to.
struct Stopped {};

class Downloader {
 public:
  // `on_bytes` is told of every piece received (its size).
  Downloader(const Patience& patience, std::stop_token stop, std::function<void(std::int64_t)> on_bytes);

  // A text of at most `limit` bytes; nothing where the server has no such file, or
  // forbids it (403).
  std::optional<std::string> text(const std::string& url, std::int64_t limit);

  // Brings `url` to `target` by way of target.part. Resumes from what an earlier download left there. A whole
  // file with another sum than `sum` is downloaded once more (twice where the first was pieced together),
  // then FileFault.
  void file(const std::string& url, const std::filesystem::path& target, const std::string& sum);

  HttpClient& client() { return client_; }

 private:
  HttpReply request(const std::string& url, std::int64_t from, const BodySink& sink);

  Patience patience_;
  std::stop_token stop_;
  std::function<void(std::int64_t)> on_bytes_;
  HttpClient client_;
};

}  // namespace rwave
