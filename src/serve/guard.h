#pragma once
// Who may ask: the password, and whether a request comes from the server's own page.

#include <mutex>
#include <string>
#include <vector>

#include "serve/exchange.h"

namespace rwave::serve {

// Who is let in; `rwave serve` fills it from its options.
struct GuardOptions {
  // Empty: none is needed, as on this machine's own address.
  std::string password;
  // By which the server may be called, besides this machine's own names.
  std::vector<std::string> hosts;
  // With a password on another address: whatever the client calls it.
  bool any_host = false;
  // The server speaks TLS, and cookies are for TLS alone.
  bool tls = false;
};

// Asked before every request. Any thread may call.
class Guard {
 public:
  explicit Guard(GuardOptions options);

  // Throws Refused where the request must not be answered: called by a host's name that is not ours (a web
  // site that points its own name here would else read everything), sent by another site's page, or without
  // the password.
  void check(const Request& request);

  // The reply to POST /api/login. Throws Refused where the password is wrong, or was too often.
  Reply login(const Request& request);

  // The reply to a page asked for with ?token=PASSWORD: a cookie, and the address without it.
  Reply login_by_address(const Request& request);

  bool needs_password() const { return !options_.password.empty(); }

 private:
  // Whether a Host header names this machine or one of options.hosts.
  bool is_ours(const std::string& host) const;
  // Compared in constant time, by hashes: how long it takes says nothing.
  bool is_password(std::string_view given) const;
  // The Set-Cookie value: HttpOnly, SameSite=Strict, Secure with TLS.
  std::string cookie(const Request& request) const;
  // Whether a client's password may be looked at now: after ten wrong ones none is for a minute, whoever
  // sends it and by whatever way.
  bool may_try();
  void count_failure();

  GuardOptions options_;
  // The cookie's value: random, new with each start.
  std::string session_;
  std::mutex mutex_;
  int failures_ = 0;
  double failures_since_ = 0;
};

// Random letters and digits from the system, for tokens.
std::string random_token(std::size_t length);

}  // namespace rwave::serve
