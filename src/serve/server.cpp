#include "serve/server.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/checksum.h"
#include "base/clock.h"
#include "base/output_file.h"
#include "rwave/error.h"
#include "serve/page.h"
#include "serve/views.h"

extern "C" const char rwave_openapi_begin[], rwave_openapi_end[];

namespace rwave::serve {
namespace {

constexpr double store_state_kept = 5;  // s
constexpr std::size_t most_open = 200;  // recordings kept open; older ones are closed while none looks

GuardOptions guard_options(const ServeOptions& options) {
  const bool loopback = options.front.address.starts_with("127.") || options.front.address == "::1" ||
                        options.front.address == "localhost";
  if (!loopback && options.password.empty())
    throw UsageError(
        fmt::format("{} can be reached from other machines: --token or --password-file is needed there",
                    options.front.address));
  return {options.password, options.hosts, !loopback && !options.password.empty(),
          !options.front.certificate.empty()};
}

}  // namespace

std::string_view openapi_text() {
  return {rwave_openapi_begin, static_cast<std::size_t>(rwave_openapi_end - rwave_openapi_begin)};
}

Server::Server(ServeOptions options)
    : options_(std::move(options)),
      library_(options_.recordings, options_.open),
      store_(options_.store),
      guard_(guard_options(options_)),
      live_(options_.live_streams) {
  if (options_.upload_limit > 0 && store_.uploads().empty())
    throw UsageError("uploads need --store DIR to lie in");
  if (options_.upload_limit > 0) {
    make_folder(store_.uploads());
    library_.add_uploads(store_.uploads());
  }
  front_ =
      std::make_unique<Front>(options_.front, [this](const Request& request) { return handle(request); });
}

Server::~Server() {
  stop();
}

void Server::stop() {
  {
    const std::lock_guard lock(mutex_);
    for (const auto& [id, open] : open_) open.review->events()->close();
  }
  live_.close();
  front_->stop();
}

std::string Server::address() const {
  const FrontOptions& front = options_.front;
  const std::string host =
      front.address.find(':') != std::string::npos ? "[" + front.address + "]" : front.address;
  return fmt::format("{}://{}:{}/", front.certificate.empty() ? "http" : "https", host, port());
}

std::shared_ptr<Review> Server::review(const std::string& id) {
  {
    const std::lock_guard lock(mutex_);
    if (const auto found = open_.find(id); found != open_.end()) {
      found->second.used = steady_seconds();
      return found->second.review;
    }
  }
  // Folders are searched without the lock, which takes long on a slow disk; two who come at once get one
  // review.
  const LibraryEntry entry = library_.find(id);
  const std::lock_guard lock(mutex_);
  auto& open = open_[id];
  if (!open.review) open.review = std::make_shared<Review>(entry, store_, options_.model);
  open.used = steady_seconds();
  const std::shared_ptr<Review> review = open.review;
  close_idle();
  return review;
}

// Memory must not grow with the recordings that were ever looked at.
void Server::close_idle() {
  while (open_.size() > most_open) {
    auto oldest = open_.end();
    for (auto one = open_.begin(); one != open_.end(); ++one) {
      const bool idle = one->second.review.use_count() == 1 &&
                        one->second.review->events().use_count() == 1 &&
                        one->second.review->progress().state != ReviewState::working;
      if (idle && (oldest == open_.end() || one->second.used < oldest->second.used)) oldest = one;
    }
    if (oldest == open_.end()) return;
    open_.erase(oldest);
  }
}

// Addresses are told apart by their parts and not by regular expressions: the library's recurse by character,
// and an address comes from anybody.
Reply Server::handle(const Request& request) {
  guard_.check(request);
  if (request.parts.empty() || request.parts.front() != "api") return page(request);
  const auto& parts = request.parts;
  const std::string what = parts.size() > 1 ? parts[1] : "";
  if (what == "recordings" && parts.size() > 2) {
    const std::shared_ptr<Review> review = this->review(parts[2]);
    return of_recording(request, review);
  }
  if (what == "recordings") return recordings(request);
  if (what == "live") return live_.handle(request);
  if (parts.size() != 2) refuse_address();
  if (what == "status") {
    require_method(request, {"GET"});
    const StoreState store = store_state();
    return json_reply({{"version", options_.version},
                       {"folders", options_.recordings.size()},
                       {"uploads", options_.upload_limit > 0},
                       {"upload_limit", options_.upload_limit},
                       {"live", live_.taken() || live_.any()},
                       {"password_needed", guard_.needs_password()},
                       {"store", store.text},
                       {"writable", store.writable}});
  }
  if (what == "login") {
    require_method(request, {"POST"});
    return guard_.login(request);
  }
  if (what == "openapi.json") {
    require_method(request, {"GET"});
    Reply reply;
    reply.body = openapi_text();
    return reply;
  }
  refuse_address();
}

// Kept for some seconds: pages ask often, each answer writes to the disk, and a disk that fills is seen soon
// enough.
StoreState Server::store_state() {
  const std::lock_guard lock(store_mutex_);
  const double now = steady_seconds();
  if (!store_state_ || now - store_asked_ > store_state_kept) {
    store_state_ = store_.state(options_.recordings, library_.list()->entries);
    store_asked_ = now;
  }
  return *store_state_;
}

// The page's files carry no hash in their names: an entity tag and a question each time cost less than a
// stale page.
Reply Server::page(const Request& request) {
  require_method(request, {"GET"});
  if (request.query.contains("token")) return guard_.login_by_address(request);
  const PageFile* file = find_page_file(request.path.substr(std::min<std::size_t>(1, request.path.size())));
  if (file == nullptr) refuse_address();
  Reply reply;
  reply.type = file->type;
  reply.body = file->bytes;
  reply.etag = file->etag;
  return reply;
}

nlohmann::ordered_json Server::listed(const LibraryEntry& entry, const std::set<std::string>& kept) {
  nlohmann::ordered_json json = {{"id", entry.id}, {"name", entry.name}, {"state", "new"}};
  std::shared_ptr<Review> review;
  {
    const std::lock_guard lock(mutex_);
    if (const auto found = open_.find(entry.id); found != open_.end()) review = found->second.review;
  }
  if (!review) {
    // A list of work shows what was begun before this program was started.
    if (const auto edits = store_.edits_of(entry, kept); edits && *edits > 0) json["edits"] = *edits;
    return json;
  }
  const ReviewProgress progress = review->progress();
  json["state"] = name_of(progress.state);
  if (progress.state == ReviewState::failed) json["error"] = progress.error;
  if (progress.state == ReviewState::ready) json["edits"] = review->labels()->revision;
  return json;
}

Reply Server::recordings(const Request& request) {
  require_method(request, {"GET", "POST"});
  if (request.method == "POST") return upload(request);
  nlohmann::ordered_json list = nlohmann::json::array();
  const std::shared_ptr<const LibraryList> found = library_.list();
  const std::set<std::string> kept = store_.kept();
  for (const LibraryEntry& entry : found->entries) list.push_back(listed(entry, kept));
  Reply reply = json_reply({{"recordings", list}, {"left_out", found->left_out}});
  // Pages ask every two seconds: thousands of recordings are megabytes, of which nearly always none changed.
  // The page keeps the tag itself, as no cache may keep names of recordings.
  Checksum sum;
  sum.add(reply.body);
  reply.etag = "\"" + sum.text() + "\"";
  reply.headers.emplace_back("Cache-Control", "no-store");
  return reply;
}

}  // namespace rwave::serve
