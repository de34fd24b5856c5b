// What labels of a person teach: the regression alone, then a simulated recording whose beats are known.
#include "rwave/adapt.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "classify/adapt/kernel_logistic.h"
#include "record/wfdb_write.h"
#include "rwave/error.h"
#include "support/support.h"
#include "synth/simulate.h"

namespace rwave {
namespace {

using ::testing::HasSubstr;

constexpr ClassScores sure_of_n = {0, -4, -4, -4, -4};

char best(ClassScores scores, const ClassScores& change) {
  for (std::size_t c = 0; c < scores.size(); ++c) scores[c] += change[c];
  return "NSVFQ"[std::ranges::max_element(scores) - scores.begin()];
}

TEST(KernelLogistic, TurnsWhatIsLikeTheTaughtBeatsAndLeavesTheRest) {
  const std::vector<float> rows = {3, 3, 3, 2.8F};
  const std::vector<ClassScores> scores(2, sure_of_n);
  const std::vector<int> v = {2, 2};
  const KernelLogistic learnt(rows, 2, scores, v, {});
  EXPECT_EQ(best(sure_of_n, learnt.change(std::vector<float>{2.9F, 3.1F})), 'V');
  EXPECT_EQ(best(sure_of_n, learnt.change(std::vector<float>{-1, -1})), 'N');
}

TEST(KernelLogistic, AnOptimumHasNoGradient) {
  const std::vector<float> rows = {0, 0, 1, 0, 0, 1, 2, 2};
  const std::vector<ClassScores> scores = {sure_of_n, {0, 0, 0, 0, 0}, sure_of_n, {0, 1, 0, -1, 0}};
  const std::vector<int> classes = {0, 1, 2, 3};
  const KernelLogistic::Options options{.slope = 0.3F};
  const KernelLogistic learnt(rows, 2, scores, classes, options);
  // At the optimum each coefficient is (Y - P) / r, so that the change at a taught beat is the kernel's sum
  // of them: computed here from the answers alone.
  std::vector<ClassScores> residual(4);
  for (std::size_t i = 0; i < 4; ++i) {
    ClassScores answer = scores[i];
    const ClassScores change = learnt.change(std::span(rows).subspan(2 * i, 2));
    float sum = 0;
    for (std::size_t c = 0; c < 5; ++c) sum += answer[c] = std::exp(answer[c] + change[c]);
    for (std::size_t c = 0; c < 5; ++c)
      residual[i][c] = ((static_cast<int>(c) == classes[i] ? 1 : 0) - answer[c] / sum) / options.strictness;
  }
  for (std::size_t i = 0; i < 4; ++i) {
    const ClassScores change = learnt.change(std::span(rows).subspan(2 * i, 2));
    for (std::size_t c = 0; c < 5; ++c) {
      float expected = 0;
      for (std::size_t j = 0; j < 4; ++j) {
        const float x = rows[2 * i] - rows[2 * j], y = rows[2 * i + 1] - rows[2 * j + 1];
        const float dot = rows[2 * i] * rows[2 * j] + rows[2 * i + 1] * rows[2 * j + 1];
        expected += residual[j][c] * (std::exp(-(x * x + y * y) / 4) + options.slope * dot / 2);
      }
      EXPECT_NEAR(change[c], expected, 0.02);
    }
  }
}

class Adapt : public ::testing::Test {
 protected:
  Adapt() {
    Simulator simulator(
        {.rate = 360, .seconds = 240, .leads = 2, .seed = 5, .ectopic_share = 0.2, .snr_db = 20});
    std::vector<std::int32_t> adc(static_cast<std::size_t>(2 * simulator.info().frames));
    simulator.read(adc);
    RecordingInfo info = simulator.info();
    info.name = "sim";
    WfdbWriter writer(folder_.path(), info, 16);
    writer.write(adc);
    writer.commit();
    reference_ = taught_beats(simulator.take_beats());
    std::vector<std::int64_t> peaks;
    for (const TaughtBeat& beat : reference_) peaks.push_back(beat.sample);
    recording_ = open_recording(folder_ / "sim");
    ClassificationOptions options;
    options.beats = peaks;
    adapter_.emplace(*recording_, Model::shipped_whole(), options);
  }

  // Every k-th beat of the class, called something else.
  std::vector<TaughtBeat> some(char of, std::size_t every, char called) const {
    std::vector<TaughtBeat> taught;
    std::size_t seen = 0;
    for (const TaughtBeat& beat : reference_)
      if (beat.label == of && seen++ % every == 0) taught.push_back({beat.sample, called});
    return taught;
  }

  double share(char of, char called, const std::vector<LabelledBeat>& beats) const {
    double number = 0, all = 0;
    for (std::size_t i = 0; i < beats.size(); ++i)
      if (reference_[i].label == of) {
        ++all;
        number += beats[i].label == called ? 1 : 0;
      }
    return number / all;
  }

