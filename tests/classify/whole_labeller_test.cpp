// Labels of whole recordings by the shipped model: simulated ones, whose beats are known, and what goes wrong
// in the field.
#include "classify/whole/whole_labeller.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "classify/model.h"
#include "classify/whole/beat_features.h"
#include "record/wfdb_write.h"
#include "rwave/classification.h"
#include "rwave/error.h"
#include "support/support.h"
#include "synth/simulate.h"

namespace rwave {
namespace {

class WholeLabeller : public ::testing::Test {
 protected:
  // Writes a simulated recording of `leads` leads as the record "sim" after `change` of its samples.
  template <class Change>
  std::vector<Annotation> write(double seconds, int leads, double ectopic_share, Change change) {
    Simulator simulator({.rate = 360,
                         .seconds = seconds,
                         .leads = leads,
                         .seed = 5,
                         .ectopic_share = ectopic_share,
                         .snr_db = 20});
    std::vector<std::int32_t> adc(static_cast<std::size_t>(leads * simulator.info().frames));
    simulator.read(adc);
    change(adc);
    RecordingInfo info = simulator.info();
    info.name = "sim";
    WfdbWriter writer(folder_.path(), info, 16);
    writer.write(adc);
    writer.commit();
    return simulator.take_beats();
  }

  Classification label(const ClassificationOptions& options = {}) const {
    return classify_recording(*open_recording(folder_ / "sim"), model_, options);
  }

  static double share_of(char wanted, const std::vector<LabelledBeat>& beats) {
    double number = 0;
    for (const LabelledBeat& beat : beats) number += beat.label == wanted ? 1 : 0;
    return number / static_cast<double>(beats.size());
  }

