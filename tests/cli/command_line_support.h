#pragma once
// Command lines as typed, in a folder of their own.
#include <gtest/gtest.h>

#include <string>

#include "support/support.h"

namespace rwave::testing {

class CommandLine : public ::testing::Test {
 protected:
  CommandResult run(const std::string& line) const {
    return run_command("cd '" + folder_.path().string() + "' && " + line);
  }

  const TemporaryFolder folder_;
};

}  // namespace rwave::testing
