// What `rwave classify` and `rwave holter` say of a run of V beats that the pulse does not confirm.
#include <gmock/gmock.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/output_file.h"
#include "rwave/annotation.h"
#include "support/support.h"

namespace rwave::testing {
namespace {

using ::testing::HasSubstr;

// A false alarm: waves in both ECG leads at the rate of the arterial pressure, which goes on.
TEST(PulseCommand, ARunThatIsNotConfirmedIsSaid) {
  RWAVE_NEED_DATA(record, "challenge2015/f440s.hea");
  const TemporaryFolder folder;
  const std::string to = " -o '" + folder.path().string() + "' ";

  const CommandResult written = run_command("rwave classify '" + record.string() + "' --explain 3:49" + to);
  EXPECT_EQ(written.status, 0) << written.err;
  EXPECT_THAT(written.err, HasSubstr("1 run of V beats not confirmed by the pulse"));
  EXPECT_THAT(written.err, HasSubstr("Q, probability 0.00"));
  EXPECT_THAT(written.err,
              HasSubstr("  pulse     its run of 5 V beats, 85 a minute, is not confirmed: ABP goes on"));
  const auto annotations = read_annotations(folder / "f440s.rw", 250, 75000);
  EXPECT_EQ(std::ranges::count_if(annotations,
                                  [](const Annotation& one) {
                                    return one.sample >= 57117 && one.sample < 58258 &&
                                           symbol_of(one.code) == "V";
                                  }),
            0);

  const CommandResult json =
      run_command("rwave classify '" + record.string() + "' --json --explain all -o -");
  ASSERT_EQ(json.status, 0) << json.err;
  const auto out = nlohmann::json::parse(json.out);
  ASSERT_EQ(out["unconfirmed_runs"].size(), 1U);
  const auto& run = out["unconfirmed_runs"][0];
  EXPECT_EQ(run["beats"], 5);
  EXPECT_EQ(run["pulse_channel"], "ABP");
  EXPECT_NEAR(run["pulse_per_min"], 76, 1);
  for (const auto& beat : out["explained"]) {
    const bool within = beat["sample"] >= run["first"] && beat["sample"] < run["end"];
    EXPECT_EQ(beat["unconfirmed_by"], within ? nlohmann::json("ABP") : nlohmann::json(nullptr));
    EXPECT_TRUE(!within || beat["label"] == "Q");
  }

  const CommandResult report =
      run_command("rwave holter '" + record.string() + "' -o '" + (folder / "page.html").string() + "'");
  EXPECT_EQ(report.status, 0) << report.err;
  EXPECT_THAT(read_file(folder / "page.html"), HasSubstr("1 run of V beats not confirmed by the pulse"));
}

}  // namespace
}  // namespace rwave::testing
