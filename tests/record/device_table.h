#pragma once
// One ECG as a table of text in the form that a test asks for, and the check that it is read as that ECG.

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "record/channel_kind.h"
#include "record/files.h"
#include "record/voltage_unit.h"
#include "rwave/recording.h"
#include "support/support.h"

namespace rwave {

constexpr int ecg_rows = 1500;

// Millivolts of row i: a slow wave, and a QRS complex of 1.2 mV every 200 rows.
inline double ecg_at(int i) {
  const int at = i % 200;
  return std::round(
             (0.05 * std::sin(i / 40.0) + (at >= 50 && at < 60 ? 1.2 * std::sin((at - 50) * 0.31) : 0)) *
             1e4) /
         1e4;
}

inline std::string with_commas(std::string text) {
  std::ranges::replace(text, '.', ',');
  return text;
}

// Head and rows.
inline std::string ecg_table(const std::string& head, const std::function<std::string(int)>& row) {
  std::string text = head;
  for (int i = 0; i < ecg_rows; ++i) text += row(i) + "\n";
  return text;
}

inline std::string as_utf16(const std::string& ascii, bool big) {
  std::string out = big ? "\xfe\xff" : "\xff\xfe";
  for (const char c : ascii) {
    if (big) out += '\0';
    out += c;
    if (!big) out += '\0';
  }
  return out;
}

inline std::string iso_time(double seconds, const char* day = "2026-07-26", char between = 'T') {
  const int whole = static_cast<int>(seconds);
  return fmt::format("{}{}21:{:02}:{:02}.{:03}", day, between, 56 + whole / 60, whole % 60,
                     static_cast<int>(std::lround((seconds - whole) * 1000)) % 1000);
}

class DeviceTables : public ::testing::Test {
 protected:
  std::unique_ptr<Recording> open(const std::string& text, std::optional<double> rate = std::nullopt) {
    testing::put_file(folder_ / "x.csv", text);
    OpenOptions options;
    options.csv_rate = rate;
    return open_recording(folder_ / "x.csv", options);
  }

  // The table is the ECG at this rate: the lead of that name, in mV, within a step of the values written.
  void expect_ecg(const std::string& text, double rate, const std::string& lead,
                  std::optional<double> given = std::nullopt) {
    SCOPED_TRACE(text.substr(0, 120));
    const auto r = open(text, given);
    const RecordingInfo& info = r->info();
    EXPECT_NEAR(info.rate, rate, rate * 1e-4);
    EXPECT_EQ(info.frames, ecg_rows);
    const auto found = std::ranges::find(info.signals, lead, &SignalInfo::name);
    ASSERT_NE(found, info.signals.end())
        << "the leads: " << info.signals.size() << " " << info.signals.at(0).name;
    const auto values = r->read_physical(static_cast<int>(found - info.signals.begin()), 0, ecg_rows);
    const double unit = unit_of(found->units).millivolts;
    for (int i = 0; i < ecg_rows; ++i)
      ASSERT_NEAR(values[static_cast<std::size_t>(i)] * unit, ecg_at(i), 0.0011) << i << " " << found->units;
    // Nothing else in the table is taken for a lead.
    for (const SignalInfo& signal : info.signals) {
      if (signal.name == lead) continue;
      EXPECT_NE(name_of(kind_of(signal)), "ECG") << signal.name;
    }
  }

  testing::TemporaryFolder folder_;
};

}  // namespace rwave
