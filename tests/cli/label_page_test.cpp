// The worked example of docs/classify.md is what the program says of that beat.
#include <gmock/gmock.h>

#include <cmath>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <regex>
#include <sstream>
#include <string>
#include <vector>

#include "support/support.h"

namespace rwave::testing {
namespace {

using nlohmann::json;

std::string label_page() {
  std::ifstream page(RWAVE_SOURCE_DIR "/docs/classify.md");
  return {std::istreambuf_iterator<char>(page), {}};
}

// Words, and numbers to two units of their last place: other processors round another way.
void expect_alike(const std::string& written, const std::string& said) {
  std::istringstream ours(written), theirs(said);
  for (std::string one, other; ours >> one;) {
    ASSERT_TRUE(theirs >> other) << written;
    const auto point = one.find('.');
    if (!std::regex_match(one, std::regex("-?\\d+\\.\\d+"))) {
      EXPECT_EQ(one, other) << written;
      continue;
    }
    const double unit = std::pow(10.0, -static_cast<double>(one.size() - point - 1));
    EXPECT_NEAR(std::stod(one), std::stod(other), 2.1 * unit) << written;
  }
}

TEST(LabelPage, TheExplanationIsWhatTheProgramSays) {
  RWAVE_NEED_DATA(record, "mitdb/100.hea");
  const TemporaryFolder folder;
  const std::string page = label_page();
  const auto begin = page.find("    beat at 4:36.61"), end = page.find("\n\n", begin);
  ASSERT_NE(begin, std::string::npos);
  const std::string said = run_command("rwave classify '" + record.string() + "' --explain 4:36.6 -o '" +
                                       folder.path().string() + "'")
                               .err;
  const auto told = said.find("beat at ");
  ASSERT_NE(told, std::string::npos) << said;
  std::istringstream ours(page.substr(begin, end - begin)), theirs(said.substr(told));
  int lines = 0;
  for (std::string one, other; std::getline(ours, one); ++lines) {
    ASSERT_TRUE(std::getline(theirs, other)) << one;
    expect_alike(one, other);
  }
  EXPECT_GT(lines, 20);
}

TEST(LabelPage, TheFiguresOfThreeBeatsAreWhatItSays) {
  RWAVE_NEED_DATA(record, "mitdb/100.hea");
  const CommandResult result =
      run_command("rwave classify '" + record.string() + "' --json -o - --explain all --against ''");
  ASSERT_EQ(result.status, 0) << result.err;
  const json beats = json::parse(result.out).at("explained");
  const auto figure = [&](std::int64_t sample, const std::string& key) {
    for (const json& beat : beats)
      for (const char* kind : {"timing", "shape", "p_wave"})
        if (beat.at("sample") == sample && beat.at(kind).contains(key))
          return beat.at(kind).at(key).get<double>();
    ADD_FAILURE() << sample << " " << key;
    return 0.0;
  };
  const std::string page = label_page();
  const std::regex row(R"(\n\|[^|]*\(`(\w+)`\) \| (\S+) \| (\S+) \| (\S+) \|)");
  int rows = 0;
  for (std::sregex_iterator at(page.begin(), page.end(), row), end; at != end; ++at, ++rows) {
    const std::vector<std::int64_t> samples = {99382, 99580, 546792};
    for (std::size_t i = 0; i < samples.size(); ++i)
      EXPECT_NEAR(std::stod((*at)[i + 2]), figure(samples[i], (*at)[1]), .02)
          << (*at)[1] << " " << samples[i];
  }
  EXPECT_EQ(rows, 8);
}

}  // namespace
}  // namespace rwave::testing
