// rwave serve --live as a user types it: what is said of a stream on standard input, and the exit code.
#include <gmock/gmock.h>

#include <string>

#include "base/output_file.h"
#include "support/support.h"

namespace rwave::testing {
namespace {

using ::testing::HasSubstr;

class ServeLive : public ::testing::Test {
 protected:
  // The program over that table, ended by a signal as soon as it has said that the stream is over.
  CommandResult serve(const std::string& table) const {
    write_file(folder_ / "table.csv", table);
    return run_command(
        "cd '" + folder_.path().string() +
        "' && { rwave serve --live bed1 --port 0 --rate 250 < table.csv 2> said & "
        "for i in $(seq 200); do grep -q 'until this program is stopped' said && break; sleep .05; done; "
        "kill -INT $!; wait $!; code=$?; cat said >&2; exit $code; }");
  }
  TemporaryFolder folder_;
};

std::string rows(int count) {
  std::string text = "time,II\n";
  for (int i = 0; i < count; ++i)
    text += std::to_string(i / 250.0) + "," + (i % 200 == 100 ? "1.2" : i % 7 == 0 ? "0.01" : "0.0") + "\n";
  return text;
}

TEST_F(ServeLive, AStreamThatEndsIsSaidAndTheProgramHasSucceeded) {
  const CommandResult result = serve(rows(1500));
  EXPECT_EQ(result.status, 0) << result.err;
  EXPECT_THAT(result.err, HasSubstr("the stream bed1 has ended"));
}

TEST_F(ServeLive, AStreamThatFailsIsSaidAndTheProgramHasFailed) {
  const CommandResult result = serve(rows(1500) + "6.0,wrong\n");
  EXPECT_EQ(result.status, 1) << result.err;
  EXPECT_THAT(result.err, HasSubstr("the stream bed1 failed: standard input: line 1502"));
  EXPECT_THAT(result.err, HasSubstr("exit code"));
}

TEST_F(ServeLive, ANameThatNoPageCanHaveIsRefused) {
  const CommandResult result = run_command("rwave serve --live 'bed 1' --port 0 < /dev/null");
  EXPECT_EQ(result.status, 2);
  EXPECT_THAT(result.err, HasSubstr("'bed 1' cannot name a stream"));
}

}  // namespace
}  // namespace rwave::testing
