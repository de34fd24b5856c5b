#include "figures/gnuplot.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <functional>

#include "figures/figure.h"
#include "figures/picture.h"
#include "rwave/error.h"
#include "support/support.h"

namespace rwave {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

std::string message_of(const std::function<void()>& action) {
  try {
    action();
  } catch (const Error& error) {
    return error.what();
  }
  return "no error";
}

// PATH as it was, when the test ends.
class PathGuard {
 public:
  explicit PathGuard(const std::string& path) {
    if (const char* before = std::getenv("PATH")) before_ = before;
    ::setenv("PATH", path.c_str(), 1);
  }
  PathGuard(const PathGuard&) = delete;
  PathGuard& operator=(const PathGuard&) = delete;
  ~PathGuard() { ::setenv("PATH", before_.c_str(), 1); }

 private:
  std::string before_;
};

const Figure line = {"plot x title 'a line'\n", 300, 200};

TEST(Gnuplot, AbsenceIsSaidWithWhatToDo) {
  const testing::TemporaryFolder folder;
  const PathGuard guard(folder.path().string());
  EXPECT_FALSE(have_gnuplot());
  EXPECT_THAT(message_of([&] { write_figure(line, folder / "line"); }),
              HasSubstr("apt-get install gnuplot-nox"));
  EXPECT_TRUE(std::filesystem::is_empty(folder.path()));
}

TEST(Gnuplot, ComplaintIsPassedOn) {
  RWAVE_NEED_GNUPLOT();
  EXPECT_THAT(message_of([] { run_gnuplot("plot nonsense\n"); }), HasSubstr("undefined variable: nonsense"));
}

TEST(Gnuplot, ScriptThatDrawsNothingIsAnError) {
  RWAVE_NEED_GNUPLOT();
  EXPECT_THAT(message_of([] { svg({"print 'no plot here'\n", 300, 200}); }), HasSubstr("drew no picture"));
}

TEST(GnuplotString, CannotBeLeftOrRun) {
  EXPECT_EQ(gnuplot_string("row's"), "'row''s'");
  EXPECT_EQ(gnuplot_string("two\nlines"), "'two lines'");
  RWAVE_NEED_GNUPLOT();
  const testing::TemporaryFolder folder;
  const std::string file = (folder / "made").string();
  const std::string hostile = "`touch " + file + "`'; system('touch " + file + "') \\";
  const std::string picture = svg({"set title " + gnuplot_string(hostile) + "\nplot x\n", 300, 200});
  EXPECT_FALSE(std::filesystem::exists(file));
  EXPECT_THAT(picture, HasSubstr("`touch "));
}

TEST(Figure, IsAnSvgAndAPngOfItsSize) {
  RWAVE_NEED_GNUPLOT();
  EXPECT_THAT(svg(line), HasSubstr("width=\"300\" height=\"200\""));
  EXPECT_THAT(svg(line), HasSubstr("a line"));
  EXPECT_THAT(png(line), StartsWith("\x89PNG\r\n\x1a\n"));
  EXPECT_EQ(testing::png_size(png(line)), (testing::PixelSize{600, 400}));
}

TEST(Figure, IsWrittenUnderBothNamesAndNothingElse) {
  RWAVE_NEED_GNUPLOT();
  const testing::TemporaryFolder folder;
  const auto files = write_figure(line, folder / "lr-0.01");
  EXPECT_EQ(files, (std::vector{folder / "lr-0.01.svg", folder / "lr-0.01.png"}));
  int found = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder.path())) {
    EXPECT_GT(entry.file_size(), 500U) << entry.path();
    ++found;
  }
  EXPECT_EQ(found, 2);
}

TEST(Figure, CannotBeWrittenWhereThereIsNoFolder) {
  RWAVE_NEED_GNUPLOT();
  const testing::TemporaryFolder folder;
  EXPECT_THAT(message_of([&] { write_figure(line, folder.path() / "absent" / "line"); }),
              HasSubstr("cannot be written: No such file or directory"));
}

}  // namespace
}  // namespace rwave
