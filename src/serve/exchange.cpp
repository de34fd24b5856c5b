#include "serve/exchange.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdlib>

namespace rwave::serve {

// 400 for what cannot be read at all, 404 for an address without anything, 422 for what is well
// formed and makes no sense for this recording: a page tells a person what to do by these.
void refuse_bad(std::string_view message) {
  throw Refused(400, "bad_request", message);
}

void refuse_unknown(std::string_view message) {
  throw Refused(404, "not_found", message);
}

void refuse_unfit(std::string_view message) {
  throw Refused(422, "unprocessable", message);
}

// The limit is checked while the body comes in, not by the length that it states.
std::string Request::body(std::size_t limit) const {
  std::string whole;
  bool too_large = false;
  const bool complete = read_body([&](std::string_view block) {
    too_large = whole.size() + block.size() > limit;
    if (!too_large) whole.append(block);
    return !too_large;
  });
  if (too_large) throw Refused(413, "too_large", fmt::format("the body may hold {} bytes here", limit));
  if (!complete) refuse_bad("the body ended too early");
  return whole;
}

namespace {

// Whether brackets are nested no deeper than any request of ours: the parser recurses by depth.
bool is_shallow(std::string_view text) {
  int depth = 0;
  for (const char c : text) {
    if (c == '[' || c == '{') ++depth;
    if (c == ']' || c == '}') --depth;
    if (depth > 64) return false;
  }
  return true;
}

}  // namespace

nlohmann::json Request::json(std::size_t limit) const {
  // Browsers send forms to other sites without asking first, but no JSON.
  if (!header("Content-Type").starts_with("application/json"))
    throw Refused(415, "unsupported", "the body must be application/json");
  const std::string text = body(limit);
  if (!is_shallow(text)) refuse_bad("the JSON is nested too deep");
  nlohmann::json value = nlohmann::json::parse(text, nullptr, false);
  if (value.is_discarded()) refuse_bad("the body is no JSON");
  if (!value.is_object()) refuse_bad("the body must be a JSON object");
  return value;
}

// Whole and within limits, or refused: "12abc" read as 12 would answer another question than the
// one that was asked.
std::int64_t Request::number(const char* name, std::int64_t otherwise, std::int64_t least,
                             std::int64_t most) const {
  const auto found = query.find(name);
  if (found == query.end()) return otherwise;
  std::int64_t value = 0;
  const std::string& text = found->second;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || read.ec != std::errc() || read.ptr != text.data() + text.size() || value < least ||
      value > most)
    refuse_bad(fmt::format("{} must be a whole number from {} to {}", name, least, most));
  return value;
}

double Request::real(const char* name, double otherwise, double least, double most) const {
  const auto found = query.find(name);
  if (found == query.end()) return otherwise;
  char* end = nullptr;
  const double value = std::strtod(found->second.c_str(), &end);
  if (found->second.empty() || *end != 0 || !(value >= least && value <= most))
    refuse_bad(fmt::format("{} must be a number from {:g} to {:g}", name, least, most));
  return value;
}

std::string Request::text(const char* name, const std::string& otherwise) const {
  const auto found = query.find(name);
  return found == query.end() ? otherwise : found->second;
}

std::int64_t path_number(const std::string& part) {
  std::int64_t value = 0;
  const auto read = std::from_chars(part.data(), part.data() + part.size(), value);
  if (part.empty() || read.ec != std::errc() || read.ptr != part.data() + part.size() || value < 0)
    refuse_unknown("there is nothing under this address: a whole number was expected in it");
  return value;
}

void require_method(const Request& request, std::initializer_list<std::string_view> methods) {
  const std::string_view method = request.method == "HEAD" ? "GET" : std::string_view(request.method);
  if (std::ranges::find(methods, method) == methods.end())
    throw Refused(405, "method_not_allowed", "this address does not take the method");
}

void refuse_address() {
  refuse_unknown("there is nothing under this address");
}

// Replaces what is no UTF-8: a recording's name or comment in another encoding must not make the
// reply fail.
std::string json_text(const nlohmann::ordered_json& value) {
  return value.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

Reply json_reply(const nlohmann::ordered_json& value, int status) {
  Reply reply;
  reply.status = status;
  reply.body = json_text(value);
  return reply;
}

Reply fault_reply(int status, const std::string& code, std::string_view message) {
  return json_reply({{"error", {{"code", code}, {"message", message}}}}, status);
}

}  // namespace rwave::serve