  testing::TemporaryFolder folder_;
  std::vector<TaughtBeat> reference_;
  std::unique_ptr<Recording> recording_;
  std::optional<Adapter> adapter_;
};

// Whatever a person calls the beats of one shape, the others of that shape follow and no others do.
TEST_F(Adapt, BeatsOfAGroupFollowThoseThatWereTaught) {
  ASSERT_EQ(adapter_->beats().size(), reference_.size());
  auto taught = some('V', 4, 'F');
  const auto n = some('N', 20, 'N');
  taught.insert(taught.end(), n.begin(), n.end());
  ASSERT_GE(taught.size(), 5U);
  const auto beats = adapter_->adapt(taught);
  ASSERT_EQ(beats.size(), reference_.size());
  EXPECT_GT(share('V', 'V', adapter_->beats()), 0.7);
  EXPECT_EQ(share('V', 'F', adapter_->beats()), 0);
  EXPECT_GE(share('V', 'F', beats), 0.8);
  EXPECT_GT(share('N', 'N', beats), 0.97);
}

TEST_F(Adapt, ATaughtBeatKeepsItsLabel) {
  const auto taught = some('N', 9, 'V');  // nonsense: it is the person's word
  const auto beats = adapter_->adapt(taught);
  for (const TaughtBeat& beat : taught) {
    const auto found = std::ranges::find(beats, beat.sample, &LabelledBeat::sample);
    ASSERT_NE(found, beats.end());
    EXPECT_EQ(found->label, 'V');
    EXPECT_EQ(found->probability, 1);
  }
}

TEST_F(Adapt, TheOrderOfLabelsDoesNotMatter) {
  auto taught = some('V', 3, 'V');
  const auto n = some('N', 30, 'N');
  taught.insert(taught.end(), n.begin(), n.end());
  const auto beats = adapter_->adapt(taught);
  std::ranges::reverse(taught);
  EXPECT_EQ(adapter_->adapt(taught), beats);
}

TEST_F(Adapt, WithoutLabelsNothingChanges) {
  EXPECT_EQ(adapter_->adapt({}), adapter_->beats());
}

TEST_F(Adapt, ABeatThatWasNotFoundIsAdded) {
  const std::int64_t between = (adapter_->beats()[10].sample + adapter_->beats()[11].sample) / 2;
  const std::vector<TaughtBeat> taught = {{between, 'S'}};
  const auto beats = adapter_->adapt(taught);
  ASSERT_EQ(beats.size(), adapter_->beats().size() + 1);
  EXPECT_EQ(beats[11], (LabelledBeat{between, 'S', 1}));
}

TEST_F(Adapt, WhereLabelsAreCompleteNothingElseIsABeat) {
  auto taught = some('N', 1, 'N');
  const std::int64_t end = 60 * 360;
  std::erase_if(taught, [&](const TaughtBeat& beat) { return beat.sample >= end; });
  const auto beats = adapter_->adapt(taught, end);
  const auto before =
      std::ranges::count_if(beats, [&](const LabelledBeat& beat) { return beat.sample < end; });
  EXPECT_EQ(before, static_cast<std::ptrdiff_t>(taught.size()));
}

TEST_F(Adapt, WhatCannotBeTaughtIsSaid) {
  const auto message = [&](std::vector<TaughtBeat> taught) -> std::string {
    try {
      adapter_->adapt(taught);
    } catch (const Error& fault) {
      return fault.what();
    }
    return "no error";
  };
  EXPECT_THAT(message({{1'000'000'000, 'N'}}), HasSubstr("outside of the recording"));
  EXPECT_THAT(message({{-1, 'N'}}), HasSubstr("outside of the recording"));
  EXPECT_THAT(message({{100, 'x'}}), HasSubstr("is called 'x'; expected N S V F Q or /"));
  EXPECT_THAT(message({{100, 'N'}, {100, 'V'}}), HasSubstr("sample 100 is taught as N and as V"));
}

TEST_F(Adapt, GroupsAreThoseOfShape) {
  ASSERT_EQ(adapter_->groups().size(), reference_.size());
  std::map<int, int> of_n, of_v;
  for (std::size_t i = 0; i < reference_.size(); ++i) {
    if (reference_[i].label == 'N') ++of_n[adapter_->groups()[i]];
    if (reference_[i].label == 'V') ++of_v[adapter_->groups()[i]];
  }
  const auto most = [](const std::map<int, int>& groups) {
    return std::ranges::max_element(groups, {}, [](const auto& group) { return group.second; })->first;
  };
  EXPECT_NE(most(of_n), most(of_v));
}

TEST_F(Adapt, AModelForStreamsIsRefused) {
  EXPECT_THROW(Adapter(*recording_, Model::shipped()), UsageError);
}

TEST(TaughtBeats, CodesBecomeClasses) {
  std::vector<Annotation> annotations;
  for (const char* symbol : {"N", "L", "A", "V", "F", "/", "f", "+", "~"}) {
    Annotation annotation;
    annotation.sample = static_cast<std::int64_t>(annotations.size());
    annotation.code = static_cast<std::uint8_t>(code_of(symbol));
    annotations.push_back(annotation);
  }
  std::string labels;
  for (const TaughtBeat& beat : taught_beats(annotations)) labels += beat.label;
  EXPECT_EQ(labels, "NNSVF/Q");
}

}  // namespace
}  // namespace rwave
