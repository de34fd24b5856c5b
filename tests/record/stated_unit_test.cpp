// Units of voltage that a file states and its ECG contradicts.
#include <fmt/format.h>
#include <gmock/gmock.h>

#include <cmath>

#include "record/device_table.h"
#include "record/make_ishne.h"

namespace rwave {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class StatedUnits : public DeviceTables {
 protected:
  std::unique_ptr<Recording> scaled(const std::string& unit, double factor) {
    return open(
        ecg_table("ECG (" + unit + ")\n", [&](int i) { return fmt::format("{:.9g}", ecg_at(i) * factor); }),
        250);
  }
};

TEST_F(StatedUnits, MicrovoltsUnderTheNameOfMillivoltsAndTheOtherWay) {
  const auto large = scaled("mV", 1000);
  EXPECT_EQ(large->info().signals[0].units, "uV");
  EXPECT_THAT(large->info().warnings,
              ElementsAre(AllOf(HasSubstr("no ECG's in mV"), HasSubstr("but in uV"))));
  const auto small = scaled("uV", 1);
  EXPECT_EQ(small->info().signals[0].units, "mV");
  EXPECT_EQ(scaled("mV", 1e-3)->info().signals[0].units, "V");
}

TEST_F(StatedUnits, SmallAndLargeEcgsKeepTheirUnit) {
  for (const double factor : {0.05, 1.0, 10.0}) {
    EXPECT_EQ(scaled("mV", factor)->info().signals[0].units, "mV") << factor;
    EXPECT_THAT(scaled("mV", factor)->info().warnings, IsEmpty()) << factor;
  }
}

// Of an amplifier without electrodes, in steps of 31 nV; a lead at the mains.
TEST_F(StatedUnits, NoiseKeepsItsUnit) {
  const auto noise = open(ecg_table("ECG (uV)\n",
                                    [](int i) {
                                      const auto mixed = static_cast<unsigned>(i) * 2654435761U;
                                      return fmt::format("{:.3f}", (mixed >> 16 & 0xff) / 128.0);
                                    }),
                          250);
  EXPECT_EQ(noise->info().signals[0].units, "uV");
  EXPECT_THAT(noise->info().warnings, IsEmpty());
  const auto mains = open(
      ecg_table("ECG (mV)\n", [](int i) { return fmt::format("{:.3f}", 150 * std::sin(i * 1.2566)); }), 250);
  EXPECT_EQ(mains->info().signals[0].units, "mV");
}

// Segments of one writer share its mistake; what they hold must not be scaled twice.
TEST_F(StatedUnits, SegmentsAreDoubtedTogether) {
  std::string bytes;
  for (int i = 0; i < ecg_rows; ++i)
    bytes += testing::little(static_cast<int>(std::lround(1000 * ecg_at(i))), 2);
  for (const std::string name : {"a", "b"}) {
    testing::put_file(folder_ / (name + ".dat"), bytes);
    testing::put_file(folder_ / (name + ".hea"),
                      fmt::format("{0} 1 250 {1}\n{0}.dat 16 1/mV 16 0 0 0 0 ECG\n", name, ecg_rows));
  }
  testing::put_file(folder_ / "m.hea",
                    fmt::format("m/3 1 250 {0}\na {1}\n~ {1}\nb {1}\n", 3 * ecg_rows, ecg_rows));
  const auto whole = open_recording(folder_ / "m");
  EXPECT_EQ(whole->info().signals[0].units, "uV");
  EXPECT_THAT(whole->info().warnings, ElementsAre(HasSubstr("no ECG's in mV")));
  EXPECT_NEAR(whole->read_physical(0, 2 * ecg_rows + 55, 1)[0], 1000 * ecg_at(55), 1);
  // A segment that is not as stated is an error where it is read, and not before.
  testing::put_file(folder_ / "b.hea", "b 1 250 10\nb.dat 16 1/mV 16 0 0 0 0 ECG\n");
  EXPECT_NO_THROW(open_recording(folder_ / "m"));
}

// Of two leads the one in the middle said nothing of the other.
TEST_F(StatedUnits, OneLeadAThousandTimesTooSmallIsDoubtedByItself) {
  const auto r =
      open(ecg_table("ECG II (mV),ECG V1 (mV)\n",
                     [](int i) { return fmt::format("{:.4f},{:.7f}", ecg_at(i), ecg_at(i) / 1000); }),
           250);
  EXPECT_EQ(r->info().signals[0].units, "mV");
  EXPECT_EQ(r->info().signals[1].units, "V");
  EXPECT_THAT(r->info().warnings, ElementsAre(HasSubstr("ECG V1: ")));
  // The last bit of a dead lead flickers, and is as peaked as an ECG.
  const auto dead = open(
      ecg_table("ECG II (mV),ECG V1 (mV)\n",
                [](int i) { return fmt::format("{:.4f},{}", ecg_at(i), i % 97 == 0 ? "0.001" : "0.000"); }),
      250);
  EXPECT_EQ(dead->info().signals[1].units, "mV");
  EXPECT_THAT(dead->info().warnings, IsEmpty());
}

TEST_F(StatedUnits, InOtherScripts) {
  for (const char* unit : {"мкВ", "\xec\xea\xc2", "微伏"})
    EXPECT_NEAR(unit_of(scaled(unit, 1000)->info().signals[0].units).millivolts, 1e-3, 1e-9) << unit;
  EXPECT_NEAR(unit_of(scaled("мВ", 1)->info().signals[0].units).millivolts, 1, 1e-9);
}

}  // namespace
}  // namespace rwave
