// A dataset by its specification: what build() makes of it, recordings of every format, and the leakage
// check. Each test below that names a drift is of one that had happened: rows were specified six times.
#include "dataset/dataset.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "base/output_file.h"
#include "base/warning.h"
#include "beat/cut_recording.h"
#include "dataset/annotated_recording.h"
#include "dataset/beat_file.h"
#include "dataset/leakage.h"
#include "dataset/load.h"
#include "dataset/row_recordings.h"
#include "record/make_edf.h"
#include "rwave/error.h"
#include "support/support.h"

namespace rwave {
namespace {

namespace fs = std::filesystem;
using rwave::testing::TemporaryFolder;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

// Forty rows of two classes and two patients, in memory.
BeatSet two_record_set() {
  BeatSet set;
  set.recipe = "kaggle";
  set.width = 2;
  set.classes = {"N", "S"};
  set.records = {{"a", "p/a"}, {"b", "p/b"}};
  for (int i = 0; i < 40; ++i) {
    set.values.insert(set.values.end(), {static_cast<float>(i), 1});
    set.labels.push_back(static_cast<std::uint8_t>(i % 2));
    set.record.push_back(i < 20 ? 0 : 1);
    set.sample.push_back(100 * i);
  }
  return set;
}

DatasetSpec small_spec(std::uint64_t seed = 1) {
  DatasetSpec spec;
  spec.data = "toys";
  spec.split = "random";
  spec.test_share = 0.25;
  spec.seed = seed;
  return spec;
}

TEST(Dataset, IsSplitSubsampledAndValidatedAsSpecified) {
  DatasetSpec spec = small_spec();
  spec.train_share = 0.5;
  spec.validation = 0.2;
  const Dataset dataset = build(spec, two_record_set());
  EXPECT_EQ(dataset.split.test.size(), 10U);
  EXPECT_EQ(dataset.split.train.size() + dataset.split.validation.size(), 16U) << "half of each class's 15";
  EXPECT_EQ(dataset.split.validation.size(), 4U);
  EXPECT_EQ(dataset.recorded, 40U);
  EXPECT_THAT(dataset.line(),
              HasSubstr("data   16 training rows (of them 4 validation, seed 1), 10 test rows: "));
  const Dataset again = build(spec, two_record_set());
  EXPECT_EQ(fingerprint(again.set, again.split), fingerprint(dataset.set, dataset.split));
  spec.split.clear();
  EXPECT_EQ(build(spec, two_record_set()).split.train.size(), 40U) << "no split: all rows";
}

TEST(Leakage, CountsTestRowsThatTrained) {
  const Dataset first = build(small_spec(1), two_record_set()),
                second = build(small_spec(2), two_record_set());
  const TrainedRows source{first.spec, fingerprint(first.set, first.split)};
  EXPECT_EQ(seen_rows(source, first), "") << "its own test rows";
  std::size_t seen = 0;
  for (const std::uint32_t row : second.split.test)
    seen += static_cast<std::size_t>(std::ranges::count(first.split.train, row));
  ASSERT_GT(seen, 0U);
  EXPECT_EQ(seen_rows(source, second),
            std::to_string(seen) + " of the 10 test rows trained the network that this one starts from");
  EXPECT_EQ(rows_taught("out/a", source, second),
            std::to_string(seen) + " of the 10 test rows trained the teacher out/a");
  const TrainedRows other{first.spec, "another"};
  EXPECT_THAT(seen_rows(other, second), HasSubstr("was trained on 'toys' too: it may have seen test rows"));
}

// A folder with a few records of mitdb: the recipe that simulates rhythms needs recordings.
class OfRecords : public ::testing::Test {
 protected:
  void SetUp() override {
    RWAVE_NEED_DATA(mitdb, "mitdb");
    for (const char* record : {"106", "209", "223"})
      for (const char* ending : {".hea", ".dat", ".atr"}) {
        const std::string name = std::string(record) + ending;
        fs::create_symlink(mitdb / name, folder_ / name);
      }
    spec_.data = folder_.path().string();
    spec_.recipe = "template-rr";
    spec_.split = "patient";
    spec_.test_share = 0.3;
  }

