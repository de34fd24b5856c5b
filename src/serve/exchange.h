#pragma once
// A request and its reply, as the handlers of the interface see them: nothing of the HTTP library.

#include <cstdint>
#include <functional>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "rwave/error.h"

namespace rwave::serve {

// Why a request is refused: status, the code of openapi.json, and one line for a person.
class Refused : public Error {
 public:
  Refused(int status, std::string code, std::string_view message)
      : Error(message), status_(status), code_(std::move(code)) {}
  int status() const { return status_; }
  const std::string& code() const { return code_; }

 private:
  int status_;
  std::string code_;
};

[[noreturn]] void refuse_bad(std::string_view message);      // 400
[[noreturn]] void refuse_unknown(std::string_view message);  // 404
[[noreturn]] void refuse_unfit(std::string_view message);    // 422

struct Request {
  std::string method;
  std::string path;                          // decoded
  std::vector<std::string> parts;            // of the path
  std::map<std::string, std::string> query;  // decoded
  std::function<std::string(const char*)> header;

  // The body's blocks, and the parts of a form: both may be called once. False where the receiver broke off
  // or the connection was lost.
  using Receive = std::function<bool(std::string_view)>;
  std::function<bool(const Receive&)> read_body;
  std::function<bool(const std::function<bool(const std::string& file)>&, const Receive&)> read_form;

  // The body as JSON of at most `limit` bytes. Throws Refused where it is none.
  nlohmann::json json(std::size_t limit) const;
  // The whole body, of at most `limit` bytes.
  std::string body(std::size_t limit) const;

  // A number of the query within [least, most], or `otherwise`. Throws Refused.
  std::int64_t number(const char* name, std::int64_t otherwise, std::int64_t least, std::int64_t most) const;
  double real(const char* name, double otherwise, double least, double most) const;
  std::string text(const char* name, const std::string& otherwise = "") const;
};

// The number that a part of a path is. Throws Refused (404) where it is none.
std::int64_t path_number(const std::string& part);

struct Reply {
  int status = 200;
  std::string type = "application/json";
  std::string body;
  std::vector<std::pair<std::string, std::string>> headers;
  std::string etag;  // of content that can be asked for by part and again
  // Server-sent events: called again and again for the next ones, "" for none yet; false: the stream ends.
  std::function<bool(std::string& events)> events;
};

Reply json_reply(const nlohmann::ordered_json& value, int status = 200);
Reply fault_reply(int status, const std::string& code, std::string_view message);

// JSON as text: names from files need not be UTF-8, and must not end a reply.
std::string json_text(const nlohmann::ordered_json& value);

}  // namespace rwave::serve
