#pragma once
// A request and its reply, as the handlers of the interface see them: nothing of the HTTP library.

#include <cstdint>
#include <functional>
#include <initializer_list>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "rwave/error.h"

namespace rwave::serve {

// Why a request is refused: status, the code of openapi.json, and one line for a person. Thrown by handlers
// wherever they are in the work; the front turns it into a reply.
class Refused : public Error {
 public:
  Refused(int status, std::string code, std::string_view message)
      : Error(message), status_(status), code_(std::move(code)) {}
  int status() const { return status_; }
  const std::string& code() const { return code_; }

 private:
  // As openapi.json lists them for each address.
  int status_;
  std::string code_;
};

// The three that are thrown most: a request that is not formed as it must be (400), an address or id under
// which there is nothing (404), a request that is well formed but does not fit the recording (422).
[[noreturn]] void refuse_bad(std::string_view message);
[[noreturn]] void refuse_unknown(std::string_view message);
[[noreturn]] void refuse_unfit(std::string_view message);

// One request. Valid while its handler runs; its body is read as it comes in, never kept whole unasked.
struct Request {
  std::string method;
  // The address without the query, percent signs decoded.
  std::string path;
  // The path between its slashes; "/api/recordings/x" has three.
  std::vector<std::string> parts;
  // Names and values behind the question mark, decoded. A name given twice is refused.
  std::map<std::string, std::string> query;
  // A header by its name, in any case; empty where it is not there.
  std::function<std::string(const char*)> header;

  // The body's blocks, and the parts of a form: both may be called once. False where the receiver broke off
  // or the connection was lost.
  using Receive = std::function<bool(std::string_view)>;
  std::function<bool(const Receive&)> read_body;
  std::function<bool(const std::function<bool(const std::string& file)>&, const Receive&)> read_form;

  // The body as a JSON object of at most `limit` bytes. Throws Refused: 415 unless it comes as
  // application/json, 413 where it is longer, 400 where it is none or nested too deep.
  nlohmann::json json(std::size_t limit) const;
  // The whole body. Throws Refused (413) above `limit` bytes, (400) where it ended too early.
  std::string body(std::size_t limit) const;

  // A number of the query within [least, most], or `otherwise`. Throws Refused.
  std::int64_t number(const char* name, std::int64_t otherwise, std::int64_t least, std::int64_t most) const;
  // The same for a decimal number, and for a text as it is.
  double real(const char* name, double otherwise, double least, double most) const;
  std::string text(const char* name, const std::string& otherwise = "") const;
};

// Throws Refused (405) unless the request's method is one of these; HEAD counts as GET.
void require_method(const Request& request, std::initializer_list<std::string_view> methods);
// Refuses (404) an address that no handler knows.
[[noreturn]] void refuse_address();

// The number that a part of a path is. Throws Refused (404) where it is none.
std::int64_t path_number(const std::string& part);

// What goes back. Safety headers and those of caching are added when it is sent (translate.h).
struct Reply {
  int status = 200;
  std::string type = "application/json";
  std::string body;
  std::vector<std::pair<std::string, std::string>> headers;
  // Of content that can be asked for by part and again.
  std::string etag;
  // Server-sent events: called again and again for the next ones, "" for none yet; false: the stream ends.
  std::function<bool(std::string& events)> events;
};

// A reply of JSON, and the reply to a fault: {"error": {"code": ..., "message": ...}}, the same everywhere.
Reply json_reply(const nlohmann::ordered_json& value, int status = 200);
Reply fault_reply(int status, const std::string& code, std::string_view message);

// JSON as text: names from files need not be UTF-8, and must not end a reply.
std::string json_text(const nlohmann::ordered_json& value);

}  // namespace rwave::serve
