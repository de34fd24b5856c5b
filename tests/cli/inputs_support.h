#pragma once
// Inputs as the field writes them: a folder to put them in, a command line run there, a minute of ECG to
// write them from.
#include <gmock/gmock.h>

#include <algorithm>
#include <string>
#include <vector>

#include "cli/command_line_support.h"
#include "record/files.h"
#include "support/support.h"

namespace rwave::testing {

class Inputs : public CommandLine {
 protected:
  // A recording of a minute at 250 Hz as lines of one value in mV.
  std::vector<std::string> samples() {
    EXPECT_EQ(run("rwave simulate --seconds 60 --rate 250 --leads 1 --ectopic 0 --seed 4 -o sim && rwave "
                  "convert sim -o sim.csv")
                  .status,
              0);
    std::vector<std::string> values;
    const std::string text = get_file(folder_ / "sim.csv");
    for (std::size_t at = text.find('\n') + 1; at < text.size();) {
      const std::size_t end = std::min(text.find('\n', at), text.size());
      values.push_back(text.substr(text.find(',', at) + 1, end - text.find(',', at) - 1));
      at = end + 1;
    }
    return values;
  }

  static long lines(const std::string& text) { return std::count(text.begin(), text.end(), '\n'); }
};

}  // namespace rwave::testing
