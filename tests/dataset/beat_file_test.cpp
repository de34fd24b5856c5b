#include "dataset/beat_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>
#include <numeric>

#include "base/output_file.h"
#include "rwave/error.h"
#include "support/support.h"

namespace rwave {
namespace {

using rwave::testing::TemporaryFolder;
using ::testing::HasSubstr;

BeatSet small_set() {
  BeatSet set;
  set.recipe = "kaggle";
  set.width = 3;
  set.rate = 120;
  set.classes = {"N", "S"};
  set.records = {{"100", "mitdb/100"}, {"201", "mitdb/201+202"}};
  set.values = {0, 0.5F, 1, 1, 0.25F, 0};
  set.labels = {0, 1};
  set.record = {0, 1};
  set.sample = {77, 1LL << 40};
  return set;
}

template <typename Call>
std::string error_of(const Call& call) {
  try {
    call();
  } catch (const Error& fault) {
    return fault.what();
  }
  return "no error";
}

void expect_equal(const BeatSet& a, const BeatSet& b) {
  EXPECT_EQ(a.recipe, b.recipe);
  EXPECT_EQ(a.width, b.width);
  EXPECT_EQ(a.rate, b.rate);
  EXPECT_EQ(a.classes, b.classes);
  EXPECT_EQ(a.records, b.records);
  EXPECT_EQ(a.values, b.values);
  EXPECT_EQ(a.labels, b.labels);
  EXPECT_EQ(a.record, b.record);
  EXPECT_EQ(a.sample, b.sample);
}

TEST(BeatFile, KeepsEverything) {
  const TemporaryFolder folder;
  write_beat_set(folder / "x.beats", small_set());
  expect_equal(read_beat_set(folder / "x.beats"), small_set());
}

TEST(BeatFile, EveryTruncationAndEveryLongerFileIsAnError) {
  const TemporaryFolder folder;
  write_beat_set(folder / "x.beats", small_set());
  const std::string whole = read_file(folder / "x.beats");
  for (std::size_t length = 0; length < whole.size(); ++length) {
    write_file(folder / "cut.beats", whole.substr(0, length));
    EXPECT_THROW(read_beat_set(folder / "cut.beats"), Error) << length << " bytes";
  }
  write_file(folder / "cut.beats", whole + "x");
  EXPECT_THROW(read_beat_set(folder / "cut.beats"), Error);
}

TEST(BeatFile, ALyingHeaderIsAnErrorWithItsOffset) {
  const TemporaryFolder folder;
  const auto with_header = [&](const std::string& header) {
    const auto length = static_cast<std::uint32_t>(header.size());
    write_file(folder / "x.beats",
               "RWBEATS1" + std::string(reinterpret_cast<const char*>(&length), 4) + header);
    return error_of([&] { read_beat_set(folder / "x.beats"); });
  };
  EXPECT_THAT(with_header("{}"), HasSubstr("offset 14: the header is not that of a beat set"));
  const std::string rest = R"("recipe":"k","rate":120,"classes":["N"],"records":[])";
  EXPECT_THAT(with_header("{\"width\":-1,\"rows\":1," + rest + "}"), HasSubstr("makes no beat set"));
  EXPECT_THAT(with_header("{\"width\":187,\"rows\":4611686018427387904," + rest + "}"),
              HasSubstr("truncated file?"));
}

TEST(BeatFile, RowsOfAnotherVersionOfARecipeAreRefused) {
  const TemporaryFolder folder;
  BeatSet set = small_set();
  set.recipe = "kaggle";
  write_beat_set(folder / "x.beats", set);
  std::string file = read_file(folder / "x.beats");
  const auto at = file.find("minmax");
  ASSERT_NE(at, std::string::npos);
  write_file(folder / "x.beats", file.replace(at, 6, "other!"));
  EXPECT_THAT(error_of([&] { read_beat_set(folder / "x.beats"); }),
              HasSubstr("rows scaled by 'other!', where the recipe kaggle scales by 'minmax'"));
}

TEST(BeatFile, ALabelOutsideTheClassesIsAnError) {
  const TemporaryFolder folder;
  BeatSet set = small_set();
  set.labels[1] = 2;
  write_beat_set(folder / "x.beats", set);
  EXPECT_THAT(error_of([&] { read_beat_set(folder / "x.beats"); }), HasSubstr("row 1 has class 2 of 2"));
}

TEST(BeatFile, AnotherFileIsNamedAsSuch) {
  const TemporaryFolder folder;
  write_file(folder / "x.beats", "0.1,0.2,0\n");
  EXPECT_THAT(error_of([&] { read_beat_set(folder / "x.beats"); }),
              HasSubstr("does not begin with RWBEATS1"));
  EXPECT_THAT(error_of([&] { read_beat_set(folder / "y.beats"); }), HasSubstr("No such file"));
}

TEST(KaggleCsv, WritesAsNumpyDoesAndReadsItBack) {
  const TemporaryFolder folder;
  const BeatSet set = small_set();
  const std::vector<std::uint32_t> rows = {1, 0};
  write_kaggle_csv(folder / "x.csv", set, rows);
  EXPECT_EQ(
      read_file(folder / "x.csv"),
      "1.000000000000000000e+00,2.500000000000000000e-01,0.000000000000000000e+00,1.000000000000000000e+00\n"
      "0.000000000000000000e+00,5.000000000000000000e-01,1.000000000000000000e+00,0.000000000000000000e+"
      "00\n");
  const BeatSet again = read_kaggle_csv(folder / "x.csv", set.classes);
  EXPECT_THAT(again.values, ::testing::ElementsAre(1, 0.25F, 0, 0, 0.5F, 1));
  EXPECT_THAT(again.labels, ::testing::ElementsAre(1, 0));
  EXPECT_THAT(again.sample, ::testing::Each(-1));
}

TEST(KaggleCsv, BadRowsAreErrorsWithTheirLine) {
  const TemporaryFolder folder;
  const auto reading = [&](const std::string& text) {
    write_file(folder / "x.csv", text);
    return error_of([&] { read_kaggle_csv(folder / "x.csv", {"N", "S"}); });
  };
  const std::string name = (folder / "x.csv").string();
  EXPECT_EQ(reading("0,1,0\n0,1\n"), name + ": line 2: 2 columns, 3 expected as in the first row");
  EXPECT_EQ(reading("0,nan,0\n"), name + ": line 1: column 2 is 'nan', a finite number was expected");
  EXPECT_EQ(reading("0,1e99,0\n"), name + ": line 1: column 2 is '1e99', a finite number was expected");
  EXPECT_EQ(reading("0,1,0\n\n0,,0\n"), name + ": line 3: column 2 is '', a finite number was expected");
  EXPECT_EQ(reading("0,1x,0\n"), name + ": line 1: column 2 is not a number");
  EXPECT_EQ(reading("0,1,2\n"), name + ": line 1: class index 2, a whole number below 2 was expected");
  EXPECT_EQ(reading("0,1,0.5\n"), name + ": line 1: class index 0.5, a whole number below 2 was expected");
  EXPECT_EQ(reading("7\n"), name + ": line 1: values and a class index were expected");
  EXPECT_EQ(reading(""), name + ": has no row");
  EXPECT_THAT(reading(std::string(5 << 20, '1')), HasSubstr("has a line too long"));
}

TEST(KaggleCsv, TakesWindowsLineEndsAndAMissingLastOne) {
  const TemporaryFolder folder;
  write_file(folder / "x.csv", "0,1,0\r\n1, 0.5,1");
  const BeatSet set = read_kaggle_csv(folder / "x.csv", {"N", "S"});
  EXPECT_THAT(set.values, ::testing::ElementsAre(0, 1, 1, 0.5F));
}

}  // namespace
}  // namespace rwave
