#include <fmt/format.h>

#include <algorithm>

#include "study/database.h"

namespace rwave::study {
namespace {

// Of the address before the question mark. The last "@" before the path ends the user's part, as a password
// may hold one itself; where there is none, a password may hold the slash that passes for the path's, and the
// last
// "@" of all is taken: a database's name that is shown cut is the lesser harm.
std::string without_user_password(const std::string& address) {
  const std::size_t begin = address.find("://") + 3;
  const std::size_t slash = std::min(address.find('/', begin), address.size());
  std::size_t at = address.rfind('@', slash);
  if (at == std::string::npos || at < begin) at = address.rfind('@');
  const std::size_t colon = address.find(':', begin);
  if (at == std::string::npos || at < begin || colon == std::string::npos || colon > at) return address;
  return address.substr(0, colon) + address.substr(at);
}

// Where the parameters' question mark stands. A password of the user's part may hold one itself: then an "@"
// follows, and no "=" lies between.
std::size_t query_of(const std::string& url) {
  const std::size_t begin = url.find("://") + 3;
  const std::size_t slash = std::min(url.find('/', begin), url.size());
  const std::size_t before_path = url.rfind('@', slash);
  const bool has_user = before_path != std::string::npos && before_path >= begin;
  std::size_t question = url.find('?', has_user ? before_path : begin);
  for (std::size_t at = url.find('@', question); question != std::string::npos && at != std::string::npos;
       at = url.find('@', question)) {
    if (url.substr(question, at - question).find('=') != std::string::npos) break;
    question = url.find('?', at);
    if (question == std::string::npos) break;
  }
  return question;
}

// "postgresql://user:secret@host/db?password=secret&sslmode=require" ->
// "postgresql://user@host/db?sslmode=require".
// For messages and files, which people send to each other. libpq takes passwords as parameters too.
std::string without_password(const std::string& url) {
  const std::size_t question = std::min(query_of(url), url.size());
  std::string shown = without_user_password(url.substr(0, question));
  char between = '?';
  for (std::size_t at = question; at < url.size();) {
    const std::size_t end = std::min(url.find('&', at + 1), url.size());
    const std::string parameter = url.substr(at + 1, end - at - 1);
    at = end;
    if (parameter.starts_with("password=") || parameter.starts_with("sslpassword=")) continue;
    shown += between + parameter;
    between = '&';
  }
  return shown;
}

StorageUrl sqlite_url(const std::string& path) {
  if (path.empty() || path == ":memory:")
    throw UsageError("a study needs a file: --storage study.sqlite3 or sqlite:///study.sqlite3");
  // The connection text of the library puts the path into quotes and knows no escape.
  if (path.find('"') != std::string::npos) throw UsageError(path, "a study's path cannot hold a quote (\")");
  return {Dialect::sqlite, path, path};
}

}  // namespace

StorageUrl parse_storage_url(const std::string& text) {
  const std::size_t colon = text.find("://");
  if (colon == std::string::npos) return sqlite_url(text);
  const std::string scheme = text.substr(0, colon);
  // "postgresql+psycopg2" is how SQLAlchemy, and so Optuna, names a driver: such a URL is taken as
  // well, without its driver.
  const std::string kind = scheme.substr(0, scheme.find('+'));
  const std::string rest = text.substr(colon + 3);
  // SQLAlchemy's rule: three slashes for a relative path, four for one from the root.
  if (kind == "sqlite" && rest.starts_with('/')) return sqlite_url(rest.substr(1));
  if (kind == "postgresql" || kind == "postgres") {
    const std::string url = "postgresql://" + rest;
    return {Dialect::postgresql, url, without_password(url)};
  }
  throw UsageError(fmt::format(
      "--storage takes a path, sqlite:///PATH or postgresql://USER@HOST:PORT/DATABASE, not '{}'", text));
}

}  // namespace rwave::study
