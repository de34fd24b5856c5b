// What the download shows while it runs.
#include "fetch/progress_bar.h"

#include <gtest/gtest.h>

#include "base/output_file.h"
#include "support/support.h"

namespace rwave {
namespace {

const FetchProgress halfway{.files = 146, .done = 73, .present = 0, .bytes = 41'200'000};

TEST(FetchProgressBar, BarCountsFiles) {
  EXPECT_EQ(bar_line("mitdb", halfway, 10, 79),
            "mitdb  [===============>              ]  73/146 files  41.2 MB  4.1 MB/s");
  EXPECT_EQ(bar_line("mitdb", {.files = 2, .done = 2}, 0, 60),
            "mitdb  [======================]  2/2 files  0.0 MB  0.0 MB/s");
  EXPECT_EQ(bar_line("mitdb", {}, 0, 79), "mitdb  looking for the list of files");
}

TEST(FetchProgressBar, FitsItsWidth) {
  for (int width = 1; width < 100; ++width) {
    EXPECT_LE(bar_line("ptb-xl", halfway, 10, width).size(), static_cast<std::size_t>(width));
    EXPECT_LE(bar_line("ptb-xl", {}, 10, width).size(), static_cast<std::size_t>(width));
  }
}

TEST(FetchProgressBar, APipeGetsPlainLines) {
  const testing::TemporaryFolder folder;
  std::FILE* out = std::fopen((folder / "log").c_str(), "w");
  ASSERT_NE(out, nullptr);
  {
    FetchProgressBar bar("mitdb", out);
    bar.show({});
    for (std::size_t done = 0; done <= 146; ++done) bar.show({.files = 146, .done = done});
    bar.finish();
  }
  std::fclose(out);
  EXPECT_EQ(read_file(folder / "log"), "mitdb: 0/146 files, 0.0 MB\nmitdb: 146/146 files, 0.0 MB\n");
}

}  // namespace
}  // namespace rwave
