#include "learn/options/train_options.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "base/warning.h"
#include "dataset/dataset.h"
#include "learn/networks/registry.h"
#include "rwave/error.h"

namespace rwave::learn {
namespace {

TEST(Options, NetworkDefaultsNeverOverrideWhatTheUserSet) {
  TrainOptions options;
  options.network.name = "small";
  options.optimizer.learning_rate = 0.5;
  options.given = {"lr"};
  apply_network_defaults(options);
  EXPECT_EQ(options.optimizer.learning_rate, 0.5);
  EXPECT_EQ(options.optimizer.kind, OptimizerKind::adamw);
}

TEST(Options, EveryNetworksDefaultsAreValid) {
  for (const NetworkKind& kind : network_kinds()) {
    TrainOptions options;
    options.network.name = kind.name;
    apply_network_defaults(options);
    EXPECT_NO_THROW(check_options(options)) << kind.name;
  }
}

TEST(Options, SurviveJson) {
  TrainOptions options;
  options.optimizer.learning_rate =
      0.1;  // has no exact decimal form: the text must give back the same double
  options.seed = 18446744073709551615U;
  options.rows.validation_by_patient = true;
  options.given = {"lr", "seed"};
  const auto json = nlohmann::json::parse(options_to_json(options).dump());
  EXPECT_EQ(options_to_json(options_from_json(json)), json);
  EXPECT_EQ(options_from_json(json).given, options.given);
  EXPECT_EQ(options_from_json(json).seed, options.seed);
}

// A training's options are a specification of its rows: a field of one that the other lacks would be
// forgotten by whoever asks a model file what trained it.
TEST(Options, HoldEachFieldOfADatasetSpecUnderItsName) {
  const nlohmann::json specified = to_json(DatasetSpec{.data = "svdb",
                                                       .recipe = "template-rr",
                                                       .annotator = "rw",
                                                       .csv_rate = 250,
                                                       .split = "ds1svdb",
                                                       .test_share = 0.25,
                                                       .train_share = 0.5,
                                                       .validation = 0.125,
                                                       .validation_by_patient = true,
                                                       .seed = 7,
                                                       .simulate = 4,
                                                       .augmentation = {0.5, 0.25, 3, 0.125, 0.75}});
  TrainOptions options;
  for (const auto& [key, value] : specified.items())
    ASSERT_NO_THROW(set_option(options, key, value.is_string() ? value.get<std::string>() : value.dump()));
  EXPECT_EQ(to_json(spec_from_json(options_to_json(options), "")), specified);
}

TEST(Options, JsonOfAnEarlierVersionLacksWhatHadItsDefaultThen) {
  nlohmann::json json = options_to_json({});
  json.erase("plain");
  EXPECT_FALSE(options_from_json(json).execution.plain);
}

TEST(Options, JsonOfAnotherKindIsAnError) {
  nlohmann::json json = options_to_json({});
  json["lr"] = "fast";
  EXPECT_THROW(options_from_json(json), Error);
}

// What 0.1.0 called --average, and the words of its --body.
TEST(Options, OldNamesAndWordsAreReadWithANotice) {
  std::vector<std::string> said;
  on_notice([&](const std::string& line) { said.push_back(line); });
  nlohmann::json json = options_to_json({});
  json.erase("ema-decay");
  json["average"] = 0.999;
  json["body"] = "drifting";
  json["given"] = {"average", "body"};
  const TrainOptions options = options_from_json(json);
  EXPECT_EQ(options.selection.ema_decay, 0.999);
  EXPECT_EQ(options.transfer.body, TransferBody::frozen_bn_updated);
  EXPECT_EQ(options.given, (std::set<std::string>{"body", "ema-decay"}));
  TrainOptions set;
  set_option(set, "average", "0.5");
  set_option(set, "body", "tuned");
  EXPECT_EQ(set.selection.ema_decay, 0.5);
  EXPECT_EQ(set.transfer.body, TransferBody::fine_tuned);
  on_notice({});
  EXPECT_THAT(said, ::testing::UnorderedElementsAre("--average is called --ema-decay now",
                                                    "--body drifting is called --body frozen-bn-updated now",
                                                    "--body tuned is called --body fine-tuned now"));
}

TEST(Options, AWordThatIsNoneIsAnErrorThatListsThem) {
  nlohmann::json json = options_to_json({});
  json["optimizer"] = "lion";
  try {
    options_from_json(json);
    FAIL() << "no error";
  } catch (const Error& fault) {
    EXPECT_THAT(fault.what(), ::testing::HasSubstr("optimizer is one of sgd adam adamw rmsprop, not 'lion'"));
  }
}

TEST(Options, DifferenceNamesWhatChangesTheResult) {
  TrainOptions there, here;
  here.execution.threads = 2;
  here.execution.device = DeviceKind::cuda;
  here.given = {"threads", "device"};
  EXPECT_EQ(difference(there, here), "") << "a training may go on with other threads, on another device";
  here.optimizer.learning_rate = 0.01;
  here.optimizer.kind = OptimizerKind::sgd;
  EXPECT_EQ(difference(there, here), R"(--lr 0.001 there, 0.01 here; --optimizer "adam" there, "sgd" here)");
}

TEST(Options, SetFromText) {
  TrainOptions options;
  set_option(options, "lr", "3e-4");
  set_option(options, "validation-by-patient", "true");
  set_option(options, "schedule", "cosine");
  EXPECT_EQ(options.optimizer.learning_rate, 3e-4);
  EXPECT_TRUE(options.rows.validation_by_patient);
  EXPECT_EQ(options.schedule.kind, ScheduleKind::cosine);
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
    try {
      set_option(options, name, value);
      check_options(options);
      ADD_FAILURE() << "--" << name << " " << value << " passed";
    } catch (const UsageError& fault) {
      EXPECT_THAT(fault.what(), ::testing::HasSubstr(name == "model" ? "sead" : "--" + name));
    }
  }
}

TEST(Options, CombinationsThatMakeNoSense) {
  TrainOptions options;
  options.loss.kind = LossKind::focal;
  options.loss.label_smoothing = 0.1;
  EXPECT_THROW(check_options(options), UsageError);
  options = {};
  options.rows.validation = 0;
  EXPECT_THROW(check_options(options), UsageError);
  options.selection.keep = KeptEpoch::last;
  EXPECT_NO_THROW(check_options(options));
  options.selection.patience = 3;
  EXPECT_THROW(check_options(options), UsageError);
}

TEST(Options, LowerPrecisionIsForGpusOnly) {
  TrainOptions options;
  for (const std::string precision : {"tf32", "bf16"}) {
    options.execution.device = DeviceKind::cpu;
    set_option(options, "precision", precision);
    try {
      check_options(options);
      ADD_FAILURE() << precision << " passed";
    } catch (const UsageError& fault) {
      EXPECT_EQ(std::string(fault.what()), "--precision " + precision + " belongs to --device cuda, not cpu");
    }
    options.execution.device = DeviceKind::cuda;
    EXPECT_NO_THROW(check_options(options));
  }
  options.execution.precision = Precision::float32;
  EXPECT_NO_THROW(check_options(options));
}

}  // namespace
}  // namespace rwave::learn
