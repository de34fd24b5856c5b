// rwave serve as a user types it: what is refused before it serves, and what it says while it does.
#include <gmock/gmock.h>

#include <filesystem>
#include <string>

#include "base/output_file.h"
#include "support/support.h"

namespace rwave::testing {
namespace {

using ::testing::HasSubstr;

class ServeCommand : public ::testing::Test {
 protected:
  void refused(const std::string& words, int status, const std::string& why) const {
    const CommandResult result =
        run_command("cd '" + folder_.path().string() + "' && timeout 20 rwave serve --port 0 " + words);
    EXPECT_EQ(result.status, status) << words << "\n" << result.err;
    EXPECT_THAT(result.err, HasSubstr(why)) << words;
  }
  // What it has said when it was asked to end as soon as it served.
  CommandResult served(const std::string& words) const {
    return run_command("cd '" + folder_.path().string() + "' && { rwave serve --port 0 " + words +
                       " 2> said & for i in $(seq 1000); do grep -q http said && break; sleep .02; done; "
                       "sleep .05; kill -TERM $!; wait $!; code=$?; cat said >&2; exit $code; }");
  }
  TemporaryFolder folder_;
};

TEST_F(ServeCommand, WhatItCannotServeOrGuardIsRefused) {
  refused("", 2, "give a folder with recordings");
  refused("none", 1, "none");
  refused(". --token short", 2, "--token must have 16 characters");
  refused(". --token sixteen-letters-1 --password-file p", 2, "choose one");
  write_file(folder_ / "p", "short\nlonger-than-eight\n");
  refused(". --password-file p", 1, "p: line 1: a password of 8 characters");
  refused(". --password-file absent", 1, "absent");
  refused(". --certificate c.pem", 2, "TLS needs both");
  refused(". --certificate c.pem --key k.pem", 1, "c.pem");
  refused(". --address 0.0.0.0", 2, "--token");
  refused(". --model absent.onnx", 1, "absent.onnx");
  refused(". --uploads 5", 2, "--store");
  refused(". --web absent", 1, "absent");
}

TEST_F(ServeCommand, AnEmptyFolderIsServedAndSaid) {
  std::filesystem::create_directory(folder_ / "in");
  const CommandResult result = served("in");
  EXPECT_EQ(result.status, 0) << result.err;
  EXPECT_THAT(result.err, HasSubstr("rwave serve: in holds no recording yet"));
  EXPECT_THAT(result.err, HasSubstr("rwave serve: stopped"));
}

TEST_F(ServeCommand, APasswordInTheOpenIsSaid) {
  ASSERT_EQ(run_command("rwave simulate --seconds 30 -o '" + (folder_ / "in/one").string() + "'").status, 0);
  write_file(folder_ / "p", "four words of it\r\n");
  const CommandResult result = served("in --password-file p --log");
  EXPECT_EQ(result.status, 0) << result.err;
  EXPECT_THAT(result.err, HasSubstr("without TLS"));
}

}  // namespace
}  // namespace rwave::testing
