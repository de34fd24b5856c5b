// MAT files: those of another writer (libmatio 1.5.23, see data/README.md), and damaged ones.
#include <gmock/gmock.h>

#include "files.h"
#include "make_ishne.h"
#include "record/mat/mat_file.h"
#include "rwave/recording.h"
#include "support/support.h"

namespace rwave {
namespace {

using rwave::testing::fault_of;
using rwave::testing::get_file;
using rwave::testing::little;
using rwave::testing::put_file;
using rwave::testing::TemporaryFolder;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Pair;

const std::filesystem::path files = RWAVE_TEST_FILES;

OpenOptions at(double hz) {
  OpenOptions options;
  options.csv_rate = hz;
  return options;
}

TEST(Mat, StructOfCpsc2018) {
  const auto recording = open_recording(files / "cpsc.mat", at(500));
  const RecordingInfo& info = recording->info();
  EXPECT_EQ(info.format, "MAT of CPSC");
  EXPECT_EQ(info.rate, 500);
  EXPECT_EQ(info.frames, 1000);
  ASSERT_EQ(info.signals.size(), 12U);
  EXPECT_EQ(info.signals[3].name, "aVR");
  EXPECT_EQ(info.signals[11].name, "V6");
  EXPECT_EQ(info.signals[0].units, "mV");
  EXPECT_EQ(info.signals[0].gain, 1000);
  EXPECT_TRUE(info.signals[0].calibrated);
  EXPECT_THAT(info.patient, ElementsAre(Pair("sex", "female"), Pair("age", "74")));
  for (int lead = 0; lead < 12; ++lead) {
    const std::vector<std::int32_t> samples = recording->read_adc(lead, 0, 1000);
    for (int i = 0; i < 1000; ++i)
      ASSERT_EQ(samples[static_cast<std::size_t>(i)], (i * 7 + lead * 31) % 2001 - 1000);
  }
  EXPECT_THAT(
      fault_of([] { open_recording(files / "cpsc.mat"); }),
      HasSubstr("states no sampling rate: give it with --rate (files of CPSC 2018 are sampled at 500 Hz)"));
}

TEST(Mat, PlainMatrixWithItsRateAndLeads) {
  const auto recording = open_recording(files / "val.mat");
  const RecordingInfo& info = recording->info();
  EXPECT_EQ(info.rate, 250);
  EXPECT_EQ(info.frames, 300);
  ASSERT_EQ(info.signals.size(), 2U);
  EXPECT_EQ(info.signals[0].name, "II");
  EXPECT_EQ(info.signals[1].name, "V5");
  EXPECT_FALSE(info.signals[0].calibrated);
  EXPECT_THAT(recording->read_adc(1, 0, 3), ElementsAre(-500, -497, -494));
  EXPECT_THAT(fault_of([] { open_recording(files / "val.mat", at(300)); }),
              HasSubstr("the file states 250 Hz, the command 300 Hz"));
}

TEST(Mat, Version4) {
  const auto recording = open_recording(files / "v4.mat", at(360));
  EXPECT_EQ(recording->info().frames, 300);
  EXPECT_EQ(recording->info().signals[0].gain, 100);
  EXPECT_THAT(recording->read_physical(0, 297, 3), ElementsAre(74.25F, 74.5F, 74.75F));
}

TEST(Mat, CellsAndPositionsOfBeatsAreNoRecording) {
  const std::string fault = fault_of([] { open_recording(files / "cells.mat", at(360)); });
  EXPECT_THAT(fault, HasSubstr("is a MAT file with no matrix of samples"));
  EXPECT_THAT(fault, HasSubstr("(cells are not searched): it holds ecg: 1 x 2 cells"));
}

TEST(Mat, PositionsOfBeatsAreNoRecording) {
  RWAVE_NEED_DATA(folder, "afdb-rr");
  EXPECT_THAT(fault_of([&] { open_recording(folder / "afdb_1.mat", at(250)); }),
              HasSubstr("no matrix of samples"));
}

TEST(Mat, NextToAHeaderItIsAWfdbRecord) {
  RWAVE_NEED_DATA(folder, "challenge2015");
  EXPECT_EQ(open_recording(folder / "f120s.mat")->info().rate, open_recording(folder / "f120s")->info().rate);
}

TEST(Mat, DamagedFiles) {
  const TemporaryFolder folder;
  const std::string whole = get_file(files / "val.mat");
  for (const std::size_t bytes : {std::size_t{130}, std::size_t{150}, std::size_t{170}, std::size_t{800}}) {
    put_file(folder / "x.mat", whole.substr(0, bytes));
    EXPECT_THAT(fault_of([&] { open_recording(folder / "x.mat", at(250)); }), HasSubstr("x.mat: offset 1"))
        << bytes;
  }
  std::string changed = whole;
  changed[126] = 'X';
  put_file(folder / "x.mat", changed);
  EXPECT_THAT(fault_of([&] { open_recording(folder / "x.mat"); }),
              HasSubstr("offset 126: neither IM nor MI"));
  changed = get_file(files / "cpsc.mat");
  changed[150] = static_cast<char>(changed[150] ^ 0x55);
  put_file(folder / "x.mat", changed);
  EXPECT_THAT(fault_of([&] { open_recording(folder / "x.mat", at(500)); }), HasSubstr("x.mat: offset 1"));
  put_file(folder / "x.mat", "0123456789");
  EXPECT_THAT(fault_of([&] { open_recording(folder / "x.mat"); }),
              HasSubstr("is no MAT file of version 4 or 5"));
}

std::string mat_element(int type, const std::string& data) {
  return little(type, 4) + little(static_cast<long long>(data.size()), 4) + data +
         std::string((8 - data.size() % 8) % 8, '\0');
}

// A row of cells.
std::string cells_mat(std::size_t count, const std::string& cell) {
  std::string cells = mat_element(6, little(1, 4) + little(0, 4)) +
                      mat_element(5, little(1, 4) + little(static_cast<long long>(count), 4)) +
                      mat_element(1, "x");
  for (std::size_t i = 0; i < count; ++i) cells += cell;
  return mat_element(14, cells);
}

// 23 kB that were inflated to 2,000,000 empty cells took 470 MB, and a file may hold a gigabyte.
TEST(Mat, CellsOfMoreThanAListOfLeadsAreDescribedNotRead) {
  std::string head = "MATLAB 5.0 MAT-file";
  head.resize(124, ' ');
  head += little(0x100, 2) + "IM";
  const std::string empty = mat_element(14, "");
  std::vector<MatArray> read = parse_mat(head + cells_mat(3, empty) + cells_mat(70000, empty), "x.mat");
  ASSERT_EQ(read.size(), 2U);
  EXPECT_EQ(read[0].cells.size(), 3U);
  EXPECT_EQ(read[1].cells.size(), 0U);
  EXPECT_EQ(read[1].description(), "x: 1 x 70000 cells");
  // Those within others count, too.
  read = parse_mat(head + cells_mat(3, cells_mat(30000, empty)), "x.mat");
  ASSERT_EQ(read[0].cells.size(), 3U);
  EXPECT_EQ(read[0].cells[1].cells.size(), 30000U);
  EXPECT_EQ(read[0].cells[2].cells.size(), 0U);
}

// One of 184 bytes, twice.
TEST(Mat, CompressedVariablesAreBoundedTogether) {
  std::string bytes = get_file(files / "val.mat");
  bytes += bytes.substr(bytes.size() - 68);
  EXPECT_EQ(parse_mat(bytes, "x.mat", 368).size(), 4U);
  EXPECT_THAT(fault_of([&] { parse_mat(bytes, "x.mat", 367); }),
              HasSubstr("a compressed element of more than 183 bytes, the most that is left"));
}

// Four billion rows of no characters asked for 137 GB (a finding of the fuzzer).
TEST(Mat, TextOfRowsWithoutColumnsHasNoLines) {
  const std::string text = little(51, 4) + little(0xffffffff, 4) + little(0, 4) + little(0, 4) +
                           little(7, 4) + std::string("titles\0", 7);
  const std::vector<MatArray> read = parse_mat(text, "x.mat");
  ASSERT_EQ(read.size(), 1U);
  EXPECT_EQ(read[0].text, "");
  EXPECT_TRUE(read[0].lines.empty());
}

}  // namespace
}  // namespace rwave
