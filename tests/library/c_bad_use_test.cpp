// The C interface used wrongly: each fault is a return value and a line, and the next right call works.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <atomic>
#include <cmath>
#include <limits>
#include <string>
#include <thread>
#include <vector>

#include "library/spikes.h"
#include "rwave/rwave.h"

namespace rwave::testing {
namespace {

using ::testing::AnyOf;
using ::testing::HasSubstr;

constexpr double nan = std::numeric_limits<double>::quiet_NaN(),
                 infinity = std::numeric_limits<double>::infinity();

TEST(CBadUse, NothingIsTakenAfterTheEnd) {
  const std::vector<float> samples = spikes(30);
  rwave_classifier* classifier = rwave_classifier_new(nullptr, spike_rate, 1);
  ASSERT_NE(classifier, nullptr) << rwave_last_error();
  ASSERT_EQ(rwave_classifier_push(classifier, samples.data(), samples.size()), 0);
  ASSERT_EQ(rwave_classifier_finish(classifier), 0);
  EXPECT_EQ(rwave_classifier_push(classifier, samples.data(), samples.size()), -1);
  EXPECT_THAT(rwave_last_error(), HasSubstr("after the end"));
  EXPECT_EQ(rwave_classifier_finish(classifier), 0) << "a second end says nothing new";
  std::array<rwave_beat, 64> beats;
  EXPECT_NEAR(static_cast<double>(rwave_classifier_take(classifier, beats.data(), beats.size())), 30, 1);
  rwave_classifier_free(classifier);

  rwave_rhythm* rhythm = rwave_rhythm_new(100);
  for (std::int64_t i = 1; i <= 100; ++i) ASSERT_EQ(rwave_rhythm_add_beat(rhythm, i * 40, 'N'), 0);
  ASSERT_EQ(rwave_rhythm_finish(rhythm, 4100), 0);
  EXPECT_EQ(rwave_rhythm_add_beat(rhythm, 4400, 'N'), -1);
  EXPECT_THAT(rwave_last_error(), HasSubstr("after the end"));
  EXPECT_EQ(rwave_rhythm_add_unanalyzable(rhythm, {4400, 4500}), -1);
  EXPECT_EQ(rwave_rhythm_advance(rhythm, 4400), -1);
  EXPECT_EQ(rwave_rhythm_finish(rhythm, 4500), 0);
  std::array<rwave_episode, 8> episodes;
  EXPECT_EQ(rwave_rhythm_take(rhythm, episodes.data(), episodes.size()), 2) << "tachycardia, once";
  rwave_rhythm_free(rhythm);
}

TEST(CBadUse, AFreedHandleIsAFailureAndFreeingItAgainIsNothing) {
  const float sample = 0;
  rwave_detector* detector = rwave_detector_new(250, 1);
  rwave_classifier* classifier = rwave_classifier_new(nullptr, 250, 1);
  rwave_rhythm* rhythm = rwave_rhythm_new(250);
  rwave_annotations* annotations = rwave_annotations_new();
  rwave_model* model = rwave_model_load("live", 1);
  rwave_detector_free(detector);
  rwave_classifier_free(classifier);
  rwave_rhythm_free(rhythm);
  rwave_annotations_free(annotations);
  rwave_model_free(model);
  EXPECT_EQ(rwave_detector_push(detector, &sample, 1), -1);
  EXPECT_THAT(rwave_last_error(), HasSubstr("freed"));
  EXPECT_EQ(rwave_detector_take(detector, nullptr, 0), -1);
  EXPECT_EQ(rwave_classifier_push(classifier, &sample, 1), -1);
  EXPECT_EQ(rwave_classifier_finish(classifier), -1);
  EXPECT_EQ(rwave_rhythm_finish(rhythm, 0), -1);
  EXPECT_EQ(rwave_annotations_get(annotations, nullptr, 0), -1);
  EXPECT_EQ(rwave_model_name(model), nullptr);
  EXPECT_EQ(rwave_classifier_new_with(model, 250, 1, nullptr), nullptr);
  EXPECT_EQ(rwave_classify_samples(&sample, 1, 250, 1, model, nullptr), nullptr);
  rwave_detector_free(detector);
  rwave_classifier_free(classifier);
  rwave_rhythm_free(rhythm);
  rwave_annotations_free(annotations);
  rwave_model_free(model);
  EXPECT_THAT(rwave_last_error(), HasSubstr("freed"));
}

// Either each push finds the handle free, or it is refused in words; nothing else is left behind.
TEST(CBadUse, TwoThreadsOnOneHandleAreRefusedOrTakeTurns) {
  const std::vector<float> samples = spikes(10);
  rwave_classifier* classifier = rwave_classifier_new(nullptr, spike_rate, 1);
  std::atomic<int> pushed{0}, refused{0}, other{0};
  {
    std::vector<std::jthread> threads;
    for (int thread = 0; thread < 4; ++thread)
      threads.emplace_back([&] {
        for (int i = 0; i < 25; ++i) {
          if (rwave_classifier_push(classifier, samples.data(), samples.size()) == 0)
            ++pushed;
          else
            ++(std::string(rwave_last_error()).find("another thread") != std::string::npos ? refused : other);
        }
      });
  }
  EXPECT_EQ(other, 0);
  EXPECT_EQ(pushed + refused, 100);
  EXPECT_GT(pushed, 0);
  ASSERT_EQ(rwave_classifier_finish(classifier), 0) << rwave_last_error();
  std::vector<rwave_beat> beats(2000);
  const std::int64_t count = rwave_classifier_take(classifier, beats.data(), beats.size());
  EXPECT_NEAR(static_cast<double>(count), 10.0 * pushed, 2 + 0.1 * pushed) << "of the blocks that were taken";
  rwave_classifier_free(classifier);
}

// A handle at work is not taken away under its own call.
TEST(CBadUse, FreeingWhatAnotherThreadUsesWaitsForNobodyAndBreaksNothing) {
  const std::vector<float> samples = spikes(600);
  rwave_detector* detector = rwave_detector_new(spike_rate, 1);
  ASSERT_NE(detector, nullptr);
  std::atomic<bool> began{false};
  int result = 1;
  std::thread worker([&] {
    began = true;
    result = rwave_detector_push(detector, samples.data(), samples.size());
  });
  while (!began) std::this_thread::yield();
  EXPECT_EQ(rwave_detector_push(nullptr, nullptr, 0), -1);
  const std::string before = rwave_last_error();
  rwave_detector_free(detector);  // before, within or after the push
  const bool refused = rwave_last_error() != before;
  worker.join();
  // Refused, the handle is whole, and so is the push that it was refused for; else it is gone for everybody.
  if (refused) {
    EXPECT_THAT(rwave_last_error(), HasSubstr("another thread"));
    EXPECT_EQ(result, 0);
    EXPECT_EQ(rwave_detector_push(detector, samples.data(), samples.size()), 0) << rwave_last_error();
  } else {
    EXPECT_EQ(rwave_detector_push(detector, samples.data(), samples.size()), -1);
    EXPECT_THAT(rwave_last_error(), HasSubstr("not open"));
  }
  rwave_detector_free(detector);
}

TEST(CBadUse, RatesLeadsAndFramesThatAreNone) {
  for (const double rate : {0.0, -250.0, 99.0, 2001.0, 1e300, nan, infinity}) {
    EXPECT_EQ(rwave_detector_new(rate, 1), nullptr) << rate;
    EXPECT_EQ(rwave_classifier_new(nullptr, rate, 1), nullptr) << rate;
    EXPECT_THAT(rwave_last_error(), HasSubstr("Hz")) << rate;
    EXPECT_EQ(rwave_classify_samples(std::vector<float>(500).data(), 500, rate, 1, nullptr, nullptr), nullptr)
        << rate;
  }
  for (const double rate : {0.0, -1.0, nan, infinity, 1e-300, 1e9}) {
    EXPECT_EQ(rwave_rhythm_new(rate), nullptr) << rate;
    EXPECT_THAT(rwave_last_error(), HasSubstr("Hz; expected 0.01 to 1000000")) << rate;
  }
  for (const double rate : {0.0, -1.0, nan, infinity}) {
    rwave_annotations* none = rwave_annotations_new();
    rwave_score score{};
    score.size = sizeof score;
    EXPECT_EQ(rwave_score_beats(none, none, rate, 0, &score), -1) << rate;
    EXPECT_STRNE(rwave_last_error(), "");
    rwave_annotations_free(none);
  }
  for (const int leads : {0, -1, 3, std::numeric_limits<int>::max()}) {
    EXPECT_EQ(rwave_detector_new(250, leads), nullptr) << leads;
    EXPECT_EQ(rwave_classifier_new(nullptr, 250, leads), nullptr) << leads;
  }
  const std::vector<float> samples = spikes(10);
  rwave_classifier* two = rwave_classifier_new(nullptr, 250, 2);
  EXPECT_EQ(rwave_classifier_push(two, samples.data(), 7), -1) << "half a frame";
  EXPECT_THAT(rwave_last_error(), HasSubstr("no whole number of frames"));
  EXPECT_EQ(rwave_classifier_push(two, nullptr, 2), -1);
  EXPECT_EQ(rwave_classifier_push(two, nullptr, 0), 0);
  EXPECT_EQ(rwave_classifier_push(two, samples.data(), samples.size()), 0) << "the stream goes on";
  rwave_classifier_free(two);
  for (const float below : {-1.F, 2.F, std::nanf("")}) {
    rwave_options options{};
    options.size = sizeof options;
    options.unknown_below = below;
    rwave_model* model = rwave_model_load("live", 1);
    EXPECT_EQ(rwave_classifier_new_with(model, 250, 1, &options), nullptr) << below;
    rwave_model_free(model);
  }
}

// A -1 that became a size: nothing is read.
TEST(CBadUse, MoreSamplesThanMemoryHoldsAreNone) {
  const float sample = 0;
  rwave_detector* detector = rwave_detector_new(250, 2);
  EXPECT_EQ(rwave_detector_push(detector, &sample, static_cast<std::size_t>(-2)), -1);
  EXPECT_THAT(rwave_last_error(), HasSubstr("more than memory holds"));
  rwave_detector_free(detector);
  EXPECT_EQ(rwave_classify_samples(&sample, static_cast<std::size_t>(-1), 250, 1, nullptr, nullptr), nullptr);
  EXPECT_THAT(rwave_last_error(), HasSubstr("more than memory holds"));
  rwave_rhythm* rhythm = rwave_rhythm_new(250);
  EXPECT_EQ(rwave_rhythm_add_beat(rhythm, 5, '\0'), -1);
  EXPECT_THAT(rwave_last_error(), HasSubstr("no label; expected one of"));
  rwave_rhythm_free(rhythm);
}

TEST(CBadUse, AStreamOfNothingAndOfNonsenseHasNoBeats) {
  for (const float value : {std::nanf(""), std::numeric_limits<float>::infinity(), 1e30F, -1e30F}) {
    const std::vector<float> samples(250 * 20, value);
    rwave_classifier* classifier = rwave_classifier_new(nullptr, 250, 1);
    ASSERT_EQ(rwave_classifier_push(classifier, samples.data(), samples.size()), 0) << rwave_last_error();
    ASSERT_EQ(rwave_classifier_finish(classifier), 0) << rwave_last_error();
    EXPECT_EQ(rwave_classifier_take(classifier, nullptr, 0), 0);
    rwave_span span{};
    EXPECT_EQ(rwave_classifier_take(classifier, reinterpret_cast<rwave_beat*>(&span), 1), 0) << value;
    ASSERT_EQ(rwave_classifier_take_unanalyzable(classifier, &span, 1), 1) << value;
    EXPECT_GT(span.end - span.first, 250 * 15) << value;
    rwave_classifier_free(classifier);
  }
}

}  // namespace
}  // namespace rwave::testing
