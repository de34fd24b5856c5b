// Labels of simulated recordings, whose beats are known, by a network made by hand.
#include "rwave/classifier.h"

#include <gtest/gtest.h>

#include <map>

#include "classify/classifying.h"
#include "classify/timing_network.h"
#include "record/wfdb_write.h"
#include "rwave/classification.h"
#include "rwave/error.h"
#include "support/support.h"
#include "synth/simulate.h"

namespace rwave {
namespace {

TEST_F(Classifying, PrematureBeatsOfASimulatedRecordingAreFound) {
  const Simulated truth = simulated();
  const auto beats = stream(truth.frames, 720);
  std::map<std::int64_t, char> labels;
  for (const LabelledBeat& beat : beats) labels[beat.sample] = beat.label;
  int premature = 0, found = 0, normal = 0, kept = 0;
  for (const Annotation& beat : truth.beats) {
    const auto near = labels.lower_bound(beat.sample - 20);
    if (near == labels.end() || near->first > beat.sample + 20 || beat.sample < 10 * 360) continue;
    const std::string symbol(symbol_of(beat.code));
    premature += symbol == "A" || symbol == "V" ? 1 : 0;
    found += (symbol == "A" || symbol == "V") && near->second != 'N' ? 1 : 0;
    normal += symbol == "N" ? 1 : 0;
    kept += symbol == "N" && near->second == 'N' ? 1 : 0;
  }
  ASSERT_GT(premature, 8);
  EXPECT_GE(found, 0.8 * premature);
  EXPECT_GE(kept, 0.9 * normal);
}

TEST_F(Classifying, LabelsDoNotDependOnTheCalls) {
  const Simulated truth = simulated();
  const auto whole = stream(truth.frames, truth.frames.size());
  ASSERT_GT(whole.size(), 200U);
  EXPECT_EQ(stream(truth.frames, 2), whole);
  EXPECT_EQ(stream(truth.frames, 2 * 359), whole);
}

TEST_F(Classifying, ALabelComesOneSecondAfterTheBeatsWindow) {
  const Simulated truth = simulated();
  Classifier classifier(model_, simulated_rate, 2);
  double greatest = 0;
  for (std::size_t at = 0; at < truth.frames.size(); at += 2) {
    classifier.push(std::span(truth.frames).subspan(at, 2));
    const auto now = static_cast<std::int64_t>(at / 2);
    for (const LabelledBeat& beat : classifier.take_beats()) {
      if (beat.sample > 6 * 360)
        greatest = std::max(greatest, static_cast<double>(now - beat.sample) / simulated_rate);
    }
  }
  EXPECT_LE(greatest, 2.4);
}

TEST_F(Classifying, ARecordingIsLabelledAsItsStream) {
  Simulator simulator(
      {.rate = simulated_rate, .seconds = 120, .leads = 2, .seed = 5, .ectopic_share = 0.1, .snr_db = 20});
  std::vector<std::int32_t> adc(static_cast<std::size_t>(2 * simulator.info().frames));
  simulator.read(adc);
  write(simulator.info(), adc);
  const auto recording = open_recording(folder_ / "sim");
  std::vector<float> frames;
  for (const std::int32_t value : adc) frames.push_back(static_cast<float>(value / 200.0));
  const Classification classification = classify_recording(*recording, model_);
  EXPECT_EQ(classification.beats, stream(frames, 1000));
}

TEST_F(Classifying, GivenPeaksAreLabelledAndNoOthers) {
  Simulator simulator(
      {.rate = simulated_rate, .seconds = 60, .leads = 1, .seed = 5, .ectopic_share = 0, .snr_db = 20});
  std::vector<std::int32_t> adc(static_cast<std::size_t>(simulator.info().frames));
  simulator.read(adc);
  write(simulator.info(), adc);
  const auto given = beat_samples(simulator.take_beats());
  const auto recording = open_recording(folder_ / "sim");
  const Classification classification = classify_recording(*recording, model_, {.lead = "", .beats = given});
  ASSERT_EQ(classification.beats.size(), given.size());
  for (std::size_t i = 0; i < given.size(); ++i) EXPECT_EQ(classification.beats[i].sample, given[i]);
}

TEST_F(Classifying, SamplesAfterTheEndAreRefused) {
  Classifier classifier(model_, 360, 1);
  classifier.finish();
  EXPECT_THROW(classifier.push(std::array<float, 1>{}), Error);
}

TEST_F(Classifying, WhatIsCalledUnknownIsEachClassifiersOwn) {
  write_minute([](auto&) {});
  const auto recording = open_recording(folder_ / "sim");
  const std::vector<float> samples = recording->read_physical(0, 0, recording->info().frames);
  Classifier plain(model_, 360, 1), strict(model_, 360, 1, {.unknown_below = 1});
  for (Classifier* classifier : {&plain, &strict}) {
    classifier->push(samples);
    classifier->finish();
  }
  const auto labelled = plain.take_beats(), unknown = strict.take_beats();
  ASSERT_EQ(labelled.size(), unknown.size());
  EXPECT_GT(std::ranges::count(labelled, 'N', &LabelledBeat::label), 0);
  for (std::size_t i = 0; i < unknown.size(); ++i) {
    EXPECT_EQ(unknown[i].label, labelled[i].probability < 1 ? 'Q' : labelled[i].label);
    EXPECT_EQ(unknown[i].probability, labelled[i].probability);
  }
  EXPECT_THROW(Classifier(model_, 360, 1, {.unknown_below = 1.5F}), Error);
}

TEST_F(Classifying, AFileInOneCallIsWhatItsPartsSay) {
  write_minute([](auto&) {});
  const auto recording = open_recording(folder_ / "sim");
  const Classification parts = classify_recording(*recording, model_);
  const LabelledRecording whole = label_file(folder_ / "sim", model_);
  EXPECT_EQ(whole.classification.beats, parts.beats);
  EXPECT_EQ(whole.info.frames, recording->info().frames);
  EXPECT_EQ(whole.summary.beats, static_cast<std::int64_t>(parts.beats.size()));
  EXPECT_EQ(whole.episodes, episodes_of(*recording, parts));
  EXPECT_THROW(label_file(folder_ / "absent", model_), Error);
}

TEST_F(Classifying, RatesAndLeadsOutOfRangeAreRefused) {
  EXPECT_THROW(Classifier(model_, 1, 1), Error);
  EXPECT_THROW(Classifier(model_, 100'000, 1), Error);
  EXPECT_THROW(Classifier(model_, 360, 3), Error);
  Classifier two(model_, 360, 2);
  const std::array<float, 3> odd{};
  EXPECT_THROW(two.push(odd), Error);
}

// What the card says has to fit the recipe and the labels; the fault names the file and what does not.
void expect_refused(const std::filesystem::path& file, const infer::ModelCard& card,
                    const std::string& message) {
  testing::write_timing_network(file, card);
  try {
    Model::load(file);
    FAIL() << "no error";
  } catch (const Error& fault) {
    EXPECT_EQ(fault.what(), file.string() + ": " + message);
  }
}

TEST(Models, AreRefusedWhereTheirCardDoesNotFit) {
  const testing::TemporaryFolder folder;
  infer::ModelCard card = testing::timing_card();
  card.recipe = "other";
  expect_refused(folder / "a.onnx", card,
                 "recipe 'other' is unknown (known: kaggle, template-rr, kaggle-ptb, kaggle-ptb12)");
  card = testing::timing_card();
  card.rate = 125;
  expect_refused(folder / "b.onnx", card, "takes rows at 125 Hz, recipe template-rr cuts them at 100 Hz");
  card = testing::timing_card();
  card.classes = {"normal", "abnormal", "V"};
  expect_refused(folder / "c.onnx", card, "tells normal abnormal V apart; beats are labelled by N S V F Q");
  card = testing::timing_card();
  card.normalisation = "minmax";
  expect_refused(folder / "d.onnx", card,
                 "takes rows scaled by 'minmax', where the recipe template-rr scales by 'steady beats': "
                 "another version of "
                 "that recipe; train it again");
}

TEST(Models, TheShippedOneLoads) {
  EXPECT_EQ(Model::shipped().recipe(), "template-rr");
}

}  // namespace
}  // namespace rwave
