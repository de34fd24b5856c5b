// The C interface, linked with librwave alone: what it gives is what C++ gives, and nothing it is handed
// makes it throw or crash.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <limits>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "library/spikes.h"
#include "rwave/classification.h"
#include "rwave/error.h"
#include "rwave/rwave.h"
#include "rwave/samples.h"
#include "support/support.h"

namespace rwave::testing {
namespace {

using ::testing::HasSubstr;

constexpr double rate = spike_rate;

TEST(CInterface, TheDetectorOfAStreamFindsEachBeat) {
  const std::vector<float> samples = spikes(30);
  rwave_detector* detector = rwave_detector_new(rate, 1);
  ASSERT_NE(detector, nullptr) << rwave_last_error();
  EXPECT_EQ(rwave_detector_push(detector, samples.data(), samples.size()), 0);
  EXPECT_EQ(rwave_detector_finish(detector), 0);
  std::vector<std::int64_t> peaks(64);
  const std::int64_t first = rwave_detector_take(detector, peaks.data(), 10);
  EXPECT_EQ(first, 10) << "no more than there is room for";
  const std::int64_t rest = rwave_detector_take(detector, peaks.data() + first, peaks.size() - 10);
  EXPECT_NEAR(static_cast<double>(first + rest), 30, 1);
  for (std::int64_t i = 0; i < first + rest; ++i)
    EXPECT_NEAR(static_cast<double>(peaks[static_cast<std::size_t>(i)] % 250), 125, 3);
  EXPECT_EQ(rwave_detector_push(detector, samples.data(), 1), -1) << "after the end";
  rwave_detector_free(detector);
}

TEST(CInterface, SamplesInMemoryAreLabelledAsCPlusPlusLabelsThem) {
  const std::vector<float> samples = spikes(40);
  rwave_labelled* labelled =
      rwave_classify_samples(samples.data(), samples.size(), rate, 1, nullptr, nullptr);
  ASSERT_NE(labelled, nullptr) << rwave_last_error();
  SampleMatrix matrix;
  matrix.samples = samples.data();
  matrix.frames = static_cast<std::int64_t>(samples.size());
  const LabelledRecording expected = label_recording(*sample_recording(matrix, rate), Model::shipped_whole());
  const std::int64_t count = rwave_labelled_beats(labelled, nullptr, 0);
  ASSERT_EQ(count, static_cast<std::int64_t>(expected.classification.beats.size()));
  ASSERT_GT(count, 30);
  std::vector<rwave_beat> beats(static_cast<std::size_t>(count));
  rwave_labelled_beats(labelled, beats.data(), beats.size());
  for (std::size_t i = 0; i < beats.size(); ++i) {
    const LabelledBeat& beat = expected.classification.beats[i];
    EXPECT_EQ(beats[i].sample, beat.sample);
    EXPECT_EQ(beats[i].label, beat.label);
    EXPECT_EQ(beats[i].probability, beat.probability);
  }
  EXPECT_EQ(rwave_labelled_rate(labelled), rate);
  EXPECT_EQ(rwave_labelled_frames(labelled), 40 * 250);
  EXPECT_EQ(rwave_labelled_episodes(labelled, nullptr, 0),
            static_cast<std::int64_t>(expected.episodes.size()));
  std::vector<rwave_figure> figures(64);
  const std::int64_t summary = rwave_labelled_summary(labelled, figures.data(), figures.size());
  ASSERT_GT(summary, 20);
  EXPECT_STREQ(figures[1].key, "beats");
  for (const char* name : {"mean_rate", "min_rate", "max_rate"})  // as in every JSON
    EXPECT_TRUE(std::ranges::any_of(figures, [&](const rwave_figure& figure) {
      return figure.key != nullptr && figure.key == std::string_view(name);
    })) << name;
  EXPECT_EQ(figures[1].value, static_cast<double>(count));
  EXPECT_GT(rwave_labelled_variability(labelled, nullptr, 0), 10);
  rwave_labelled_free(labelled);
}

// Counts of a converter given as mV were labelled without a word.
TEST(CInterface, CountsInsteadOfMillivoltsAreDoubted) {
  for (const bool counts : {false, true}) {
    std::vector<float> samples = spikes(40);
    for (float& sample : samples) sample *= counts ? 500 : 1;
    rwave_labelled* labelled =
        rwave_classify_samples(samples.data(), samples.size(), rate, 1, nullptr, nullptr);
    ASSERT_NE(labelled, nullptr) << rwave_last_error();
    std::string warnings;
    for (std::size_t i = 0; rwave_labelled_warning(labelled, i) != nullptr; ++i)
      warnings += rwave_labelled_warning(labelled, i);
    EXPECT_EQ(warnings.find("counts of a converter") != std::string::npos, counts) << warnings;
    rwave_labelled_free(labelled);
  }
}

TEST(CInterface, LabelsAreScoredAgainstThemselvesAsPerfect) {
  const std::vector<float> samples = spikes(40);
  rwave_labelled* labelled =
      rwave_classify_samples(samples.data(), samples.size(), rate, 1, nullptr, nullptr);
  ASSERT_NE(labelled, nullptr) << rwave_last_error();
  rwave_annotations* annotations = rwave_labelled_annotations(labelled);
  rwave_score score{};
  score.size = sizeof score;
  ASSERT_EQ(rwave_score_beats(annotations, annotations, rate, 0, &score), 0) << rwave_last_error();
  EXPECT_EQ(score.qrs_sensitivity, 1);
  EXPECT_EQ(score.qrs_predictivity, 1);
  EXPECT_TRUE(std::isnan(score.s_sensitivity) || score.s_sensitivity == 1);
  score.size = 8;
  EXPECT_EQ(rwave_score_beats(annotations, annotations, rate, 0, &score), -1);
  EXPECT_THAT(rwave_last_error(), HasSubstr("sizeof"));
  const TemporaryFolder folder;
  const std::string file = (folder / "x.rw").string();
  ASSERT_EQ(rwave_annotations_write(annotations, file.c_str()), 0) << rwave_last_error();
  rwave_annotations* read = rwave_annotations_read(file.c_str(), 0);
  ASSERT_NE(read, nullptr) << rwave_last_error();
  EXPECT_EQ(rwave_annotations_get(read, nullptr, 0), rwave_annotations_get(annotations, nullptr, 0));
  rwave_annotations_free(read);
  rwave_annotations_free(annotations);
  rwave_labelled_free(labelled);
}

TEST(CInterface, ALabelThatAPersonGaveIsKept) {
  RWAVE_NEED_DATA(mitdb, "mitdb");
  const std::string record = (mitdb / "106").string();
  rwave_annotations* labels = rwave_annotations_new();
  const rwave_annotation normal = {724,    static_cast<std::uint8_t>(rwave_annotation_code("F")), 0, 0, 0,
                                   nullptr};
  ASSERT_EQ(rwave_annotations_add(labels, &normal), 0) << rwave_last_error();
  rwave_labelled* adapted = rwave_adapt(record.c_str(), nullptr, nullptr, labels, 0);
  ASSERT_NE(adapted, nullptr) << rwave_last_error();
  std::vector<rwave_beat> beats(8);
  EXPECT_GT(rwave_labelled_beats(adapted, beats.data(), beats.size()), 2000);
  const auto taught =
      std::ranges::find_if(beats, [](const rwave_beat& beat) { return std::abs(beat.sample - 724) < 54; });
  ASSERT_NE(taught, beats.end());
  EXPECT_EQ(taught->label, 'F');
  EXPECT_EQ(taught->probability, 1);
  EXPECT_EQ(rwave_adapt(record.c_str(), nullptr, nullptr, nullptr, 0), nullptr);
  rwave_labelled_free(adapted);
  rwave_annotations_free(labels);
}

TEST(CInterface, RhythmIsStatedOfLabelledBeats) {
  rwave_rhythm* rhythm = rwave_rhythm_new(100);
  ASSERT_NE(rhythm, nullptr);
  std::int64_t sample = 0;
  for (int i = 0; i < 100; ++i) EXPECT_EQ(rwave_rhythm_add_beat(rhythm, sample += 50, 'N'), 0);  // 120 /min
  EXPECT_EQ(rwave_rhythm_advance(rhythm, sample), 0);
  EXPECT_EQ(rwave_rhythm_finish(rhythm, sample + 1), 0);
  std::vector<rwave_episode> episodes(8);
  const std::int64_t count = rwave_rhythm_take(rhythm, episodes.data(), episodes.size());
  ASSERT_GE(count, 1);
  EXPECT_STREQ(rwave_rhythm_key(episodes[0].kind), "tachycardia");
  EXPECT_EQ(rwave_rhythm_add_beat(rhythm, sample + 100, 'x'), -1);
  EXPECT_EQ(rwave_rhythm_key(-1), nullptr);
  EXPECT_EQ(rwave_rhythm_key(99), nullptr);
  rwave_rhythm_free(rhythm);
}

TEST(CInterface, BadInputFailsWithALineAndNoCrash) {
  const float sample = 0;
  const double nan = std::numeric_limits<double>::quiet_NaN();
  EXPECT_EQ(rwave_classifier_new(nullptr, 1, 1), nullptr);
  EXPECT_THAT(rwave_last_error(), HasSubstr("Hz"));
  EXPECT_EQ(rwave_classifier_new(nullptr, nan, 1), nullptr);
  EXPECT_EQ(rwave_classifier_new(nullptr, 360, 3), nullptr);
  EXPECT_EQ(rwave_classifier_new("absent.onnx", 360, 1), nullptr);
  EXPECT_THAT(rwave_last_error(), HasSubstr("absent.onnx"));
  EXPECT_EQ(rwave_model_load("absent.onnx", 1), nullptr);
  EXPECT_EQ(rwave_model_load(nullptr, 1), nullptr);
  EXPECT_EQ(rwave_model_load("live", -3), nullptr);
  EXPECT_EQ(rwave_classifier_push(nullptr, &sample, 1), -1);
  EXPECT_EQ(rwave_classifier_take(nullptr, nullptr, 0), -1);
  EXPECT_EQ(rwave_classifier_finish(nullptr), -1);
  EXPECT_EQ(rwave_detector_new(360, 0), nullptr);
  EXPECT_EQ(rwave_detector_push(nullptr, &sample, 1), -1);
  EXPECT_EQ(rwave_classify("absent", nullptr, nullptr), nullptr);
  EXPECT_EQ(rwave_classify(nullptr, nullptr, nullptr), nullptr);
  EXPECT_EQ(rwave_classify_samples(nullptr, 100, 360, 1, nullptr, nullptr), nullptr);
  EXPECT_EQ(rwave_classify_samples(&sample, 1, 360, 2, nullptr, nullptr), nullptr);
  EXPECT_EQ(rwave_classify_samples(&sample, 1, 360, 0, nullptr, nullptr), nullptr);
  const std::vector<float> lost(3600, std::numeric_limits<float>::quiet_NaN());
  EXPECT_EQ(rwave_classify_samples(lost.data(), lost.size(), 360, 1, nullptr, nullptr), nullptr);
  EXPECT_EQ(rwave_annotations_read("absent.atr", 0), nullptr);
  EXPECT_EQ(rwave_annotations_get(nullptr, nullptr, 0), -1);
  EXPECT_EQ(rwave_annotation_code("no such"), -1);
  EXPECT_EQ(rwave_labelled_beats(nullptr, nullptr, 0), -1);
  rwave_options options{};
  EXPECT_EQ(rwave_classify_samples(&sample, 1, 360, 1, nullptr, &options), nullptr) << "size 0";
  rwave_model_free(nullptr);
  rwave_labelled_free(nullptr);
}

TEST(CInterface, OptionsReachTheLabels) {
  const std::vector<float> samples = spikes(40);
  rwave_options options{};
  options.size = sizeof options;
  options.unknown_below = 1;
  rwave_labelled* unknown =
      rwave_classify_samples(samples.data(), samples.size(), rate, 1, nullptr, &options);
  ASSERT_NE(unknown, nullptr) << rwave_last_error();
  std::vector<rwave_beat> beats(64);
  const std::int64_t count = rwave_labelled_beats(unknown, beats.data(), beats.size());
  for (std::int64_t i = 0; i < count; ++i) {
    const rwave_beat& beat = beats[static_cast<std::size_t>(i)];
    EXPECT_TRUE(beat.label == 'Q' || beat.probability == 1) << beat.label;
  }
  rwave_labelled_free(unknown);
  const std::vector<std::int64_t> peaks = {1125, 2125, 3125};
  options.unknown_below = 0;
  options.peaks = peaks.data();
  options.peak_count = peaks.size();
  rwave_labelled* given = rwave_classify_samples(samples.data(), samples.size(), rate, 1, nullptr, &options);
  ASSERT_NE(given, nullptr) << rwave_last_error();
  EXPECT_EQ(rwave_labelled_beats(given, nullptr, 0), 3);
  rwave_labelled_free(given);
}

// Each thread its own handle: the same labels, and each its own last error.
TEST(CInterface, ThreadsWithTheirOwnHandlesDoNotDisturbEachOther) {
  const std::vector<float> samples = spikes(20);
  const auto beats_found = [&] {
    rwave_classifier* classifier = rwave_classifier_new(nullptr, rate, 1);
    rwave_classifier_push(classifier, samples.data(), samples.size());
    rwave_classifier_finish(classifier);
    std::vector<rwave_beat> beats(64);
    const std::int64_t count = rwave_classifier_take(classifier, beats.data(), beats.size());
    rwave_classifier_free(classifier);
    return count;
  };
  const std::int64_t expected = beats_found();
  ASSERT_GT(expected, 15);
  rwave_detector_new(1, 1);
  const std::string fault = rwave_last_error();
  std::vector<std::int64_t> found(4);
  std::vector<std::string> faults(4);
  {
    std::vector<std::jthread> threads;
    for (std::size_t i = 0; i < found.size(); ++i)
      threads.emplace_back([&, i] {
        found[i] = beats_found();
        faults[i] = rwave_last_error();
      });
  }
  for (std::size_t i = 0; i < found.size(); ++i) {
    EXPECT_EQ(found[i], expected);
    EXPECT_EQ(faults[i], "");
  }
  EXPECT_EQ(fault, rwave_last_error());
}

}  // namespace
}  // namespace rwave::testing
