#pragma once
// rwave tune on a beat set small enough for seconds.

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "base/output_file.h"
#include "cli/two_levels.h"
#include "dataset/beat_file.h"
#include "support/support.h"

namespace rwave::testing {

class TuneCommand : public ::testing::Test {
 protected:
  TuneCommand() { write_beat_set(folder_ / "toy.beats", two_levels()); }

  std::string path(const std::string& name) const { return (folder_ / name).string(); }

  std::string line(const std::string& more, const std::string& out = "out") const {
    const std::string model = more.find("--model") == std::string::npos ? "--model mlp " : "";
    return "rwave tune " + model + "--data '" + path("toy.beats") +
           "' --split random --seed 4 --threads 1 --no-pictures " + more + " -o '" + path(out) + "'";
  }

  nlohmann::json study(const std::string& out = "out") const {
    return nlohmann::json::parse(read_file(folder_ / out / "study.json"));
  }

  std::vector<std::string> files(const std::string& out) const {
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(folder_ / out))
      names.push_back(entry.path().filename());
    std::ranges::sort(names);
    return names;
  }

  const TemporaryFolder folder_;
};

}  // namespace rwave::testing
