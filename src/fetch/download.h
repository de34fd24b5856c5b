#pragma once
// One file from a server: resumed, tried again, and kept only with the published sum.

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>

#include "fetch/http.h"
#include "fetch/retry_policy.h"
#include "rwave/error.h"

namespace rwave {

// A fault of one file that says nothing about the others: not on the server, or never with its published sum.
class FileFault : public Error {
 public:
  using Error::Error;
};

// Thrown where a download ended because it was asked to: no fault, so no Error.
struct Stopped {};

// One connection with its retries. A thread has its own.
class Downloader {
 public:
  // `on_bytes` is called for every piece received (its size).
  Downloader(const RetryPolicy& policy, std::stop_token stop, std::function<void(std::int64_t)> on_bytes);

  // A text of at most `limit` bytes; nothing where the server has no such file, or
  // forbids it (403).
  std::optional<std::string> text(const std::string& url, std::int64_t limit);

  // Brings `url` to `target` by way of target.part. Resumes from what an earlier download left there. A whole
  // file with another sum than `sum` is downloaded once more (twice where the first was pieced together),
  // then FileFault.
  void file(const std::string& url, const std::filesystem::path& target, const std::string& sum);

  // The connection, for what it knows of addresses.
  HttpClient& client() { return client_; }

 private:
  // One attempt.
  HttpReply request(const std::string& url, std::int64_t from, const BodySink& sink);

  RetryPolicy policy_;
  // Ends pauses and transfers.
  std::stop_token stop_;
  std::function<void(std::int64_t)> on_bytes_;
  // Kept open from file to file, as most files of a database are small.
  HttpClient client_;
};

}  // namespace rwave
