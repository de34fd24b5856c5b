// The specification of a dataset and its JSON, which files remember.
#include <gmock/gmock.h>

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "base/warning.h"
#include "dataset/dataset.h"
#include "rwave/error.h"

namespace rwave {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

TEST(DatasetSpec, GoesToJsonAndBack) {
  const DatasetSpec spec{.data = "mitdb,svdb",
                         .recipe = "template-rr",
                         .annotator = "rw",
                         .csv_rate = 250,
                         .split = "ds1svdb",
                         .test_share = 0.3,
                         .train_share = 0.5,
                         .validation = 0.1,
                         .validation_by_patient = true,
                         .seed = 7,
                         .simulate = 4,
                         .augmentation = {0.4, 0.1, 3, 0.08, 0.5}};
  EXPECT_EQ(spec_from_json(to_json(spec), ""), spec);
  EXPECT_EQ(to_json(spec).at("augment-flip"), 0.5);
  EXPECT_EQ(to_json(spec).at("simulate"), 4);
}

// A field that is added does not compile here until it is named, and fails until JSON has it: all verbs mean
// rows by that JSON.
TEST(DatasetSpec, EachFieldHasItsKey) {
  const DatasetSpec spec;
  const auto& [data, recipe, annotator, rate, split, test_share, train_share, validation, by_patient, seed,
               simulate, threads, augmentation] = spec;
  const auto& [scale, noise, shift, stretch, flip] = augmentation;
  // `threads` changes no row and is no part of the specification that files remember.
  const nlohmann::json fields = {{"data", data},
                                 {"recipe", recipe},
                                 {"annotator", annotator},
                                 {"rate", rate},
                                 {"split", split},
                                 {"test-share", test_share},
                                 {"train-share", train_share},
                                 {"validation", validation},
                                 {"validation-by-patient", by_patient},
                                 {"seed", seed},
                                 {"simulate", simulate},
                                 {"augment-scale", scale},
                                 {"augment-noise", noise},
                                 {"augment-shift", shift},
                                 {"augment-stretch", stretch},
                                 {"augment-flip", flip}};
  EXPECT_EQ(threads, 0);
  EXPECT_EQ(to_json(spec), fields);
}

TEST(DatasetSpec, WhatFilesLackHasItsDefaultAndFormerNamesAreRead) {
  std::vector<std::string> said;
  on_notice([&](const std::string& line) { said.push_back(line); });
  const DatasetSpec spec = spec_from_json(
      {{"data", "mitdb"}, {"recipe", "rhythm"}, {"split", "kaggle"}, {"lr", 1e-3}}, "old.onnx");
  on_notice({});
  EXPECT_EQ(spec.recipe, "template-rr");
  EXPECT_EQ(spec.split, "official");
  EXPECT_EQ(spec.simulate, 0);
  EXPECT_THAT(said, ElementsAre("old.onnx: the recipe 'rhythm' is called 'template-rr' now",
                                "old.onnx: the split 'kaggle' is called 'official' now"));
  try {
    spec_from_json({{"simulate", "often"}}, "old.onnx");
    FAIL() << "no error";
  } catch (const Error& fault) {
    EXPECT_THAT(fault.what(), HasSubstr("old.onnx: its rows' option simulate does not read"));
  }
}

}  // namespace
}  // namespace rwave
