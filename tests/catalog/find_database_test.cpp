// Databases found by name: the environment, the configuration file, the current directory.
#include "catalog/find_database.h"

#include <gmock/gmock.h>

#include <cstdlib>
#include <fstream>
#include <optional>

#include "rwave/error.h"
#include "support/support.h"

namespace rwave {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

// An environment variable for as long as the object lives.
class Variable {
 public:
  Variable(const char* name, const std::string& value) : name_(name) {
    if (const char* before = std::getenv(name)) before_ = before;
    ::setenv(name, value.c_str(), 1);
  }
  Variable(const Variable&) = delete;
  Variable& operator=(const Variable&) = delete;
  ~Variable() {
    if (before_)
      ::setenv(name_, before_->c_str(), 1);
    else
      ::unsetenv(name_);
  }

 private:
  const char* name_;
  std::optional<std::string> before_;
};

class FindDatabase : public ::testing::Test {
 protected:
  FindDatabase() { fs::create_directories(folder_ / "data/tinydb"); }

  void configure(const std::string& text) const {
    fs::create_directories(folder_ / "rwave");
    std::ofstream(folder_ / "rwave/config.json") << text;
  }
  std::string fault(std::string_view name) const {
    try {
      find_database(name);
    } catch (const Error& error) {
      return error.what();
    }
    return "";
  }

  const testing::TemporaryFolder folder_;
  const Variable configuration_{"XDG_CONFIG_HOME", folder_.path().string()};
  const Variable data_{"RWAVE_DATA", ""};
};

TEST_F(FindDatabase, LooksWhereTheEnvironmentSays) {
  const Variable data("RWAVE_DATA", folder_ / "data");
  EXPECT_EQ(find_database("tinydb"), folder_ / "data/tinydb");
}

TEST_F(FindDatabase, LooksWhereTheConfigurationFileSays) {
  EXPECT_EQ(configuration_file(), folder_ / "rwave/config.json");
  configure(R"({"data": ")" + (folder_ / "data").string() + R"("})");
  EXPECT_EQ(find_database("tinydb"), folder_ / "data/tinydb");
  configure(R"({"data": "../data"})");  // from the file's own folder
  EXPECT_TRUE(fs::equivalent(find_database("tinydb"), folder_ / "data/tinydb"));
}

TEST_F(FindDatabase, TheEnvironmentPrecedesTheConfigurationFile) {
  fs::create_directories(folder_ / "other/tinydb");
  configure(R"({"data": "../data"})");
  const Variable data("RWAVE_DATA", folder_ / "other");
  EXPECT_EQ(find_database("tinydb"), folder_ / "other/tinydb");
}

TEST_F(FindDatabase, AConfigurationFileThatCannotBeUnderstoodIsAnError) {
  configure("data = here");
  EXPECT_THAT(fault("tinydb"),
              AllOf(HasSubstr("rwave/config.json"), HasSubstr(R"(expected {"data": "FOLDER"})")));
  configure(R"({"data": 7})");
  EXPECT_THAT(fault("tinydb"), HasSubstr("'data' is no text"));
  configure(R"({"data": "nowhere"})");
  EXPECT_THAT(fault("tinydb"), AllOf(HasSubstr("rwave/config.json"), HasSubstr("which is not a folder")));
}

// `rwave fetch ptb-xl` makes a folder of that name, which --data ptbxl did not find.
TEST_F(FindDatabase, BothNamesOfADatabaseMeanIt) {
  fs::create_directories(folder_ / "data/ptb-xl");
  const Variable data("RWAVE_DATA", folder_ / "data");
  EXPECT_EQ(find_database("ptb-xl"), folder_ / "data/ptb-xl");
  EXPECT_EQ(find_database("ptbxl"), folder_ / "data/ptb-xl");
  fs::create_directories(folder_ / "data/ptbxl");
  EXPECT_EQ(find_database("ptbxl"), folder_ / "data/ptbxl") << "the name that was given precedes";
}

TEST_F(FindDatabase, SaysWhereItLookedAndWhatToDo) {
  const Variable data("RWAVE_DATA", folder_ / "data");
  EXPECT_THAT(fault("nodb"), AllOf(HasSubstr((folder_ / "data/nodb").string()), HasSubstr("set RWAVE_DATA"),
                                   HasSubstr("config.json"), Not(HasSubstr("rwave fetch"))));
  EXPECT_THAT(fault("mitdb"), HasSubstr("rwave fetch mitdb"));  // only what fetch knows
}

}  // namespace
}  // namespace rwave
