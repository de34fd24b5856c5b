#include "serve/guard.h"

#include <fmt/format.h>
#include <openssl/crypto.h>
#include <openssl/rand.h>
#include <openssl/sha.h>

#include <algorithm>
#include <array>

#include "base/clock.h"

namespace rwave::serve {
namespace {

constexpr int most_failures = 10;  // a minute: a password of 12 letters then lasts

// "example.org" of "example.org:8080", "[::1]" of "[::1]:8080".
std::string_view without_port(std::string_view host) {
  if (host.starts_with('[')) return host.substr(0, host.find(']') + 1);
  return host.substr(0, host.find(':'));
}

// Cookies know hosts and no ports: with one name, who logs in to a second server of a machine would be logged
// out of the first.
std::string cookie_name(const Request& request) {
  const std::string host = request.header("Host");
  const std::string_view port = std::string_view(host).substr(without_port(host).size());
  return port.size() > 1 ? fmt::format("rwave_session_{}", port.substr(1)) : "rwave_session";
}

bool holds_cookie(std::string_view cookies, std::string_view name, std::string_view value) {
  const std::string wanted = fmt::format("{}={}", name, value);
  while (!cookies.empty()) {
    const std::size_t end = std::min(cookies.find(';'), cookies.size());
    std::string_view one = cookies.substr(0, end);
    while (one.starts_with(' ')) one.remove_prefix(1);
    if (one.size() == wanted.size() && CRYPTO_memcmp(one.data(), wanted.data(), wanted.size()) == 0)
      return true;
    cookies.remove_prefix(std::min(end + 1, cookies.size()));
  }
  return false;
}

}  // namespace

std::string random_token(std::size_t length) {
  // 64 signs, so that a byte modulo 64 is drawn evenly. Four digits stand twice, which costs an
  // eighth of a bit a letter.
  constexpr std::string_view letters = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789-_012345";
  std::string token(length, 0);
  if (RAND_bytes(reinterpret_cast<unsigned char*>(token.data()), static_cast<int>(length)) != 1)
    throw Error("the system gives no random numbers");
  for (char& c : token) c = letters[static_cast<unsigned char>(c) % 64];
  return token;
}

// A session lasts as long as the process: a restart logs everybody out, and no session needs to be
// stored.
Guard::Guard(GuardOptions options) : options_(std::move(options)), session_(random_token(40)) {}

bool Guard::is_ours(const std::string& host) const {
  const std::string_view name = without_port(host);
  // The Host header is checked against DNS rebinding: a page of another site can have its own name
  // resolve to 127.0.0.1, and its scripts would then be of the same origin as this server.
  if (name == "localhost" || name == "127.0.0.1" || name == "[::1]") return true;
  return std::ranges::any_of(options_.hosts,
                             [&](const std::string& one) { return one == name || one == host; });
}

bool Guard::is_password(std::string_view given) const {
  // Sums of equal length: the time of the comparison says nothing of the password.
  std::array<unsigned char, SHA256_DIGEST_LENGTH> a{}, b{};
  SHA256(reinterpret_cast<const unsigned char*>(given.data()), given.size(), a.data());
  SHA256(reinterpret_cast<const unsigned char*>(options_.password.data()), options_.password.size(),
         b.data());
  return CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

void Guard::check(const Request& request) {
  const std::string host = request.header("Host");
  if (!options_.any_host && !is_ours(host))
    throw Refused(403, "forbidden", "the server is not known by this host name (--host-name adds one)");
  const std::string origin = request.header("Origin");
  const std::string site = request.header("Sec-Fetch-Site");
  const bool changes = request.method != "GET" && request.method != "HEAD";
  if (!origin.empty()) {
    const std::size_t scheme = origin.find("://");
    if (scheme == std::string::npos || origin.substr(scheme + 3) != host)
      throw Refused(403, "forbidden", "the request comes from another site's page");
  }
  // Following a link from another site to the page is what links are for; it carries no strict cookie, and
  // shows nothing but the page.
  const bool navigates = request.header("Sec-Fetch-Mode") == "navigate" && !changes;
  if (!site.empty() && site != "same-origin" && site != "none" && !navigates)
    throw Refused(403, "forbidden", "the request comes from another site's page");
  if (!needs_password() || request.path == "/api/login") return;
  const bool of_page = request.parts.empty() || request.parts.front() != "api";
  if (of_page && !changes) return;  // the page itself holds nothing of a patient
  // First, so that nobody's guessing stops who is logged in.
  if (holds_cookie(request.header("Cookie"), cookie_name(request), session_)) return;
  const std::string given = request.header("Authorization");
  if (given.starts_with("Bearer ")) {
    if (!may_try()) throw Refused(429, "too_many", "too many wrong passwords: wait a minute");
    if (is_password(std::string_view(given).substr(7))) return;
    count_failure();
  }
  throw Refused(401, "unauthorized", "a token or password is needed");
}

std::string Guard::cookie(const Request& request) const {
  return fmt::format("{}={}; Path=/; HttpOnly; SameSite=Strict{}", cookie_name(request), session_,
                     // HttpOnly: no script reads it. SameSite=Strict: no other site's page can send
                     // it along.
                     options_.tls ? "; Secure" : "");
}

// All clients together: an attacker has many addresses. The price is that somebody can keep others
// from logging in for a minute.
bool Guard::may_try() {
  const std::lock_guard lock(mutex_);
  return failures_ < most_failures || steady_seconds() - failures_since_ > 60;
}

void Guard::count_failure() {
  const std::lock_guard lock(mutex_);
  if (steady_seconds() - failures_since_ > 60) {
    failures_since_ = steady_seconds();
    failures_ = 0;
  }
  ++failures_;
}

Reply Guard::login(const Request& request) {
  if (!may_try()) throw Refused(429, "too_many", "too many wrong passwords: wait a minute");
  const nlohmann::json body = request.json(4096);
  const auto given = body.find("password");
  if (given == body.end() || !given->is_string()) refuse_bad("password must be a text");
  if (needs_password() && !is_password(given->get_ref<const std::string&>())) {
    count_failure();
    throw Refused(401, "unauthorized", "the password is not right");
  }
  Reply reply;
  reply.status = 204;
  reply.type.clear();
  reply.headers.emplace_back("Set-Cookie", cookie(request));
  return reply;
}

// The address with the token is printed at start, to be clicked. It is answered by a redirection,
// so that the token does not stay in the address bar; right or wrong, the answer looks the same.
Reply Guard::login_by_address(const Request& request) {
  const std::string given = request.text("token");
  Reply reply;
  reply.status = 303;
  reply.type.clear();
  reply.headers.emplace_back("Location", "/");
  if (!may_try()) return reply;
  if (needs_password() && is_password(given))
    reply.headers.emplace_back("Set-Cookie", cookie(request));
  else
    count_failure();
  return reply;
}

}  // namespace rwave::serve
