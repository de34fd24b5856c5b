#pragma once
// Who may ask: the password, and whether a request comes from the server's own page.

#include <mutex>
#include <string>
#include <vector>

#include "serve/exchange.h"

namespace rwave::serve {

struct GuardOptions {
  std::string password;            // empty: none is needed
  std::vector<std::string> hosts;  // by which the server may be called, besides this machine's own names
  bool any_host = false;           // with a password on another address: whatever the client calls it
  bool tls = false;                // cookies are for TLS alone
};

class Guard {
 public:
  explicit Guard(GuardOptions options);

  // Throws Refused where the request must not be answered: called by a host's name that is not ours (a web
  // site that points its own name here would else read everything), sent by another site's page, or without
  // the password.
  void check(const Request& request) const;

  // The reply to POST /api/login. Throws Refused where the password is wrong, or was too often.
  Reply login(const Request& request);

  // The reply to a page asked for with ?token=PASSWORD: a cookie, and the address without it.
  Reply login_by_address(const Request& request);

  bool needs_password() const { return !options_.password.empty(); }

 private:
  bool is_ours(const std::string& host) const;
  bool is_password(std::string_view given) const;
  std::string cookie() const;
  void count_failure();

  GuardOptions options_;
  std::string session_;  // the cookie's value: random, new with each start
  std::mutex mutex_;
  int failures_ = 0;
  double failures_since_ = 0;
};

// Random letters and digits from the system, for tokens.
std::string random_token(std::size_t length);

}  // namespace rwave::serve
