#include "serve/translate.h"

#include <fmt/format.h>

#include <charconv>
#include <memory>
#include <set>
#include <utility>

namespace rwave::serve {
namespace {

constexpr std::string_view policy =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src "
    "'self'; "
    "worker-src 'self'; manifest-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

// The Holter report is one file with its style in it, and no script.
constexpr std::string_view report_policy =
    "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'none'; "
    "base-uri 'none'; form-action 'none'; sandbox allow-popups";

std::vector<std::string> parts_of(const std::string& path) {
  std::vector<std::string> parts;
  for (std::size_t at = 0; at < path.size();) {
    const std::size_t end = std::min(path.find('/', at), path.size());
    if (end > at) parts.push_back(path.substr(at, end - at));
    at = end + 1;
  }
  return parts;
}

// The one range asked for, cut to the content. False: the whole is sent, as RFC 9110 permits for any form of
// range that is not understood.
bool range_of(const std::string& text, std::size_t size, std::size_t& first, std::size_t& last,
              bool& beyond) {
  constexpr std::string_view unit = "bytes=";
  beyond = false;
  if (!text.starts_with(unit)) return false;
  const char* at = text.data() + unit.size();
  const char* end = text.data() + text.size();
  const auto from = std::from_chars(at, end, first);
  if (from.ec != std::errc()) return false;
  if (from.ptr == end || *from.ptr != '-') return false;
  last = size == 0 ? 0 : size - 1;
  if (from.ptr + 1 != end) {
    std::size_t stated = 0;
    const auto to = std::from_chars(from.ptr + 1, end, stated);
    if (to.ec != std::errc() || to.ptr != end || stated < first) return false;
    last = std::min(last, stated);
  }
  beyond = first >= size;
  return true;
}

}  // namespace

Request to_request(const httplib::Request& from, const httplib::ContentReader* reader) {
  Request request;
  request.method = from.method;
  request.path = from.path;
  request.parts = parts_of(from.path);
  // Of two values of one name each program believes another one.
  if (from.params.size() > 32) refuse_bad("the address asks for too much");
  for (const auto& [name, value] : from.params) {
    if (!request.query.emplace(name, value).second)
      refuse_bad(fmt::format("{} is given twice", name.substr(0, 40)));
  }
  request.header = [&from](const char* name) { return from.get_header_value(name); };
  request.read_body = [reader](const Request::Receive& receive) {
    return reader == nullptr || (*reader)([&](const char* data, std::size_t size) {
             return receive({data, size});
           });
  };
  request.read_form = [reader, &from](const std::function<bool(const std::string&)>& begin,
                                      const Request::Receive& receive) {
    if (reader == nullptr || !from.is_multipart_form_data())
      throw Refused(415, "unsupported", "the body must be multipart/form-data");
    return (*reader)([&](const httplib::MultipartFormData& part) { return begin(part.filename); },
                     [&](const char* data, std::size_t size) {
                       return receive({data, size});
                     });
  };
  return request;
}

void to_response(Reply reply, const std::string& known, httplib::Response& response,
                 const std::string& range) {
  // Told by how it is sent: the page's own HTML is never an attachment.
  const bool report = reply.type.starts_with("text/html") && reply.status == 200 && !reply.headers.empty() &&
                      reply.headers.front().first == "Content-Disposition";
  response.headers.clear();
  response.body.clear();
  response.status = reply.status;
  // Defence in depth: even if a recording's name or comment were shown unescaped, no inline script
  // would run and no other site could load the answer.
  response.set_header("Content-Security-Policy", std::string(report ? report_policy : policy));
  response.set_header("X-Content-Type-Options", "nosniff");
  response.set_header("Referrer-Policy", "no-referrer");
  response.set_header("Cross-Origin-Resource-Policy", "same-origin");
  response.set_header("Cross-Origin-Opener-Policy", "same-origin");
  bool cached = false;
  for (const auto& [name, value] : reply.headers) {
    cached = cached || name == "Cache-Control";
    response.set_header(name, value);
  }
  // Patients' data are kept by no cache, unless the address names their state.
  if (!cached) response.set_header("Cache-Control", reply.etag.empty() ? "no-store" : "private, no-cache");
  if (reply.events) {
    auto next = std::make_shared<std::function<bool(std::string&)>>(std::move(reply.events));
    // nginx would hold events back until its buffer is full.
    response.set_header("X-Accel-Buffering", "no");
    response.set_chunked_content_provider("text/event-stream", [next](std::size_t, httplib::DataSink& sink) {
      std::string events;
      const bool more = (*next)(events);
      if (!events.empty() && !sink.write(events.data(), events.size())) return false;
      if (!more) sink.done();
      return true;
    });
    return;
  }
  if (!reply.etag.empty() && reply.status == 200) {
    response.set_header("ETag", reply.etag);
    response.set_header("Accept-Ranges", "bytes");
    if (known == reply.etag) {
      response.status = 304;
      return;
    }
    std::size_t first = 0, last = 0;
    bool beyond = false;
    if (range_of(range, reply.body.size(), first, last, beyond)) {
      if (beyond) {
        response.status = 416;
        response.set_header("Content-Range", fmt::format("bytes */{}", reply.body.size()));
        return;
      }
      response.status = 206;
      response.set_header("Content-Range", fmt::format("bytes {}-{}/{}", first, last, reply.body.size()));
      reply.body = reply.body.substr(first, last - first + 1);
    }
  }
  if (!reply.type.empty()) response.set_content(reply.body, reply.type);
}

Reply fault_of_status(int status) {
  const bool large = status == 413 || status == 414 || status == 431;
  const char* code = status == 404   ? "not_found"
                     : large         ? "too_large"
                     : status >= 500 ? "failed"
                                     : "bad_request";
  return fault_reply(status, code,
                     status >= 500 ? "the server made a mistake" : "the request is not understood");
}

// Words that the program knows; every other part of the path is a name, and becomes '*'.
std::string path_kind(const Request& request) {
  static const std::set<std::string> known = {
      "api",      "status",     "login",  "openapi.json", "recordings", "events", "tiles",
      "overview", "beats",      "groups", "members",      "rhythm",     "report", "queue",
      "edits",    "annotators", "export", "live",         "samples",    "signal"};
  std::string kind;
  for (std::size_t i = 0; i < request.parts.size() && i < 4; ++i)
    kind += i != 2 && known.contains(request.parts[i]) ? "/" + request.parts[i] : "/*";
  return kind.empty() ? "/" : kind;
}

}  // namespace rwave::serve