  const TemporaryFolder folder_;
  DatasetSpec spec_;
};

// The drift: the check made the source's split without the rows that were simulated, found another checksum,
// and could not tell.
TEST_F(OfRecords, TheLeakageCheckKnowsSimulatedRows) {
  DatasetSpec simulating = spec_;
  simulating.simulate = 1;
  const Dataset trained = build(simulating);
  ASSERT_GT(trained.set.size(), trained.recorded);
  const TrainedRows source{simulating, fingerprint(trained.set, trained.split)};
  EXPECT_EQ(seen_rows(source, build(spec_)), "") << "the same split: its test rows were never trained on";
  EXPECT_EQ(seen_rows(source, trained), "") << "nor in a training that simulates too";
  DatasetSpec other = spec_;
  other.split = "random";
  EXPECT_THAT(seen_rows(source, build(other)),
              HasSubstr(" test rows trained the network that this one starts from"));
  const Dataset plain = build(spec_);
  const TrainedRows without{spec_, fingerprint(plain.set, plain.split)};
  EXPECT_EQ(seen_rows(without, trained), "") << "the source did not simulate, this training does";
}

// A lead of 30 s at 360 Hz with a bell at each of the R peaks, as 16-bit samples of 200 per mV.
struct Lead {
  std::vector<int> samples = std::vector<int>(30 * 360);
  std::vector<Annotation> beats;
};

Lead bells() {
  Lead lead;
  for (int at = 200; at < 30 * 360 - 400; at += 300) {
    lead.beats.push_back({at, static_cast<std::uint8_t>(code_of(at == 2000 ? "V" : "N")), 0, 0, 0, ""});
    for (int i = -20; i <= 20; ++i)
      lead.samples[static_cast<std::size_t>(at + i)] += static_cast<int>(200 * std::exp(-0.02 * i * i));
  }
  return lead;
}

// A record a second of 360 samples; `notes` are the texts of an EDF+ annotation signal, one a record.
std::string edf_of(const Lead& lead, const std::vector<std::string>& notes = {}) {
  testing::TestEdf edf;
  edf.signals.front().samples = 360;
  edf.records = "30";
  if (!notes.empty()) {
    edf.kind = "EDF+C";
    edf.signals.push_back({"EDF Annotations", "", "-1", "1", "-32768", "32767", 32});
  }
  for (std::size_t second = 0; second < 30; ++second) {
    const auto first = lead.samples.begin() + static_cast<std::ptrdiff_t>(360 * second);
    edf.data += testing::samples_16({first, first + 360});
    if (notes.empty()) continue;
    std::string text = notes[second];
    text.resize(64, '\0');
    edf.data += text;
  }
  return edf.bytes();
}

std::string csv_of(const Lead& lead) {
  std::string text = "MLII\n";
  for (const int sample : lead.samples) text += std::to_string(sample / 200.0) + "\n";
  return text;
}

TEST(AnnotatedRecordings, OfEveryFormatAreCut) {
  const TemporaryFolder folder;
  const Lead lead = bells();
  write_file(folder / "one.edf", edf_of(lead));
  write_annotations(folder / "one.atr", lead.beats);
  write_file(folder / "two.csv", csv_of(lead));
  write_annotations(folder / "two.atr", lead.beats);
  write_file(folder / "patients.csv", "record,age\none,70\n");
  write_file(folder / "silent.edf", edf_of(lead));
  EXPECT_THAT(list_annotated(folder.path(), "atr", 360), ElementsAre("one.edf", "two.csv"))
      << "a table of patients and a recording without annotations are none";
  DatasetSpec spec;
  spec.data = folder.path().string();
  spec.csv_rate = 360;
  spec.split.clear();
  const Dataset dataset = build(spec);
  ASSERT_EQ(dataset.set.records.size(), 2U);
  EXPECT_EQ(dataset.set.size(), 2 * (lead.beats.size() - 1)) << "the last beat has no end";
  EXPECT_EQ(dataset.set.sample.front(), 200);
  EXPECT_EQ(std::ranges::count(dataset.set.labels, 2), 2) << "the V beat of each";
  EXPECT_EQ(std::vector<float>(dataset.set.row(0).begin(), dataset.set.row(0).end()).front(), 1)
      << "an R peak";
  RowRecordings recordings(dataset.set, spec.data, {"atr", 0, 360});
  EXPECT_TRUE(recordings.has(0));
  EXPECT_EQ(recordings.symbol(0), "N");
  EXPECT_NEAR(recordings.around(0, 0.1, 0.1).values.size(), 72, 1);
}

// EDF+ has texts for marks: those that are symbols of beats are beats.
TEST(AnnotatedRecordings, EdfPlusBringsItsOwn) {
  const TemporaryFolder folder;
  std::vector<std::string> notes;
  for (int second = 0; second < 30; ++second)
    notes.push_back("+" + std::to_string(second) + "\x14\x14" + std::string(1, '\0') + "+" +
                    std::to_string(second) + ".5\x14" +
                    (second == 3   ? "lights off"
                     : second == 5 ? "V"
                                   : "N") +
                    "\x14" + std::string(1, '\0'));
  write_file(folder / "night.edf", edf_of(bells(), notes));
  EXPECT_THAT(list_annotated(folder.path()), ElementsAre("night.edf"));
  const AnnotatedRecording opened = open_annotated(folder / "night.edf");
  ASSERT_EQ(opened.annotations.size(), 30U);
  EXPECT_EQ(symbol_of(opened.annotations[0].code), "N");
  EXPECT_EQ(opened.annotations[0].sample, 180);
  EXPECT_EQ(opened.annotations[3].text, "lights off");
  EXPECT_EQ(symbol_of(opened.annotations[5].code), "V");
  const BeatSet set = load_beats(folder.path().string(), "kaggle");
  EXPECT_EQ(std::ranges::count(set.labels, 2), 1);
}

TEST(AnnotatedRecordings, WhatIsMissingIsNamed) {
  const TemporaryFolder folder;
  write_file(folder / "silent.edf", edf_of(bells()));
  try {
    list_annotated(folder.path());
    FAIL() << "no error";
  } catch (const Error& fault) {
    EXPECT_THAT(fault.what(), HasSubstr("holds no annotated recordings"));
    EXPECT_THAT(fault.what(), HasSubstr("NAME.atr"));
  }
  EXPECT_THROW(open_annotated(folder / "silent.edf"), Error);
}

}  // namespace
}  // namespace rwave
