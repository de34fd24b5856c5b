#pragma once
// The connection to a study's database: SQLite for one machine, PostgreSQL for several.

#include <atomic>
#include <functional>
#include <memory>
#include <string>

#include "rwave/error.h"

namespace soci {
class session;
}

namespace rwave::study {

enum class Dialect { sqlite, postgresql };

// Where a study lies: "sqlite:///study.sqlite3" (relative), "sqlite:////var/study.sqlite3", a bare path, or
// "postgresql://user:password@host:port/database", all as Optuna takes them; of "postgresql+driver://" the
// driver is left out.
struct StorageUrl {
  Dialect dialect = Dialect::sqlite;
  std::string target;  // a path, or a URL for libpq
  std::string shown;   // for people: without the password
};

// UsageError for any other scheme, naming those there are.
StorageUrl parse_storage_url(const std::string& text);

// The database does not answer, and has not for as long as was to be waited.
class DatabaseGone : public Error {
 public:
  using Error::Error;
};

// How long to wait for a database that went away, and who may end the waiting.
struct Patience {
  double seconds = 60;
  const std::atomic<bool>* stop = nullptr;
};

// One connection, for one thread. SQLite waits up to 30 s for others' transactions.
class Database {
 public:
  // Connects; DatabaseGone, after one try, where that fails.
  Database(StorageUrl url, Patience patience);
  ~Database();
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  // Runs `work` in one transaction that other writers of the study wait for. Where the database goes away,
  // connects and runs it again after growing waits (0.25 s, 0.5 s, ... up to 8 s) until the patience is
  // spent: then DatabaseGone. `work` may so run more than once, and once more although it was committed, so
  // it must come to the same. Other faults of the database are thrown as Error, with its words.
  void transaction(const std::function<void(soci::session&)>& work);

  // The same without waits: one try.
  void transaction_once(const std::function<void(soci::session&)>& work);

  Dialect dialect() const { return url_.dialect; }
  const StorageUrl& url() const { return url_; }

 private:
  void connect();
  void require_file();
  void attempt(const std::function<void(soci::session&)>& work);

  StorageUrl url_;
  Patience patience_;
  std::unique_ptr<soci::session> session_;  // null while there is no connection
  bool connected_ = false;                  // it was, once
};

}  // namespace rwave::study
