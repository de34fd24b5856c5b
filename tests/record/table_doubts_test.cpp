// Tables that could be read two ways: a plain refusal that says what to do, and never a wrong recording.
#include <fmt/format.h>
#include <gmock/gmock.h>

#include <cmath>

#include "record/device_table.h"

namespace rwave {
namespace {

using rwave::testing::fault_of;
using ::testing::AllOf;
using ::testing::HasSubstr;

// Whole microvolts with a mark between thousands, small ones first.
std::string grouped_row(int i, int larger_from, char mark) {
  const int value = static_cast<int>(std::lround((i < larger_from ? 700 : 1400) * ecg_at(i)));
  return value < 1000 ? fmt::format("{}", value) : fmt::format("{}{}{:03}", value / 1000, mark, value % 1000);
}

// 1.050 was 1.05 behind a thousand rows such as 987: the highest beats were gone, without a word.
TEST_F(DeviceTables, ThousandsThatComeLateAreRefused) {
  for (const char mark : {'.', ',', '\''}) {
    const std::string text = ecg_table("ecg (uV)\n", [&](int i) { return grouped_row(i, 1100, mark); });
    EXPECT_THAT(fault_of([&] { open(text, 250); }),
                HasSubstr("write numbers without marks between thousands"))
        << mark;
  }
  const std::string late =
      ecg_table("t;ecg (uV)\n", [](int i) { return fmt::format("{};{}", 4 * i, grouped_row(i, 1100, '.')); });
  EXPECT_THAT(fault_of([&] { open(late); }),
              AllOf(HasSubstr("line 1255: "), HasSubstr("in column 2 may be 1"), HasSubstr("nothing tells")));
  // Three decimals that a zero in front, another number of digits or a whole number of four digits tells.
  const auto like = [&](const std::string& last) {
    return ecg_table("ecg (uV)\n", [&](int i) {
      return i == 1200 ? last : i == 1250 ? "1.050" : grouped_row(i, 9999, '.');
    });
  };
  EXPECT_THAT(fault_of([&] { open(like("7"), 250); }), HasSubstr("'1.050' in column 1 may be 1050"));
  for (const char* told : {"0.123", "100.5", "1200", "-1.25"}) EXPECT_NO_THROW(open(like(told), 250)) << told;
}

// "No line of numbers was found" left a person with a table full of numbers alone.
TEST_F(DeviceTables, UnitsInCellsAreNamed) {
  const auto refusal = [&](const std::string& head, const std::function<std::string(int)>& row) {
    return fault_of([&] { open(ecg_table(head, row), 250); });
  };
  const auto plain = [](int i) { return fmt::format("{:.3f}", ecg_at(i)); };
  EXPECT_THAT(refusal("ECG\n", [&](int i) { return plain(i) + " mV"; }),
              AllOf(HasSubstr("line 2: "), HasSubstr("has its unit with it"), HasSubstr("as in NAME (mV)")));
  EXPECT_THAT(refusal("t;ECG\n", [&](int i) { return fmt::format("{:.3f};{}mV", i / 250.0, plain(i)); }),
              HasSubstr("mV' in column 2 has its unit with it"));
  EXPECT_THAT(refusal("t,ECG\n", [&](int i) { return fmt::format("{:.3f},{}mV", i / 250.0, plain(i)); }),
              HasSubstr("mV' in column 2 has its unit with it"));
  EXPECT_THAT(refusal("ECG;SpO2\n", [&](int i) { return plain(i) + ";97 %"; }),
              HasSubstr("'97 %' in column 2"));
  EXPECT_THAT(refusal("ECG\n", [&](int i) { return plain(i) + (i == 700 ? " mV" : ""); }),
              AllOf(HasSubstr("line 702: "), HasSubstr("has its unit with it")));
  // A column that nobody needs costs nothing.
  expect_ecg(ecg_table("t;ECG;SpO2\n",
                       [&](int i) { return fmt::format("{:.3f};{:.4f};97 %", i / 250.0, ecg_at(i)); }),
             250, "ECG");
}

// Databases that give the newest row first: with --rate the recording was read backwards.
TEST_F(DeviceTables, TimesThatRunBackwardsAreRefused) {
  const auto refusal = [&](const std::string& name, const std::function<std::string(int)>& time) {
    return fault_of([&] {
      open(ecg_table(name, [&](int i) { return time(ecg_rows - i) + fmt::format(",{:.4f}", ecg_at(i)); }),
           250);
    });
  };
  const auto seconds = [](int i) { return fmt::format("{:.3f}", i / 250.0); };
  EXPECT_THAT(refusal("t,ecg\n", seconds), AllOf(HasSubstr("line 2: the times of column t run backwards"),
                                                 HasSubstr("sort the rows"), HasSubstr("--ignore-time")));
  EXPECT_THAT(refusal("", seconds), HasSubstr("column 1 run backwards"));
  for (const char* name : {"timestamp,ecg\n", "sample,ecg\n", ",ecg\n"})
    EXPECT_THAT(refusal(name, [](int i) { return fmt::format("{}", 1'700'000'000'000 + 4 * i); }),
                HasSubstr("run backwards"))
        << name;
  EXPECT_THAT(refusal("when,ecg\n", [](int i) { return iso_time(i / 250.0); }), HasSubstr("run backwards"));
  // Over midnight.
  EXPECT_THAT(refusal("when,ecg\n",
                      [](int i) {
                        return i < 700 ? fmt::format("23:59:{:06.3f}", 57 + i / 250.0)
                                       : fmt::format("00:00:{:06.3f}", (i - 700) / 250.0);
                      }),
              HasSubstr("run backwards"));
  // An offset that wears off is a signal.
  EXPECT_NO_THROW(
      open(ecg_table("ecg,temperature\n",
                     [](int i) { return fmt::format("{:.4f},{:.3f}", ecg_at(i), 40 - i / 250.0); }),
           250));
}

}  // namespace
}  // namespace rwave
