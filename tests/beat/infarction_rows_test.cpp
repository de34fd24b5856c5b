#include "beat/recipes/infarction_rows.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <set>

#include "base/output_file.h"
#include "dataset/load.h"
#include "rwave/error.h"
#include "rwave/recording.h"
#include "signal/leads.h"
#include "support/support.h"

namespace rwave {
namespace {

using rwave::testing::TemporaryFolder;

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

// A folder with a few of PTB-XL's recordings, their files linked: quick to cut.
std::unique_ptr<TemporaryFolder> few_of(const std::filesystem::path& database, const std::string& labels) {
  auto folder = std::make_unique<TemporaryFolder>();
  write_file(*folder / "LABELS.csv", labels);
  std::filesystem::create_symlink(database / "00001_hr.dat", *folder / "00001_hr.dat");
  std::filesystem::create_symlink(database / "00001_hr.hea", *folder / "00001_hr.hea");
  return folder;
}

TEST(InfarctionRows, OfTwelveLeadsAreThoseOfLeadIIAndElevenMore) {
  RWAVE_NEED_DATA(labels, "ptbxl/LABELS.csv");
  const auto folder = few_of(labels.parent_path(), "record,patient,label\n00001_hr,15709,NORM\n");
  const BeatSet one = cut_infarction_rows(folder->path());
  const BeatSet twelve = cut_infarction_rows(folder->path(), twelve_lead_recipe());
  EXPECT_EQ(one.recipe, "kaggle-ptb");
  EXPECT_EQ(twelve.recipe, "kaggle-ptb12");
  EXPECT_EQ(twelve.channels, 12);
  EXPECT_EQ(twelve.values.size(), twelve.size() * 12 * 187);
  ASSERT_EQ(twelve.sample, one.sample) << "the same beats";
  ASSERT_GT(one.size(), 5);
  const auto recording = open_recording(*folder / "00001_hr");
  for (const auto& [channel, name] : {std::pair{1, "II"}, std::pair{3, "AVR"}, std::pair{11, "V6"}}) {
    const int lead = find_lead(recording->info(), name);
    const auto row = twelve.row(2).subspan(static_cast<std::size_t>(channel) * 187, 187);
    const auto end = std::ranges::find(row.rbegin(), row.rend(), true, [](float value) { return value > 0; });
    const auto length = row.rend() - end;
    const auto values = recording->read_physical(lead, twelve.sample[2], 4 * length);
    const auto [low, high] = std::pair{std::ranges::min(row), std::ranges::max(row)};
    EXPECT_EQ(low, 0) << name;
    EXPECT_EQ(high, 1) << name;
    // 500 Hz to 125 Hz: every fourth sample, scaled by a straight line.
    const float slope = (values[4 * 20] - values[4 * 10]) / (row[20] - row[10]);
    for (std::ptrdiff_t i = 0; i < length; ++i)
      EXPECT_NEAR((values[static_cast<std::size_t>(4 * i)] - values[40]) / slope,
                  row[static_cast<std::size_t>(i)] - row[10], 1e-4)
          << name << " sample " << i;
  }
  const BeatSet all = load_beats(folder->path().string(), "kaggle-ptb12");
  EXPECT_EQ(all.values, twelve.values);
  EXPECT_EQ(load_beats(folder->path().string(), "kaggle").values, one.values);
}

std::string bytes_of(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

TEST(InfarctionRows, OfALeadThatIsFlatOrNotThere) {
  RWAVE_NEED_DATA(labels, "ptbxl/LABELS.csv");
  const auto folder = few_of(labels.parent_path(), "record,patient,label\na,1,MI\n");
  // The same recording, lead V3 (the ninth) at one value throughout.
  std::string samples = bytes_of(*folder / "00001_hr.dat"), header = bytes_of(*folder / "00001_hr.hea");
  for (std::size_t frame = 0; frame < samples.size(); frame += 24) samples.replace(frame + 16, 2, {5, 0});
  write_file(*folder / "a.dat", samples);
  for (std::size_t at = 0; (at = header.find("00001_hr", at)) != std::string::npos;)
    header.replace(at, 8, "a");
  write_file(*folder / "a.hea", header);
  const BeatSet flat = cut_infarction_rows(folder->path(), twelve_lead_recipe());
  ASSERT_GT(flat.size(), 5);
  EXPECT_EQ(std::ranges::max(flat.row(0).subspan(8 * 187, 187)), 0);
  EXPECT_EQ(std::ranges::max(flat.row(0).subspan(7 * 187, 187)), 1);

  // V3 was not recorded for a second: beats whose windows meet it have no row, rather than half of one.
  for (std::size_t frame = 500 * 24; frame < 1000 * 24; frame += 24)
    samples.replace(frame + 16, 2, {0, '\x80'});
  write_file(*folder / "a.dat", samples);
  const BeatSet gap = cut_infarction_rows(folder->path(), twelve_lead_recipe());
  EXPECT_GT(gap.size(), 0);
  EXPECT_LT(gap.size(), flat.size());
  EXPECT_EQ(cut_infarction_rows(folder->path()).size(), flat.size()) << "lead II was recorded";

  header.replace(header.find("V3"), 2, "VX");
  write_file(*folder / "a.hea", header);
  try {
    cut_infarction_rows(folder->path(), twelve_lead_recipe());
    ADD_FAILURE() << "no error";
  } catch (const Error& fault) {
    EXPECT_THAT(fault.what(), ::testing::HasSubstr((*folder / "a").string()));
    EXPECT_THAT(fault.what(), ::testing::HasSubstr("has no lead named V3"));
  }
  EXPECT_EQ(cut_infarction_rows(folder->path()).size(), flat.size()) << "lead II is there";
  EXPECT_THROW(load_beats(folder->path().string(), "template-rr"), UsageError);
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
  EXPECT_THAT(error_of("record,patient,label\n1,2,MI\n"), HasSubstr("(1.hea)"));
  EXPECT_THAT(error_of("record,patient,label\n1,,MI\n"), HasSubstr("line 2: no patient"));
  EXPECT_THAT(error_of("record,patient,label\n1,2,MI\n1,3,NORM\n"),
              HasSubstr("line 3: recording 1 is there twice"));
}

}  // namespace
}  // namespace rwave
