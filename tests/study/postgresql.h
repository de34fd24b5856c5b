#pragma once
// A PostgreSQL of the test's own, there as long as the object (tests/cluster/postgresql_here).

#include <chrono>
#include <cstdio>
#include <filesystem>
#include <string>
#include <thread>

#include "base/output_file.h"
#include "support/support.h"

namespace rwave::testing {

class PostgresqlServer {
 public:
  PostgresqlServer() {
    // The command that runs next to the server: it says where the server is, and ends with this pipe.
    const std::string line = "{ '" RWAVE_SOURCE_DIR
                             "/tests/cluster/postgresql_here' bash -c 'echo $RWAVE_POSTGRESQL >" +
                             (folder_ / "url.new").string() + "; mv " + (folder_ / "url.new").string() + " " +
                             (folder_ / "url").string() + "; cat >/dev/null'; } 2>'" +
                             (folder_ / "why").string() + "'; touch '" + (folder_ / "over").string() + "'";
    pipe_ = ::popen(line.c_str(), "w");
    while (!std::filesystem::exists(folder_ / "url") && !std::filesystem::exists(folder_ / "over"))
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
    if (!std::filesystem::exists(folder_ / "url")) return;
    url_ = read_file(folder_ / "url");
    url_.pop_back();
  }
  ~PostgresqlServer() { ::pclose(pipe_); }
  PostgresqlServer(const PostgresqlServer&) = delete;
  PostgresqlServer& operator=(const PostgresqlServer&) = delete;

  // Empty where there is no server: `why` says so.
  const std::string& url() const { return url_; }
  std::string why() const { return read_file(folder_ / "why"); }

 private:
  TemporaryFolder folder_;
  std::FILE* pipe_ = nullptr;
  std::string url_;
};

}  // namespace rwave::testing

#define RWAVE_NEED_POSTGRESQL(SERVER)            \
  const rwave::testing::PostgresqlServer SERVER; \
  if (SERVER.url().empty()) GTEST_SKIP() << SERVER.why()
