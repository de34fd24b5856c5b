#include "fetch/download.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "fetch/part_file.h"

namespace rwave {
namespace {

// The largest file of the databases in the catalog has 14 MB. The lists give sums but no sizes, so this alone
// ends a body that does not.
constexpr std::int64_t largest_file = std::int64_t{1} << 28;

// Less than this gained is no progress: a server that hands out single bytes must not keep a download alive.
constexpr std::int64_t least_progress = 1 << 12;

constexpr int status_whole = 200;
constexpr int status_part = 206;
constexpr int status_range_wrong = 416;

bool is_absent(long status) {
  return status == 404 || status == 410;
}

// Some servers answer so for a folder that they do not have, or do not list.
bool is_forbidden(long status) {
  return status == 403;
}

bool is_passing(long status) {
  static constexpr std::array<long, 7> passing = {0, 408, 429, 500, 502, 503, 504};
  // What another attempt may find changed: no answer at all (0), the request's time (408), too many
  // requests (429), and the server's own troubles (500 to 504).
  return std::find(passing.begin(), passing.end(), status) != passing.end();
}

bool came_whole(const HttpReply& reply) {
  return reply.fault.empty() && (reply.status == status_whole || reply.status == status_part);
}

std::string describe(const HttpReply& reply) {
  return reply.fault.empty() ? fmt::format("the server answers with status {}", reply.status) : reply.fault;
}

// Throws what a failed request means where another attempt is no use: absence is a fault of this file alone,
// a refusal ends the run.
void throw_if_lasting(const std::string& url, const HttpReply& reply) {
  if (reply.stopped) throw Stopped{};
  if (is_absent(reply.status)) throw FileFault(url, "is not on the server (status 404)");
  const bool broke_off = !reply.fault.empty() && !reply.hopeless;
  if (!broke_off && !is_passing(reply.status) && reply.status != status_range_wrong) {
    throw Error(url, "cannot be downloaded: " + describe(reply));
  }
}

// `begun`: there is something to continue.
[[noreturn]] void give_up(const std::string& url, const HttpReply& reply, const std::stop_token& stop,
                          bool begun) {
  if (stop.stop_requested()) throw Stopped{};
  throw Error(url, fmt::format("cannot be downloaded: {} (tried several times{})", describe(reply),
                               begun ? "; the same command continues where it stopped" : ""));
}

}  // namespace

Downloader::Downloader(const RetryPolicy& policy, std::stop_token stop,
                       std::function<void(std::int64_t)> on_bytes)
    : policy_(policy), stop_(stop), on_bytes_(std::move(on_bytes)), client_(std::move(stop)) {}

HttpReply Downloader::request(const std::string& url, std::int64_t from, const BodySink& sink) {
  return client_.get(url, from, [&](std::int64_t at, std::string_view bytes) {
    sink(at, bytes);
    on_bytes_(static_cast<std::int64_t>(bytes.size()));
  });
}

std::optional<std::string> Downloader::text(const std::string& url, std::int64_t limit) {
  Attempts attempts(policy_, stop_);
  for (;;) {
    std::string body;
    const HttpReply reply = request(url, 0, [&](std::int64_t, std::string_view bytes) {
      body += bytes;
      if (static_cast<std::int64_t>(body.size()) > limit) {
        throw Error(url, fmt::format("is longer than {} bytes, which no such list is", limit));
      }
    });
    if (came_whole(reply)) return body;
    if (is_absent(reply.status) || is_forbidden(reply.status)) return std::nullopt;
    throw_if_lasting(url, reply);
    if (!attempts.another(false)) give_up(url, reply, stop_, false);
  }
}

void Downloader::file(const std::string& url, const std::filesystem::path& target, const std::string& sum) {
  PartFile part(target);
  // Pieces of two downloads may be of two versions of the file, so a wrong sum then is no proof of damage.
  Attempts attempts(policy_, stop_);
  std::int64_t furthest = part.size();
  bool pieced = false;
  int wrong_sums = 0;
  while (part.size() == 0 || part.sum() != sum) {
    const std::int64_t from = part.size();
    pieced = pieced || from > 0;
    const HttpReply reply = request(url, from, [&](std::int64_t at, std::string_view bytes) {
      if (at != part.size()) part.restart();  // the server sends the file from its beginning
      if (part.size() + static_cast<std::int64_t>(bytes.size()) > largest_file) {
        part.restart();
        throw FileFault(
            url, fmt::format("is longer than {} bytes, which no file of these databases is", largest_file));
      }
      part.append(bytes);
    });
    // Whole in the server's view; the sum says whether it is the published file.
    if (came_whole(reply)) {
      if (reply.received == 0 && reply.status == status_whole) part.restart();
      const std::string found = part.sum();
      if (found == sum) break;
      part.restart();
      // A second whole download that is still wrong is not damaged on the way: the server has
      // another file.
      if (++wrong_sums > (pieced ? 2 : 1)) {
        throw FileFault(url, fmt::format("arrives damaged: expected SHA-256 {}, found {}", sum, found));
      }
      continue;
    }
    throw_if_lasting(url, reply);
    if (reply.wrong_range || reply.status == status_range_wrong) part.restart();
    const bool progressed = part.size() >= furthest + least_progress;
    if (progressed) furthest = part.size();
    if (!attempts.another(progressed)) give_up(url, reply, stop_, true);
  }
  part.finish();
}

}  // namespace rwave
