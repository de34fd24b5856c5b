#pragma once
// rwave score, run in a folder of the test.

#include <gtest/gtest.h>

#include <string>

#include "base/output_file.h"
#include "support/support.h"

namespace rwave::testing {

// Runs in a folder of its own.
class ScoreCommand : public ::testing::Test {
 protected:
  CommandResult score(const std::string& words, const std::string& before = "") const {
    return run_command("cd '" + folder_.path().string() + "' && " + before + " rwave score " + words);
  }
  std::string written(const std::string& name) const { return read_file(folder_ / name); }

  const TemporaryFolder folder_;
};

}  // namespace rwave::testing
