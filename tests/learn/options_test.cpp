#include "learn/options.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "learn/models/network.h"
#include "rwave/error.h"

namespace rwave::learn {
namespace {

TEST(Options, NetworkDefaultsNeverOverrideWhatTheUserSet) {
  TrainOptions options;
  options.model = "small";
  options.lr = 0.5;
  options.given = {"lr"};
  apply_network_defaults(options);
  EXPECT_EQ(options.lr, 0.5);
  EXPECT_EQ(options.optimizer, "adamw");
}

TEST(Options, EveryNetworksDefaultsAreValid) {
  for (const NetworkKind& kind : network_kinds()) {
    TrainOptions options;
    options.model = kind.name;
    apply_network_defaults(options);
    EXPECT_NO_THROW(check_options(options)) << kind.name;
  }
}

TEST(Options, SurviveJson) {
  TrainOptions options;
  options.lr = 0.1;  // has no exact decimal form: the text must give back the same double
  options.seed = 18446744073709551615U;
  options.validation_by_patient = true;
  options.given = {"lr", "seed"};
  const auto json = nlohmann::json::parse(options_to_json(options).dump());
  EXPECT_EQ(options_to_json(options_from_json(json)), json);
  EXPECT_EQ(options_from_json(json).given, options.given);
  EXPECT_EQ(options_from_json(json).seed, options.seed);
}

TEST(Options, JsonOfAnEarlierVersionLacksWhatHadItsDefaultThen) {
  nlohmann::json json = options_to_json({});
  json.erase("plain");
  EXPECT_FALSE(options_from_json(json).plain);
}

TEST(Options, JsonOfAnotherKindIsAnError) {
  nlohmann::json json = options_to_json({});
  json["lr"] = "fast";
  EXPECT_THROW(options_from_json(json), Error);
}

TEST(Options, DifferenceNamesWhatChangesTheResult) {
  TrainOptions there, here;
  here.threads = 2;
  here.device = "cuda";
  here.given = {"threads", "device"};
  EXPECT_EQ(difference(there, here), "") << "a training may go on with other threads, on another device";
  here.lr = 0.01;
  here.optimizer = "sgd";
  EXPECT_EQ(difference(there, here), R"(--lr 0.001 there, 0.01 here; --optimizer "adam" there, "sgd" here)");
}

TEST(Options, SetFromText) {
  TrainOptions options;
  set_option(options, "lr", "3e-4");
  set_option(options, "validation-by-patient", "true");
  set_option(options, "schedule", "cosine");
  EXPECT_EQ(options.lr, 3e-4);
  EXPECT_TRUE(options.validation_by_patient);
  EXPECT_EQ(options.schedule, "cosine");
  EXPECT_THROW(set_option(options, "lr", "3e-4x"), UsageError);
  EXPECT_THROW(set_option(options, "epochs", "2.5"), UsageError);
  EXPECT_THROW(set_option(options, "speed", "1"), UsageError);
}

// One bad value at a time, and a word of the message that must come of it.
TEST(Options, BadValuesAreNamed) {
  const std::vector<std::pair<std::string, std::string>> bad = {{"model", "sead"},
                                                                {"optimizer", "lion"},
                                                                {"schedule", "linear"},
                                                                {"metric", "auc"},
                                                                {"device", "tpu"},
                                                                {"precision", "fp8"},
                                                                {"lr", "0"},
                                                                {"lr", "nan"},
                                                                {"epochs", "0"},
                                                                {"batch", "0"},
                                                                {"beta", "1"},
                                                                {"momentum", "1"},
                                                                {"validation", "1"},
                                                                {"factor", "0"},
                                                                {"gamma", "-1"},
                                                                {"label-smoothing", "1"},
                                                                {"warm-up", "1"},
                                                                {"weight-decay", "-1"},
                                                                {"patience", "-1"},
                                                                {"augment-noise", "-1"},
                                                                {"augment-scale", "inf"}};
  for (const auto& [name, value] : bad) {
    TrainOptions options;
    set_option(options, name, value);
    try {
      check_options(options);
      ADD_FAILURE() << "--" << name << " " << value << " passed";
    } catch (const UsageError& fault) {
      EXPECT_THAT(fault.what(), ::testing::HasSubstr(name == "model" ? "sead" : "--" + name));
    }
  }
}

TEST(Options, CombinationsThatMakeNoSense) {
  TrainOptions options;
  options.loss = "focal";
  options.label_smoothing = 0.1;
  EXPECT_THROW(check_options(options), UsageError);
  options = {};
  options.validation = 0;
  EXPECT_THROW(check_options(options), UsageError);
  options.keep = "last";
  EXPECT_NO_THROW(check_options(options));
  options.patience = 3;
  EXPECT_THROW(check_options(options), UsageError);
}

TEST(Options, LowerPrecisionIsForGpusOnly) {
  TrainOptions options;
  for (const std::string precision : {"tf32", "bf16"}) {
    options.device = "cpu";
    options.precision = precision;
    try {
      check_options(options);
      ADD_FAILURE() << precision << " passed";
    } catch (const UsageError& fault) {
      EXPECT_EQ(std::string(fault.what()), "--precision " + precision + " belongs to --device cuda, not cpu");
    }
    options.device = "cuda";
    EXPECT_NO_THROW(check_options(options));
  }
  options.precision = "float32";
  EXPECT_NO_THROW(check_options(options));
}

}  // namespace
}  // namespace rwave::learn
