#include "beat/infarction_rows.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "base/output_file.h"
#include "beat/load.h"
#include "rwave/error.h"
#include "support/support.h"

namespace rwave {
namespace {

using testing::TemporaryFolder;

TEST(InfarctionRows, OfPtbXl) {
  RWAVE_NEED_DATA(labels, "ptbxl/LABELS.csv");
  const BeatSet set = load_beats(labels.parent_path().string(), "kaggle");
  EXPECT_EQ(set.classes, (std::vector<std::string>{"normal", "abnormal"}));
  EXPECT_EQ(set.records.size(), 285);
  std::set<std::string> patients;
  for (const RecordOrigin& origin : set.records) patients.insert(origin.patient);
  EXPECT_GT(patients.size(), 250);
  EXPECT_GT(set.size(), 285 * 7);   // ten seconds at 50 beats a minute and more
  EXPECT_LT(set.size(), 285 * 20);  // at 120
  std::size_t starts_high = 0, full_range = 0;
  for (std::size_t i = 0; i < set.size(); ++i) {
    const auto row = set.row(i);
    ASSERT_GE(std::ranges::min(row), 0);
    ASSERT_LE(std::ranges::max(row), 1);
    full_range += std::ranges::min(row) == 0 && std::ranges::max(row) == 1 ? 1 : 0;
    starts_high += row[0] > 0.8 ? 1 : 0;
  }
  EXPECT_GT(static_cast<double>(full_range) / static_cast<double>(set.size()), 0.95) << "but rows cut at 187";
  EXPECT_GT(static_cast<double>(starts_high) / static_cast<double>(set.size()), 0.8)
      << "rows start at R peaks";
}

std::string error_of(const std::string& labels) {
  const TemporaryFolder folder;
  write_file(folder.path() / "LABELS.csv", labels);
  try {
    cut_infarction_rows(folder.path());
  } catch (const Error& fault) {
    return fault.what();
  }
  return "no error";
}

TEST(InfarctionRows, NameTheLineThatIsWrong) {
  using ::testing::HasSubstr;
  EXPECT_THAT(error_of("record,patient\n1,2\n"), HasSubstr("has no column 'label'"));
  EXPECT_THAT(error_of("record,patient,label\n1\n"), HasSubstr("fewer cells than the header"));
  EXPECT_THAT(error_of("record,patient,label\n../1,2,MI\n"), HasSubstr("names no recording of its folder"));
  EXPECT_THAT(error_of("record,patient,label\n1,2,OTHER\n"), HasSubstr("leaves no beat"));
  EXPECT_THAT(error_of("record,patient,label\n1,2,MI\n"), HasSubstr("1"));
}

}  // namespace
}  // namespace rwave
