// Which leads a label comes from: the one that the network names, either of two, none that is flat.
#include <gtest/gtest.h>

#include "classify/classifying.h"
#include "rwave/classification.h"
#include "rwave/error.h"

namespace rwave {
namespace {

TEST_F(Classifying, ALeadThatTheNetworkNamesIsNeededAndTaken) {
  infer::ModelCard card = testing::timing_card();
  card.lead = "V5";
  testing::write_timing_network(folder_ / "v5.onnx", card);
  Simulator simulator(
      {.rate = simulated_rate, .seconds = 20, .leads = 2, .seed = 5, .ectopic_share = 0, .snr_db = 20});
  std::vector<std::int32_t> adc(static_cast<std::size_t>(2 * simulator.info().frames));
  simulator.read(adc);
  RecordingInfo info = simulator.info();
  write(info, adc);
  EXPECT_THROW(classify_recording(*open_recording(folder_ / "sim"), Model::load(folder_ / "v5.onnx")), Error);
  info.signals[1].name = "V5";
  write(info, adc);
  EXPECT_EQ(
      classify_recording(*open_recording(folder_ / "sim"), Model::load(folder_ / "v5.onnx")).label_leads,
      std::vector{1});
}

// A beat is in a lead or not; what one lead lacks the other tells.
TEST_F(Classifying, OfTwoLeadsEitherWillDo) {
  // Nothing is recorded of the first lead from 20 s to 30 s, nothing of either from 40 s to 45 s.
  const auto given = write_minute([](std::vector<std::int32_t>& adc) {
    const auto lose = [&](int seconds_from, int seconds_to, std::size_t lead) {
      for (int i = 360 * seconds_from; i < 360 * seconds_to; ++i)
        adc[2 * static_cast<std::size_t>(i) + lead] = missing_sample;
    };
    lose(20, 30, 0);
    lose(40, 45, 0);
    lose(40, 45, 1);
  });
  const auto recording = open_recording(folder_ / "sim");
  const auto unknown_of = [&](bool one_lead) {
    std::vector<std::int64_t> unknown;
    for (const LabelledBeat& beat :
         classify_recording(*recording, model_, {.lead = "", .one_lead = one_lead, .beats = given}).beats)
      if (beat.probability == 0) unknown.push_back(beat.sample / 360);
    return unknown;
  };
  for (const std::int64_t second : unknown_of(false))
    EXPECT_TRUE((second >= 39 && second <= 45) || second == 59) << second << ": the last one ends too soon";
  EXPECT_GT(unknown_of(false).size(), 2U);
  EXPECT_GT(unknown_of(true).size(), unknown_of(false).size() + 5);
}

// An electrode that is off, the signal a line, is no second opinion.
TEST_F(Classifying, AFlatLeadSaysNothing) {
  const auto given = write_minute([](std::vector<std::int32_t>& adc) {
    for (std::size_t i = 0; i < adc.size(); i += 2) adc[i + 1] = 7;
  });
  const auto recording = open_recording(folder_ / "sim");
  const Model shipped = Model::shipped();
  const Classification two = classify_recording(*recording, shipped, {.lead = "", .beats = given});
  const Classification one =
      classify_recording(*recording, shipped, {.lead = "", .one_lead = true, .beats = given});
  EXPECT_EQ(two.beats, one.beats);
}

// The shipped network looks at shapes: two leads that differ say neither what one says nor what the other
// says.
TEST_F(Classifying, TheSecondLeadCountsForLess) {
  const auto given = write_minute([](std::vector<std::int32_t>&) {}, 0.2, 12);
  const auto recording = open_recording(folder_ / "sim");
  const Model shipped = Model::shipped();
  const auto by = [&](const std::string& lead, bool one_lead) {
    return classify_recording(*recording, shipped, {.lead = lead, .one_lead = one_lead, .beats = given});
  };
  const Classification both = by("", false), first = by("MLII", true), second = by("V1", true);
  ASSERT_EQ(both.label_leads, (std::vector{0, 1}));
  double to_first = 0, to_second = 0;
  for (std::size_t i = 0; i < given.size(); ++i) {
    to_first += std::abs(both.beats[i].probability - first.beats[i].probability);
    to_second += std::abs(both.beats[i].probability - second.beats[i].probability);
  }
  EXPECT_GT(to_first, 0);
  EXPECT_LT(to_first, to_second);
}

// With the same signal in both leads two say what one says.
TEST_F(Classifying, TwoEqualLeadsSayWhatOneSays) {
  const auto given = write_minute([](std::vector<std::int32_t>& adc) {
    for (std::size_t i = 0; i < adc.size(); i += 2) adc[i + 1] = adc[i];
  });
  const auto recording = open_recording(folder_ / "sim");
  const Classification two = classify_recording(*recording, model_, {.lead = "", .beats = given});
  const Classification one =
      classify_recording(*recording, model_, {.lead = "", .one_lead = true, .beats = given});
  ASSERT_EQ(two.label_leads.size(), 2U);
  ASSERT_EQ(one.label_leads.size(), 1U);
  ASSERT_EQ(two.beats.size(), given.size());
  for (std::size_t i = 0; i < given.size(); ++i) {
    EXPECT_EQ(two.beats[i].label, one.beats[i].label);
    EXPECT_NEAR(two.beats[i].probability, one.beats[i].probability, 1e-4);
  }
}

}  // namespace
}  // namespace rwave
