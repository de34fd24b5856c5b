#include <fmt/format.h>

#include "study/database.h"

namespace rwave::study {
namespace {

// "postgresql://user:secret@host/db" -> "postgresql://user@host/db".
// For messages and files, which people send to each other. The last "@" before the path ends the
// user's part, as a password may hold one itself.
std::string without_password(const std::string& url) {
  const std::size_t begin = url.find("://") + 3;
  const std::size_t slash = std::min(url.find('/', begin), url.size());
  const std::size_t at = url.rfind('@', slash);
  const std::size_t colon = url.find(':', begin);
  if (at == std::string::npos || at < begin || colon == std::string::npos || colon > at) return url;
  return url.substr(0, colon) + url.substr(at);
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
