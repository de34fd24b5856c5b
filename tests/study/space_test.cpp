// Search spaces, and their text in Optuna's database.

#include "study/space.h"

#include <gmock/gmock.h>

#include "rwave/error.h"
#include "study/database.h"
#include "study/toy.h"
#include "study/trial.h"

namespace rwave::study {
namespace {

using ::testing::HasSubstr;

// The texts of golden/optuna/study.sqlite3, which Optuna 5.0 wrote.
TEST(Space, IsWrittenExactlyAsOptunaDoes) {
  EXPECT_EQ(
      to_json(real(1e-4, 1e-2, true)),
      R"({"name": "FloatDistribution", "attributes": {"step": null, "low": 0.0001, "high": 0.01, "log": true}})");
  EXPECT_EQ(
      to_json(whole(64, 256)),
      R"({"name": "IntDistribution", "attributes": {"log": false, "step": 1, "low": 64, "high": 256}})");
  EXPECT_EQ(to_json(choice({"Adam", "RMSprop", "SGD"})),
            R"({"name": "CategoricalDistribution", "attributes": {"choices": ["Adam", "RMSprop", "SGD"]}})");
}

TEST(Space, NumbersKeepTheirFullPrecision) {
  const Distribution d = real(0.1 + 0.2, 1e22, true);
  EXPECT_THAT(to_json(d), HasSubstr(R"("low": 0.30000000000000004, "high": 1e+22)"));
  EXPECT_EQ(distribution_from_json(to_json(d)), d);
  EXPECT_EQ(distribution_from_json(to_json(whole(-3, 9))), whole(-3, 9));
  const Distribution mixed = choice({nullptr, true, 3, 2.5, "\u00fc"});
  EXPECT_THAT(to_json(mixed), HasSubstr(R"([null, true, 3, 2.5, "\u00fc"])"));
  EXPECT_EQ(distribution_from_json(to_json(mixed)), mixed);
}

TEST(Space, DamagedTextIsNamed) {
  EXPECT_THROW(distribution_from_json("{"), Error);
  EXPECT_THROW(distribution_from_json(R"({"name": "UniformDistribution", "attributes": {}})"), Error);
  EXPECT_THROW(distribution_from_json(R"({"name": "IntDistribution", "attributes": {"low": 1}})"), Error);
}

TEST(Space, DifferencesAreNamed) {
  const Space here = toy_space();
  EXPECT_EQ(difference(here, here), "");
  Space there = {here[2], here[1], {"lr", real(1e-3, 1e-2, true)}, {"momentum", real(0, 0.99)}};
  EXPECT_EQ(difference(there, here),
            "lr 0.001 to 0.01, logarithmic there, 0.0001 to 0.01, logarithmic here; momentum only there");
  there = {here[0], {"batch", whole(64, 256)}};
  EXPECT_EQ(difference(there, here),
            "batch 64 to 256 there, 64 to 256, logarithmic here; optimizer only here");
}

TEST(Space, WrongRangesAreRefused) {
  EXPECT_THROW(check({"lr", real(0, 1, true)}), UsageError);
  EXPECT_THROW(check({"lr", real(2, 1)}), UsageError);
  EXPECT_THROW(check({"lr", real(0, std::numeric_limits<double>::infinity())}), UsageError);
  EXPECT_THROW(check({"batch", whole(1.5, 3)}), UsageError);
  EXPECT_THROW(check({"optimizer", choice({})}), UsageError);
  EXPECT_THROW(check({"optimizer", choice({"adam", "adam"})}), UsageError);
  for (const Parameter& parameter : toy_space()) EXPECT_NO_THROW(check(parameter));
}

TEST(StorageUrl, TakesWhatOptunaTakesAndAPath) {
  EXPECT_EQ(parse_storage_url("out/study.sqlite3").target, "out/study.sqlite3");
  EXPECT_EQ(parse_storage_url("sqlite:///out/study.sqlite3").target, "out/study.sqlite3");
  EXPECT_EQ(parse_storage_url("sqlite:////var/study.sqlite3").target, "/var/study.sqlite3");
  const StorageUrl url = parse_storage_url("postgresql+psycopg2://me:secret@host:5432/studies");
  EXPECT_EQ(url.dialect, Dialect::postgresql);
  EXPECT_EQ(url.target, "postgresql://me:secret@host:5432/studies");
  EXPECT_EQ(url.shown, "postgresql://me@host:5432/studies");
  // A password in the parameters, or one whose slash was not written as %2F.
  const auto shown = [](const char* text) { return parse_storage_url(text).shown; };
  EXPECT_EQ(shown("postgresql://host/studies?password=secret"), "postgresql://host/studies");
  EXPECT_EQ(shown("postgresql://host/studies?user=me&password=secret&sslmode=require&sslpassword=s"),
            "postgresql://host/studies?user=me&sslmode=require");
  EXPECT_EQ(shown("postgresql://me:sec/ret@host/studies"), "postgresql://me@host/studies");
  EXPECT_EQ(shown("postgresql://me:se?cret@host/studies"), "postgresql://me@host/studies");
  EXPECT_EQ(shown("postgresql://me:se?c/ret@host/studies?sslmode=require"),
            "postgresql://me@host/studies?sslmode=require");
  EXPECT_EQ(shown("postgresql://host/studies?password=se@cret"), "postgresql://host/studies");
  EXPECT_EQ(shown("postgresql://host:5432/studies"), "postgresql://host:5432/studies");
  EXPECT_EQ(parse_storage_url("postgresql://host/studies?password=secret").target,
            "postgresql://host/studies?password=secret");
  EXPECT_THROW(parse_storage_url("mysql://host/studies"), UsageError);
  EXPECT_THROW(parse_storage_url("sqlite://"), UsageError);
  EXPECT_THROW(parse_storage_url(""), UsageError);
}

TEST(TrialText, KeepsEverything) {
  Trial trial = finished(7, toy_space(), toy_parameters, -std::numeric_limits<double>::infinity());
  trial.id = 12;
  trial.started = "2026-11-22 11:32:05.309322";
  trial.intermediate = {{1, 0.1 + 0.2}, {2, std::numeric_limits<double>::quiet_NaN()}};
  trial.user["worker"] = "here";
  const Trial back = trial_from_json(nlohmann::json::parse(to_json(trial).dump()));
  EXPECT_EQ(back.id, 12);
  EXPECT_EQ(back.number, 7);
  EXPECT_EQ(back.parameters, trial.parameters);
  EXPECT_EQ(back.distributions, trial.distributions);
  EXPECT_EQ(back.value, trial.value);
  EXPECT_EQ(back.intermediate.at(1), 0.1 + 0.2);
  EXPECT_TRUE(std::isnan(back.intermediate.at(2)));
  EXPECT_EQ(back.user, trial.user);
  EXPECT_EQ(back.started, trial.started);
  EXPECT_THROW(trial_from_json(nlohmann::json::object()), Error);
}

}  // namespace
}  // namespace rwave::study
