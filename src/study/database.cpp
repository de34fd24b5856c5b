#include "study/database.h"

#include <fmt/format.h>
#include <soci/postgresql/soci-postgresql.h>
#include <soci/soci.h>
#include <soci/sqlite3/soci-sqlite3.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <thread>

namespace rwave::study {
namespace {

// Doubled from a quarter of a second on: a lock is free again after milliseconds, a server that
// restarts after minutes, and hundreds of workers that asked every 0.25 s would keep it from doing
// so.
constexpr double first_wait = 0.25, longest_wait = 8;  // seconds

// SQLite's result codes for what may pass: another writer, a disk or a network drive that is away or full.
bool may_pass(int result) {
  const int kind = result & 0xff;  // without SQLite's details
  return kind == SQLITE_BUSY || kind == SQLITE_LOCKED || kind == SQLITE_IOERR || kind == SQLITE_CANTOPEN ||
         kind == SQLITE_FULL;
}

// PostgreSQL's classes: 08 connection, 57P the server is shutting down or starting, 40 transactions that got
// in each other's way, 53 no room for now. Without a state, as libpq leaves it for a connection that broke.
bool may_pass(const std::string& state) {
  return state.find_first_not_of(" \0") == std::string::npos || state.starts_with("08") ||
         state.starts_with("57P") || state.starts_with("40") || state.starts_with("53");
}

bool may_pass(const soci::soci_error& fault) {
  if (fault.get_error_category() == soci::soci_error::connection_error) return true;
  if (const auto* sqlite = dynamic_cast<const soci::sqlite3_soci_error*>(&fault))
    return may_pass(sqlite->result());
  if (const auto* postgres = dynamic_cast<const soci::postgresql_soci_error*>(&fault)) {
    const std::string state = postgres->sqlstate();
    return may_pass(std::string(state.c_str()));
  }
  return false;
}

// The database's words in one line.
std::string words_of(const soci::soci_error& fault) {
  std::string text = fault.get_error_message();
  std::ranges::replace_if(
      text, [](char c) { return c == '\n' || c == '\t'; }, ' ');
  text.erase(std::unique(text.begin(), text.end(), [](char a, char b) { return a == ' ' && b == ' '; }),
             text.end());
  while (text.ends_with(' ')) text.pop_back();
  return text;
}

// In short sleeps, so that Ctrl-C ends the waiting at once.
void wait(double seconds, const std::atomic<bool>* stop) {
  const auto end = std::chrono::steady_clock::now() + std::chrono::duration<double>(seconds);
  while (std::chrono::steady_clock::now() < end && !(stop && stop->load()))
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
}

// libpq's own words for a URL, with limits to how long a host that does not answer is listened for.
std::string with_limits(const std::string& url) {
  return url + (url.find('?') == std::string::npos ? "?" : "&") + "connect_timeout=10&tcp_user_timeout=30000";
}

}  // namespace

Database::Database(StorageUrl url, RetryPolicy policy) : url_(std::move(url)), policy_(policy) {
  // A mistyped storage is reported before anything is trained.
  transaction_once([](soci::session&) {});
}

Database::~Database() = default;

// Whatever keeps a connection from being made may pass, and the library does not distinguish the reasons.
void Database::connect() {
  try {
    if (url_.dialect == Dialect::sqlite) {
      // A timeout of 30 s within SQLite: a writer that waits for another one's few milliseconds is
      // then served without an error of which anybody hears.
      const std::string target = fmt::format("db=\"{}\" timeout=30", url_.target);
      session_ = std::make_unique<soci::session>(soci::sqlite3, target);
      return;
    }
    session_ = std::make_unique<soci::session>(soci::postgresql, with_limits(url_.target));
    // The server's remarks would go to standard error; its faults are thrown.
    const auto* backend = static_cast<soci::postgresql_session_backend*>(session_->get_backend());
    const auto ignore = [](void*, const char*) {};
    ::PQsetNoticeProcessor(backend->conn_, ignore, nullptr);
  } catch (const soci::soci_error& fault) {
    throw DatabaseGone(url_.shown, words_of(fault));
  }
}

// A study's file that was moved away or whose drive is gone: SQLite would begin an empty one in its place.
void Database::require_file() {
  if (url_.dialect != Dialect::sqlite || !connected_ || std::filesystem::exists(url_.target)) return;
  throw DatabaseGone(url_.shown, "the file is no longer there");
}

// A transaction that is not committed is given up with its connection: whatever state a broken one is in, the
// next begins afresh. Rolled back first: where memory ended, SOCI may have lost a statement, which keeps
// SQLite from closing, and the lock would stay until the process ends.
void Database::attempt(const std::function<void(soci::session&)>& work) {
  try {
    require_file();
    if (!session_) connect();
    connected_ = true;
    // IMMEDIATE: SQLite's default takes the lock at the first write, too late for "count, then insert".
    *session_ << (url_.dialect == Dialect::sqlite ? "BEGIN IMMEDIATE" : "BEGIN");
    work(*session_);
    *session_ << "COMMIT";
  } catch (...) {
    try {
      if (session_) session_->rollback();
    } catch (const std::exception&) {  // nor may that be possible where the connection broke
    }
    try {
      session_.reset();
    } catch (const soci::soci_error&) {  // closing what is broken may fail too
    }
    throw;
  }
}

void Database::transaction_once(const std::function<void(soci::session&)>& work) {
  try {
    attempt(work);
  } catch (const soci::soci_error& fault) {
    if (may_pass(fault)) throw DatabaseGone(url_.shown, words_of(fault));
    throw Error(url_.shown, words_of(fault));
  }
}

void Database::transaction(const std::function<void(soci::session&)>& work) {
  double waited = 0;
  for (double next = first_wait;; next = std::min(2 * next, longest_wait)) {
    try {
      return transaction_once(work);
    } catch (const DatabaseGone& gone) {
      if (waited >= policy_.seconds || (policy_.stop && policy_.stop->load())) throw;
      // Once per loss: who watches sees why nothing moves.
      if (waited == 0) {
        fmt::print(stderr, "rwave: {}; trying again for {:.0f} s\n", gone.what(), policy_.seconds);
      }
    }
    next = std::min(next, policy_.seconds - waited);
    wait(next, policy_.stop);
    waited += next;
  }
}

}  // namespace rwave::study
