// Labels of simulated recordings, whose beats are known, by a network made by hand.
#include "rwave/classifier.h"

#include <gtest/gtest.h>

#include <map>

#include "classify/timing_network.h"
#include "record/wfdb_write.h"
#include "rwave/classification.h"
#include "rwave/error.h"
#include "support/support.h"
#include "synth/simulate.h"

namespace rwave {
namespace {

constexpr double rate = 360;

// Four minutes of two leads in mV, frame after frame, with their beats.
struct Simulated {
  std::vector<float> frames;
  std::vector<Annotation> beats;
};

Simulated simulated() {
  Simulator simulator(
      {.rate = rate, .seconds = 240, .leads = 2, .seed = 3, .ectopic_share = 0.1, .snr_db = 24});
  std::vector<std::int32_t> adc(static_cast<std::size_t>(2 * simulator.info().frames));
  simulator.read(adc);
  Simulated result{{}, simulator.take_beats()};
  for (const std::int32_t value : adc) result.frames.push_back(static_cast<float>(value) / 200.F);
  return result;
}

class Classifying : public ::testing::Test {
 protected:
  Classifying() : model_(load()) {}

  Model load() {
    testing::write_timing_network(folder_ / "timing.onnx");
    return Model::load(folder_ / "timing.onnx");
  }

  // As the record "sim".
  void write(RecordingInfo info, const std::vector<std::int32_t>& adc) {
    info.name = "sim";
    WfdbWriter writer(folder_.path(), info, 16);
    writer.write(adc);
    writer.commit();
  }

  // A minute of two leads as the record "sim", after `change` of its samples; its beats.
  template <class Change>
  std::vector<std::int64_t> write_minute(Change change, double ectopic_share = 0.1, double snr_db = 20) {
    Simulator simulator({.rate = rate,
                         .seconds = 60,
                         .leads = 2,
                         .seed = 5,
                         .ectopic_share = ectopic_share,
                         .snr_db = snr_db});
    std::vector<std::int32_t> adc(static_cast<std::size_t>(2 * simulator.info().frames));
    simulator.read(adc);
    change(adc);
    write(simulator.info(), adc);
    return beat_samples(simulator.take_beats());
  }

  std::vector<LabelledBeat> stream(std::span<const float> frames, std::size_t piece) {
    Classifier classifier(model_, rate, 2);
    std::vector<LabelledBeat> beats;
    const auto take = [&] {
      for (const LabelledBeat& beat : classifier.take_beats()) beats.push_back(beat);
    };
    for (std::size_t at = 0; at < frames.size(); at += piece) {
      classifier.push(frames.subspan(at, std::min(piece, frames.size() - at)));
      take();
    }
    classifier.finish();
    take();
    return beats;
  }

  testing::TemporaryFolder folder_;
  Model model_;
};

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
  Classifier classifier(model_, rate, 2);
  double greatest = 0;
  for (std::size_t at = 0; at < truth.frames.size(); at += 2) {
    classifier.push(std::span(truth.frames).subspan(at, 2));
    const auto now = static_cast<std::int64_t>(at / 2);
    for (const LabelledBeat& beat : classifier.take_beats()) {
      if (beat.sample > 6 * 360) greatest = std::max(greatest, static_cast<double>(now - beat.sample) / rate);
    }
  }
  EXPECT_LE(greatest, 2.4);
}

TEST_F(Classifying, ARecordingIsLabelledAsItsStream) {
  Simulator simulator(
      {.rate = rate, .seconds = 120, .leads = 2, .seed = 5, .ectopic_share = 0.1, .snr_db = 20});
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
  Simulator simulator({.rate = rate, .seconds = 60, .leads = 1, .seed = 5, .ectopic_share = 0, .snr_db = 20});
  std::vector<std::int32_t> adc(static_cast<std::size_t>(simulator.info().frames));
  simulator.read(adc);
  write(simulator.info(), adc);
  const auto given = beat_samples(simulator.take_beats());
  const auto recording = open_recording(folder_ / "sim");
  const Classification classification = classify_recording(*recording, model_, {.lead = "", .beats = given});
  ASSERT_EQ(classification.beats.size(), given.size());
  for (std::size_t i = 0; i < given.size(); ++i) EXPECT_EQ(classification.beats[i].sample, given[i]);
}

TEST_F(Classifying, ALeadThatTheNetworkNamesIsNeededAndTaken) {
  infer::ModelCard card = testing::timing_card();
  card.lead = "V5";
  testing::write_timing_network(folder_ / "v5.onnx", card);
  Simulator simulator({.rate = rate, .seconds = 20, .leads = 2, .seed = 5, .ectopic_share = 0, .snr_db = 20});
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
