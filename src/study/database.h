#pragma once
// A study's database: the connection, retried where it is lost, and the tables. SQLite for one machine,
// PostgreSQL for several.

#include <atomic>
#include <functional>
#include <memory>
#include <string>

#include "rwave/error.h"

namespace soci {
class session;
}

namespace rwave::study {

// Whose SQL and types the statements take.
enum class Dialect { sqlite, postgresql };

// Where a study lies: "sqlite:///study.sqlite3" (relative), "sqlite:////var/study.sqlite3", a bare path, or
// "postgresql://user:password@host:port/database", all as Optuna takes them; of "postgresql+driver://" the
// driver is left out.
struct StorageUrl {
  Dialect dialect = Dialect::sqlite;
  // A path, or a URL for libpq.
  std::string target;
  // For people: without the password.
  std::string shown;
};

// UsageError for any other scheme, naming those there are.
StorageUrl parse_storage_url(const std::string& text);

// The database does not answer, and has not for as long as was to be waited.
class DatabaseGone : public Error {
 public:
  using Error::Error;
};

// Retry policy: for how many seconds to try a database that went away, and who may end the waiting.
struct RetryPolicy {
  double seconds = 60;
  const std::atomic<bool>* stop = nullptr;
};

// One connection, for one thread. SQLite waits up to 30 s for others' transactions.
class Database {
 public:
  // Connects; DatabaseGone, after one attempt, where that fails.
  Database(StorageUrl url, RetryPolicy policy);
  ~Database();
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  // Runs `work` in one transaction that other writers of the study wait for. Where the database goes away,
  // connects and runs it again after growing waits (0.25 s, 0.5 s, ... up to 8 s) until the policy's
  // time is over: then DatabaseGone. `work` may so run more than once, and once more although it was
  // committed, so it must come to the same. Other faults of the database are thrown as Error, with its words.
  void transaction(const std::function<void(soci::session&)>& work);

  // The same without waits: one attempt.
  void transaction_once(const std::function<void(soci::session&)>& work);

  Dialect dialect() const { return url_.dialect; }
  const StorageUrl& url() const { return url_; }

 private:
  // Throws DatabaseGone.
  void connect();
  // SQLite: DatabaseGone where the file vanished, instead of an empty one in its place.
  void require_file();
  // One transaction, committed or rolled back.
  void attempt(const std::function<void(soci::session&)>& work);

  // As it was given, password included: messages say `shown`.
  StorageUrl url_;
  RetryPolicy policy_;
  // Null while there is no connection.
  std::unique_ptr<soci::session> session_;
  // Whether it ever was connected: a file that vanishes later is a fault, not a new study.
  bool connected_ = false;
};

// The tables of a study: Optuna's relational schema, version 12 (Optuna 3.2 to 5.0), in its SQLite and its
// PostgreSQL form.
inline constexpr int schema_version = 12;
// The revision that Optuna's migrations end at.
inline constexpr const char* alembic_version = "v3.2.0.a";

// Makes the tables where there are none; several processes may do so at once. Error where the database holds
// a schema of another version.
void make_schema(Database& database, const std::string& program);

}  // namespace rwave::study