  testing::TemporaryFolder folder_;
  Model model_ = Model::shipped_whole();
};

constexpr auto as_it_is = [](std::vector<std::int32_t>&) {};

TEST_F(WholeLabeller, AQuietRhythmIsNormal) {
  write(120, 2, 0, as_it_is);
  EXPECT_GT(share_of('N', label().beats), 0.98);
}

TEST_F(WholeLabeller, FindsEctopicBeats) {
  const auto reference = write(600, 2, 0.1, as_it_is);
  const auto beats = label({.lead = "", .beats = beat_samples(reference)}).beats;
  ASSERT_EQ(beats.size(), reference.size());
  int ectopic = 0, found = 0;
  for (std::size_t i = 0; i < beats.size(); ++i)
    if (symbol_of(reference[i].code) == "V") {
      ++ectopic;
      found += beats[i].label == 'V' ? 1 : 0;
    }
  ASSERT_GT(ectopic, 10);
  EXPECT_GT(found, 0.8 * ectopic);
}

// Case 01: a rate that climbs from 75 to 130 a minute was called S from the first beats on.
TEST_F(WholeLabeller, SinusTachycardiaStaysNormal) {
  RWAVE_NEED_GOLDEN(golden, "");
  const auto file = golden / "../cases/01-sinus-tachycardia-labelled-S/re_ramp.hea";
  if (!std::filesystem::exists(file)) GTEST_SKIP() << "no cases next to the data folder: " << file;
  const auto recording = open_recording(file);
  EXPECT_LE(share_of('S', classify_recording(*recording, model_).beats), 0.01);
}

// Case 02: every second beat of a smooth tachycardia of 180 a minute was missed, the others were N; it lasts
// longer than the sinus rhythm next to it, so that it is no reference for itself.
TEST_F(WholeLabeller, SmoothVentricularTachycardiaIsV) {
  RWAVE_NEED_GOLDEN(golden, "");
  const auto file = golden / "../cases/02-fast-smooth-VT-missed/vt.csv";
  if (!std::filesystem::exists(file)) GTEST_SKIP() << "no cases next to the data folder: " << file;
  const auto recording = open_recording(file, {.csv_rate = 250});
  const auto beats = classify_recording(*recording, model_).beats;
  EXPECT_NEAR(static_cast<double>(beats.size()), 130, 2);
  EXPECT_NEAR(share_of('V', beats), 90.0 / 130, 0.03);
  EXPECT_NEAR(share_of('N', beats), 40.0 / 130, 0.03);
}

// Gain and polarity are the electrode's, not the patient's.
TEST_F(WholeLabeller, GainAndPolarityDoNotMatter) {
  const auto reference = write(120, 1, 0.1, as_it_is);
  const ClassificationOptions given{.lead = "", .beats = beat_samples(reference)};
  const auto upright = label(given).beats;
  write(120, 1, 0.1, [](std::vector<std::int32_t>& adc) {
    for (std::int32_t& value : adc) value *= -3;
  });
  const auto inverted = label(given).beats;
  ASSERT_EQ(upright.size(), inverted.size());
  std::size_t same = 0;
  for (std::size_t i = 0; i < upright.size(); ++i) same += upright[i].label == inverted[i].label ? 1 : 0;
  EXPECT_EQ(same, upright.size());
}

TEST_F(WholeLabeller, ALeadThatDiesHalfWayCostsLittle) {
  write(240, 2, 0, [](std::vector<std::int32_t>& adc) {
    for (std::size_t i = adc.size() / 2; i < adc.size(); i += 2) adc[i] = missing_sample;
  });
  const auto beats = label().beats;
  EXPECT_GT(share_of('N', beats), 0.95);
  EXPECT_GT(beats.back().sample, 230 * 360);
}

// The leads vote; two that are the same say what one of them says.
TEST_F(WholeLabeller, TwoLeadsThatAreAlikeSayWhatOneSays) {
  const auto reference = write(300, 2, 0.1, [](std::vector<std::int32_t>& adc) {
    for (std::size_t i = 0; i + 1 < adc.size(); i += 2) adc[i + 1] = adc[i];
  });
  const auto both = label({.lead = "", .beats = beat_samples(reference)}).beats;
  const auto one = label({.lead = "1", .beats = beat_samples(reference)}).beats;
  ASSERT_EQ(both.size(), one.size());
  for (std::size_t i = 0; i < both.size(); ++i) {
    EXPECT_EQ(both[i].label, one[i].label) << i;
    EXPECT_NEAR(both[i].probability, one[i].probability, 0.02) << i;
  }
}

// Artefacts of one electrode, as large as the complexes, at every sixth beat.
TEST_F(WholeLabeller, AnArtefactInOneLeadMakesNoVentricularBeat) {
  const auto reference = write(300, 2, 0, as_it_is);
  write(300, 2, 0, [&](std::vector<std::int32_t>& adc) {
    for (std::size_t beat = 3; beat < reference.size(); beat += 6)
      for (int k = -40; k < 60; ++k) {
        const auto at = static_cast<std::size_t>(2 * (reference[beat].sample + k) + 1);
        if (at < adc.size()) adc[at] += static_cast<std::int32_t>(250 * std::sin(0.06 * k));
      }
  });
  const auto beats = label({.lead = "", .beats = beat_samples(reference)}).beats;
  EXPECT_LE(share_of('V', beats), 0.02);
}

TEST_F(WholeLabeller, TenBeatsAreLabelled) {
  write(9, 1, 0, as_it_is);
  const auto beats = label().beats;
  EXPECT_GE(beats.size(), 6U);
  EXPECT_GT(share_of('N', beats), 0.6);
}

TEST_F(WholeLabeller, ABeatThatNoLeadShowsIsUnknown) {
  const auto reference = write(60, 1, 0, [](std::vector<std::int32_t>& adc) {
    for (std::size_t i = 360 * 30; i < 360 * 40; ++i) adc[i] = missing_sample;
  });
  for (const LabelledBeat& beat : label({.lead = "", .beats = beat_samples(reference)}).beats)
    if (beat.sample > 360 * 31 && beat.sample < 360 * 39) {
      EXPECT_EQ(beat.label, 'Q');
      EXPECT_EQ(beat.probability, 0);
    }
}

// Sinus intervals of 1.0 and 1.5 s in no order, in leads that hardly show P waves; then fibrillation.
TEST_F(WholeLabeller, BlockedBeatsAreNoFibrillation) {
  RWAVE_NEED_DATA(folder, "cpsc2021");
  const auto fibrillates = [&](const char* name) {
    return std::ranges::count(label_file(folder / name, model_).episodes, RhythmKind::AtrialFibrillation,
                              &Episode::kind);
  };
  EXPECT_EQ(fibrillates("data_35_4"), 0);
  EXPECT_EQ(fibrillates("data_8_4"), 1);
}

TEST_F(WholeLabeller, TheModelFitsTheFeatures) {
  whole::BeatWindows windows;
  windows.leads = 1;
  const whole::ShapeGroups groups = whole::group_by_shape(windows);
  EXPECT_EQ(whole::beat_features(whole::PartMeasures(windows, groups)).names.size(),
            static_cast<std::size_t>(whole::recipe.width));
  EXPECT_TRUE(whole::labels_whole(model_));
}

TEST_F(WholeLabeller, AStreamRefusesIt) {
  try {
    Classifier(model_, 360, 1);
    FAIL() << "no error";
  } catch (const Error& fault) {
    EXPECT_THAT(fault.what(), ::testing::HasSubstr("whole recordings"));
  }
}

}  // namespace
}  // namespace rwave
