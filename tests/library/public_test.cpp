// What the public C++ headers promise, linked with librwave alone.
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

#include "rwave/classification.h"
#include "rwave/error.h"
#include "rwave/samples.h"
#include "rwave/score.h"
#include "rwave/variability.h"
#include "support/support.h"

namespace rwave::testing {
namespace {

TEST(SamplesInMemory, AreReadAsTheyLieWhateverTheirLayout) {
  // Three frames of two leads: as float side by side, as double lead after lead.
  const std::vector<float> frames = {0.1F, -1, 0.2F, -2, std::numeric_limits<float>::quiet_NaN(), -3};
  const std::vector<double> leads = {0.1, 0.2, std::nan(""), -1, -2, -3};
  SampleMatrix side_by_side{frames.data(), SampleMatrix::Type::float32, 3, 2};
  SampleMatrix apart{leads.data(), SampleMatrix::Type::float64, 3, 2, sizeof(double), 3 * sizeof(double)};
  for (const SampleMatrix& matrix : {side_by_side, apart}) {
    const auto recording = sample_recording(matrix, 100, {"II", "V1"});
    EXPECT_EQ(recording->info().signals[1].name, "V1");
    const auto first = recording->read_physical(0, 0, 3), second = recording->read_physical(1, 1, 2);
    EXPECT_EQ(first[0], 0.1F);
    EXPECT_EQ(first[1], 0.2F);
    EXPECT_TRUE(std::isnan(first[2]));
    EXPECT_EQ(second, (std::vector<float>{-2, -3}));
  }
}

TEST(SamplesInMemory, OfAnySizeKeepNineDigits) {
  const std::vector<double> values = {1e6, -123456.7, 1e-3};
  const SampleMatrix matrix{values.data(), SampleMatrix::Type::float64, 3, 1};
  const auto read = sample_recording(matrix, 100)->read_physical(0, 0, 3);
  EXPECT_NEAR(read[0], 1e6, 1e-2);
  EXPECT_NEAR(read[1], -123456.7, 1e-2);
  const std::vector<double> endless = {std::numeric_limits<double>::infinity(), 1};
  const SampleMatrix two{endless.data(), SampleMatrix::Type::float64, 2, 1};
  EXPECT_TRUE(std::isnan(sample_recording(two, 100)->read_physical(0, 0, 2)[0]));
}

TEST(SamplesInMemory, WhatMakesNoSenseIsRefused) {
  const std::vector<float> one = {0};
  EXPECT_THROW(sample_recording({nullptr, SampleMatrix::Type::float32, 1, 1}, 100), Error);
  EXPECT_THROW(sample_recording({one.data(), SampleMatrix::Type::float32, 0, 1}, 100), Error);
  EXPECT_THROW(sample_recording({one.data(), SampleMatrix::Type::float32, 1, 0}, 100), Error);
  EXPECT_THROW(sample_recording({one.data(), SampleMatrix::Type::float32, 1, 1}, 0), Error);
  EXPECT_THROW(sample_recording({one.data(), SampleMatrix::Type::float32, 1, 1}, std::nan("")), Error);
  EXPECT_THROW(sample_recording({one.data(), SampleMatrix::Type::float32, 1, 1}, 100, {"I", "II"}), Error);
}

Annotation beat(std::int64_t sample, std::string_view symbol) {
  Annotation annotation;
  annotation.sample = sample;
  annotation.code = static_cast<std::uint8_t>(code_of(symbol));
  return annotation;
}

TEST(Score, CountsPairsAndAddsRecords) {
  const std::vector<Annotation> reference = {beat(100, "N"), beat(200, "V"), beat(300, "V"), beat(400, "N")};
  const std::vector<Annotation> test = {beat(102, "N"), beat(201, "V"), beat(300, "N"), beat(400, "V")};
  const BeatScore score = score_beats(reference, test, 100, {.start = 0});
  EXPECT_EQ(score.counts[0][0], 1);  // Nn
  EXPECT_EQ(score.counts[0][2], 1);  // Nv
  EXPECT_EQ(score.counts[2][0], 1);  // Vn
  EXPECT_EQ(score.counts[2][2], 1);  // Vv
  EXPECT_EQ(score.qrs_sensitivity, 1);
  EXPECT_EQ(score.v_sensitivity, 0.5);
  EXPECT_EQ(score.v_predictivity, 0.5);
  EXPECT_TRUE(std::isnan(score.s_sensitivity));
  BeatScore gross;
  gross += score;
  gross += score_beats(reference, reference, 100, {.start = 0});
  EXPECT_EQ(gross.counts[2][2], 3);
  EXPECT_EQ(gross.v_sensitivity, 0.75);
  EXPECT_NE(score.report("100", "atr", "qrs").find("Reference annotator: atr"), std::string::npos);
}

TEST(Score, RefusesWhatCannotBeCompared) {
  const std::vector<Annotation> good = {beat(100, "N"), beat(200, "N")},
                                mixed = {beat(200, "N"), beat(100, "N")};
  EXPECT_THROW(score_beats(good, mixed, 100), Error);
  EXPECT_THROW(score_beats(good, good, 0), Error);
  EXPECT_THROW(score_beats(good, good, 100, {.start = -1}), Error);
  EXPECT_THROW(score_beats(good, good, 100, {.window = 0}), Error);
  EXPECT_THROW(score_beats(good, good, 100, {.start = 10, .end = 5}), Error);
}

TEST(Variability, LeavesAtrialFibrillationAndUnanalyzableSpansOut) {
  LabelledRecording recording;
  recording.info.rate = 100;
  for (int i = 0; i < 400; ++i) recording.classification.beats.push_back({80 * i, 'N', 1});
  recording.info.frames = 400 * 80;
  EXPECT_EQ(variability_of(recording).time.intervals, 399);
  recording.classification.unanalyzable = {{800, 1600}};
  const Variability less = variability_of(recording);
  EXPECT_LT(less.time.intervals, 399 - 9);
  EXPECT_DOUBLE_EQ(less.time.mean_nn, 800);
  recording.episodes = {{.kind = RhythmKind::AtrialFibrillation, .first = 0, .end = 16000}};
  EXPECT_LT(variability_of(recording).time.intervals, 201);
  EXPECT_GT(figures_of(less).size(), 10U);
}

TEST(Recordings, OfMitdbAreLabelledInOneCall) {
  RWAVE_NEED_DATA(mitdb, "mitdb");
  const LabelledRecording labelled = label_file(mitdb / "106");
  EXPECT_NEAR(static_cast<double>(labelled.summary.beats), 2027, 20);
  EXPECT_GT(labelled.episodes.size(), 0U);
  const auto reference = read_annotations(mitdb / "106.atr");
  const BeatScore score = score_beats(
      reference, annotations_of(labelled.classification, labelled.info.frames), labelled.info.rate);
  EXPECT_GT(score.v_sensitivity, 0.95);
}

}  // namespace
}  // namespace rwave::testing
